"""Done to several rows of the list at once, and views of it that are kept."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.factories import NOW, ApplicationFactory, CompanyFactory
from tests.pages import Page, get, post
from tracker import search, services
from tracker.models import Application, BulkAction, SavedView, Status
from tracker.services import bulk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST, ACT, VIEWS = "/applications/", "/applications/several/", "/applications/views/"


def named(user: User, name: str, **fields: Any) -> Application:
    return ApplicationFactory.create(user=user, company=CompanyFactory.create(user=user, name=name), **fields)


def stand(*rows: Application) -> list[str]:
    return [Application.objects.get(pk=row.pk).status for row in rows]


def tags(rows: list[Application]) -> list[str]:
    return [Application.objects.get(pk=row.pk).tags for row in rows]


def undo(client: Client, page: Page) -> Page:
    """Press "Take it back" in the toast."""
    form = next(form for form in page.every("form") if "take-back" in form.value("action"))
    return post(client, form.value("action"), {"next": LIST})


@pytest.fixture
def three(maya: User) -> list[Application]:
    return [
        named(maya, "Applied Ltd", status=Status.APPLIED),
        named(maya, "Saved Ltd", status=Status.SAVED),
        named(maya, "Yes Ltd", status=Status.ACCEPTED),
    ]


def chosen(rows: list[Application], **more: str) -> dict[str, Any]:
    return {"pk": [row.pk for row in rows], "next": f"{LIST}?tab=all", **more}


# --- choosing


def test_rows_are_ticked_without_a_script_and_all_of_them_by_one_press(
    mayas: Client, three: list[Application]
) -> None:
    assert list(get(mayas, LIST).main.every("input", name="pk")) == []
    page = get(mayas, LIST + get(mayas, LIST).links()["Select"])
    boxes = [
        (box.value("form"), box.value("value"), "checked" in box.attributes)
        for box in page.main.every("input", name="pk")
    ]
    assert sorted(boxes) == [("several", str(row.pk), False) for row in three[:2]]
    page = get(mayas, LIST + page.links()["Tick all on this page"])
    assert ["checked" in box.attributes for box in page.main.every("input", name="pk")] == [True, True]
    assert page.links()["Done"] == "?"


def test_nothing_ticked_or_nothing_to_do_is_said(mayas: Client, three: list[Application], otto: User) -> None:
    theirs = named(otto, "Otto's", status=Status.APPLIED)
    for typed in ({}, {"pk": ["x", "9" * 30, "-1"]}, chosen([theirs], act="bin")):
        assert post(mayas, ACT, {"act": "bin"} | typed).notes == ["Tick at least one application first."]
    assert post(mayas, ACT, chosen(three, act="burn")).notes == ["Choose what to do with them."]
    assert (stand(*three, theirs), BulkAction.objects.count()) == (["applied", "saved", "accepted", "applied"], 0)


# --- moving


def test_those_that_may_go_there_go_and_the_others_are_named(mayas: Client, three: list[Application]) -> None:
    page = post(mayas, ACT, chosen(three, act="move", to="interviewing"))
    assert (page.path, stand(*three)) == (LIST, ["interviewing", "interviewing", "accepted"])
    assert page.notes == ["2 moved to Interviewing.", "These cannot go there: Product Manager, Yes Ltd."]


def test_one_press_takes_back_all_that_has_not_moved_on(mayas: Client, maya: User, three: list[Application]) -> None:
    page = post(mayas, ACT, chosen(three, act="move", to="interviewing"))
    moved_on = Application.objects.get(pk=three[1].pk)
    services.move(application=moved_on, to=Status.OFFER, by=maya, at=NOW + timedelta(minutes=1))
    page = undo(mayas, page)
    assert stand(*three) == ["applied", "offer", "accepted"]
    assert page.notes == ["1 stands as it stood.", "These have moved on since, and stay: Product Manager, Saved Ltd."]
    action = BulkAction.objects.get()
    again = post(mayas, f"{ACT}{action.pk}/take-back/", {})
    assert again.notes == ["This was taken back before."]
    assert stand(*three) == ["applied", "offer", "accepted"]


@pytest.mark.parametrize("to", ["withdrawn", "accepted", "nowhere", ""])
def test_a_no_and_a_yes_are_said_one_at_a_time(mayas: Client, three: list[Application], to: str) -> None:
    page = post(mayas, ACT, chosen(three, act="move", to=to))
    assert (len(page.notes), stand(*three)) == (1, ["applied", "saved", "accepted"])


def test_a_no_is_not_undone_by_the_way(maya: User) -> None:
    said_no = named(maya, "No Ltd", status=Status.WITHDRAWN)
    assert bulk.move_all([said_no], to=Status.APPLIED, by=maya, at=NOW) == bulk.Outcome(None, [said_no])
    with pytest.raises(ValueError, match="words of its own"):
        bulk.move_all([said_no], to=Status.WITHDRAWN, by=maya, at=NOW)


# --- tags, follow-ups, the bin


def test_a_tag_is_added_where_it_is_missing_and_taken_off_again(mayas: Client, maya: User) -> None:
    bare, other = named(maya, "Bare"), named(maya, "Other", tags="press")
    had, full = named(maya, "Had", tags="Nights"), named(maya, "Full", tags="x" * 296)
    rows = [bare, other, had, full]
    page = post(mayas, ACT, chosen(rows, act="tag", tag=" nights, "))
    assert [Application.objects.get(pk=row.pk).tags for row in rows] == [
        "nights",
        "press, nights",
        "Nights",
        "x" * 296,
    ]
    assert search.matching(maya, "nights press").count() == 1
    Application.objects.filter(pk=bare.pk).update(tags="nights, days")
    page = undo(mayas, page)
    assert tags(rows) == ["nights, days", "press", "Nights", "x" * 296]
    assert page.notes == ["1 stands as it stood.", "These have moved on since, and stay: Product Manager, Bare."]


@pytest.mark.parametrize("tag", ["", " , ", "x" * 61])
def test_a_tag_is_a_few_letters(mayas: Client, three: list[Application], tag: str) -> None:
    assert post(mayas, ACT, chosen(three, act="tag", tag=tag)).notes == ["Write the tag, in sixty letters at most."]


def test_follow_ups_stop_and_come_back(mayas: Client, maya: User, three: list[Application]) -> None:
    services.retire(three[0], at=NOW - timedelta(days=1))
    page = post(mayas, ACT, chosen(three, act="retire"))
    assert Application.objects.filter(retired_at__isnull=True).count() == 0
    undo(mayas, page)
    assert list(Application.objects.filter(retired_at__isnull=False)) == [three[0]]


def test_into_the_bin_and_out_of_it(mayas: Client, maya: User, three: list[Application]) -> None:
    page = post(mayas, ACT, chosen(three, act="bin"))
    assert page.notes == ["3 are in the bin, for thirty days."]
    assert Application.objects.for_user(maya).count() == 0
    out = Application.objects.get(pk=three[0].pk)
    services.take_out_of_bin(out, by=maya, at=NOW)
    page = undo(mayas, page)
    assert page.notes == [
        "2 stand as they stood.",
        "These have moved on since, and stay: Product Manager, Applied Ltd.",
    ]
    assert Application.objects.for_user(maya).count() == 3


def test_what_is_long_past_is_not_kept_for_taking_back(maya: User, three: list[Application]) -> None:
    bulk.retire_all(three[:1], by=maya, at=NOW - timedelta(days=31))
    bulk.retire_all(three[1:], by=maya, at=NOW)
    assert [len(action.done) for action in BulkAction.objects.all()] == [2]


# --- views that are kept


def test_a_view_is_kept_as_a_tab_with_its_count(mayas: Client, maya: User, three: list[Application]) -> None:
    Application.objects.update(work_mode="remote")
    page = get(mayas, LIST, work_mode="remote", sort="newest", show="keep")
    form = page.form("name")
    typed = {"query": form["query"][0], "name": "From home"}
    page = post(mayas, VIEWS, typed)
    tabs = [(link.text, link.value("aria-current")) for link in next(page.main.every("ul")).every("a")]
    assert tabs == [("Open 2", ""), ("Might revisit", ""), ("Ended 1", ""), ("All", ""), ("From home 2", "page")]
    assert SavedView.objects.get().query == "work_mode=remote&sort=newest"
    assert get(mayas, LIST).links()["From home 2"] == "/applications/?work_mode=remote&sort=newest"


def test_a_view_is_counted_among_the_latest_and_a_search_not_at_all(
    mayas: Client, maya: User, three: list[Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    SavedView.objects.create(user=maya, name="Early", query="tab=open&status=applied")
    SavedView.objects.create(user=maya, name="Words", query="q=product")
    assert {"Early 1", "Words"} <= set(get(mayas, LIST).links())
    monkeypatch.setattr("tracker.filters.saved.COUNTED_AMONG", 1)
    assert "Early 0+" in get(mayas, LIST).links()


def test_a_view_gets_another_name_and_is_forgotten(mayas: Client, maya: User) -> None:
    view = SavedView.objects.create(user=maya, name="From home", query="work_mode=remote")
    page = get(mayas, LIST, work_mode="remote", show="keep")
    assert page.form("name")["name"] == ["From home"]
    post(mayas, f"{VIEWS}{view.pk}/", {"name": "At my desk"})
    assert list(SavedView.objects.values_list("name", "query")) == [("At my desk", "work_mode=remote")]
    page = post(mayas, f"{VIEWS}{view.pk}/", {"forget": "1"})
    assert page.notes == ["The view At my desk is forgotten. Its applications are where they were."]
    assert SavedView.objects.count() == 0


@pytest.mark.parametrize("name", ["", "x" * 61, "FROM home", "two\nlines"])
def test_a_name_that_will_not_do_is_said_and_kept_in_its_field(mayas: Client, maya: User, name: str) -> None:
    SavedView.objects.create(user=maya, name="From home", query="work_mode=remote")
    page = post(mayas, VIEWS, {"name": name, "query": "sort=newest"})
    assert (page.status, len(page.errors), page.form("name")["query"]) == (422, 1, ["sort=newest"])
    assert SavedView.objects.count() == 1


def test_twelve_views_are_enough(mayas: Client, maya: User) -> None:
    for number in range(12):
        SavedView.objects.create(user=maya, name=f"View {number}")
    assert post(mayas, VIEWS, {"name": "One more"}).errors == ["That is twelve views already. Forget one first."]


def test_nobody_sees_or_changes_anothers_views(mayas: Client, otto: User) -> None:
    view = SavedView.objects.create(user=otto, name="Otto's", query="sort=newest")
    assert [link for link in get(mayas, LIST).links() if "Otto" in link] == []
    assert mayas.post(f"{VIEWS}{view.pk}/", {"forget": "1"}).status_code == 404
    assert SavedView.objects.count() == 1
