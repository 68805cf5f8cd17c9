"""Facts and notes are changed where they stand; what another window changed is shown, never overwritten."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.seen import stamp
from tests.addresses import url
from tests.factories import NOW, ApplicationFactory, CompanyFactory, InterviewFactory
from tests.pages import Page, get
from tracker import services
from tracker.forms import facts
from tracker.models import Application, Interview

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def traffic(maya: User) -> Application:
    company = CompanyFactory.create(user=maya, name="Tallinn Traffic")
    return ApplicationFactory.create(
        user=maya, company=company, liked="the night buses", salary_min=60_000, salary_max=70_000, currency="EUR"
    )


def address(application: Application, group: str) -> str:
    return f"/applications/{application.pk}/facts/{group}/"


def drawn(client: Client, application: Application, group: str) -> dict[str, Any]:
    """What the form of a group sends if nobody types anything."""
    page = Page(client.get(address(application, group), headers=HTMX))
    (form,) = page.every("form")
    return {
        control.value("name"): control.value("value") or control.raw.strip()
        for control in form.every()
        if control.value("name") not in ("", "csrfmiddlewaretoken") and control.tag != "select"
    }


def test_what_i_like_comes_first(mayas: Client, traffic: Application) -> None:
    page = get(mayas, traffic.get_absolute_url())
    first = next(page.main.every("dl", **{"class": "facts"}))
    assert [term.text for term in first.every("dt")] == ["What I like", "Salary"]


def test_a_group_becomes_its_form_and_then_says_the_new_words(mayas: Client, traffic: Application) -> None:
    typed = drawn(mayas, traffic, "liked") | {"liked": "an honest team"}
    response = mayas.post(address(traffic, "liked"), typed, headers=HTMX)
    assert (response.status_code, Page(response).text) == (200, "What I like an honest team")
    traffic.refresh_from_db()
    assert traffic.liked == "an honest team"


def test_left_alone_it_shows_what_stood_there(mayas: Client, traffic: Application) -> None:
    response = mayas.get(address(traffic, "liked") + "?shown=1", headers=HTMX)
    assert Page(response).text == "What I like the night buses"


def test_without_javascript_the_link_opens_the_whole_form_at_the_field(mayas: Client, traffic: Application) -> None:
    page = get(mayas, traffic.get_absolute_url())
    (link,) = page.main.every("a", **{"aria-label": "Change: Salary"})
    assert link.value("href") == f"/applications/{traffic.pk}/edit/#id_salary_min"
    assert list(get(mayas, link.value("href").split("#")[0]).main.every("input", id="id_salary_min"))
    assert get(mayas, address(traffic, "salary")).heading == "Salary"


def test_every_group_opens_at_a_field_that_is_there(mayas: Client, traffic: Application) -> None:
    whole = get(mayas, url("tracker:edit_application", traffic.pk)).main
    assert all(list(whole.every(id=f"id_{names[0]}")) for _label, names in facts.GROUPS.values())
    opened = {group: mayas.get(address(traffic, group), headers=HTMX).status_code for group in facts.GROUPS}
    assert opened == dict.fromkeys(facts.GROUPS, 200)
    assert mayas.get(address(traffic, "status"), headers=HTMX).status_code == 404


def test_typed_text_survives_a_refusal(mayas: Client, traffic: Application) -> None:
    typed = drawn(mayas, traffic, "salary") | {"salary_min": "80000", "currency": "eur"}
    response = mayas.post(address(traffic, "salary"), typed, headers=HTMX)
    assert response.status_code == 422
    assert [field.value("value") for field in Page(response).every("input", name="salary_min")] == ["80000"]
    assert "Swap the two, or leave one empty." in Page(response).text


def test_posted_without_javascript_it_leads_back_to_the_page(mayas: Client, traffic: Application) -> None:
    response = mayas.post(address(traffic, "liked"), {"liked": "an honest team"})
    assert response.headers["Location"] == traffic.get_absolute_url()
    refused = mayas.post(address(traffic, "salary"), {"salary_min": "x"})
    assert (refused.status_code, Page(refused).heading) == (422, "Salary")


class TestTwoWindows:
    def test_the_second_is_shown_both_and_overwrites_nothing(self, mayas: Client, traffic: Application) -> None:
        typed = drawn(mayas, traffic, "liked") | {"liked": "my words"}
        Application.objects.update(liked="their words")
        response = mayas.post(address(traffic, "liked"), typed, headers=HTMX)
        assert response.status_code == 422
        both = next(Page(response).every("dl"))
        assert [word.text for word in both.every("dd")] == ["their words", "my words"]
        assert "Keep what I typed" in Page(response).text
        assert Application.objects.get().liked == "their words"

    def test_pressed_once_more_what_was_typed_is_kept(self, mayas: Client, traffic: Application) -> None:
        typed = drawn(mayas, traffic, "liked") | {"liked": "my words"}
        Application.objects.update(liked="their words")
        asked = Page(mayas.post(address(traffic, "liked"), typed, headers=HTMX))
        (seen,) = asked.every("input", name="seen")
        mayas.post(address(traffic, "liked"), typed | {"seen": seen.value("value")}, headers=HTMX)
        assert Application.objects.get().liked == "my words"

    def test_two_that_say_the_same_agree(self, mayas: Client, traffic: Application) -> None:
        typed = drawn(mayas, traffic, "liked") | {"liked": "an honest team"}
        Application.objects.update(liked="an honest team")
        assert mayas.post(address(traffic, "liked"), typed, headers=HTMX).status_code == 200

    def test_the_whole_form_writes_only_what_was_changed_in_it(self, mayas: Client, traffic: Application) -> None:
        page = url("tracker:edit_application", traffic.pk)
        typed = get(mayas, page).form("seen") | {"source": ["A friend"]}
        Application.objects.update(liked="their words", notes="Call Dana.")
        assert mayas.post(page, typed).status_code == 302
        kept = Application.objects.get()
        assert (kept.liked, kept.notes, kept.source) == ("their words", "Call Dana.", "A friend")

    def test_the_whole_form_asks_too(self, mayas: Client, traffic: Application, maya: User) -> None:
        page = url("tracker:edit_application", traffic.pk)
        typed = get(mayas, page).form("seen") | {"company_name": ["Failte"], "source": ["A friend"]}
        Application.objects.update(company=CompanyFactory.create(user=maya, name="Press Ltd"), liked="their words")
        response = mayas.post(page, typed)
        assert (response.status_code, Application.objects.get().company.name) == (422, "Press Ltd")
        assert Page(response).errors == [
            "Company: Another window changed this. Keep what you typed, or leave theirs."
        ]
        # Kept on the second press, and still nothing of what only the other window changed is taken back.
        again = Page(response).form("seen")
        assert mayas.post(page, again).status_code == 302
        kept = Application.objects.get()
        assert (kept.company.name, kept.liked, kept.source) == ("Failte", "their words", "A friend")

    def test_between_look_and_write_the_other_window_is_noticed(
        self, mayas: Client, traffic: Application, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = services.change_facts

        def late(application: Application, **values: Any) -> bool:
            Application.objects.filter(liked="the night buses").update(liked="their words")
            return real(application, **values)

        monkeypatch.setattr(services, "change_facts", late)
        typed = drawn(mayas, traffic, "liked") | {"liked": "my words"}
        assert mayas.post(address(traffic, "liked"), typed, headers=HTMX).status_code == 422
        assert Application.objects.get().liked == "their words"

    def test_two_ends_of_a_salary_changed_apart_are_never_upside_down(
        self, mayas: Client, traffic: Application
    ) -> None:
        typed = drawn(mayas, traffic, "salary") | {"salary_min": "65000"}
        Application.objects.update(salary_max=61_000)
        assert mayas.post(address(traffic, "salary"), typed, headers=HTMX).status_code == 422
        assert Application.objects.get().salary_min == 60_000

    @pytest.mark.parametrize(
        "seen",
        [
            "",
            "liked",
            "liked:",
            ":::",
            "liked:\0",
            "x" * 5000,
            "\ud83d\ude80".encode("utf-16", "surrogatepass").decode("utf-16"),
        ],
    )
    def test_marks_that_are_none_are_no_error(self, mayas: Client, traffic: Application, seen: str) -> None:
        typed = {"liked": "my words", "seen": seen}
        assert mayas.post(address(traffic, "liked"), typed, headers=HTMX).status_code in {200, 422}

    def test_a_mark_is_the_same_however_the_lines_are_written(self) -> None:
        assert stamp("One\r\ntwo ") == stamp("One\ntwo")
        assert stamp(None) == stamp("")
        assert len({stamp("one"), stamp("two"), stamp("")}) == 3


class TestPosting:
    def test_it_is_kept_with_its_day_and_read_as_text(self, mayas: Client, traffic: Application) -> None:
        typed = drawn(mayas, traffic, "posting") | {
            "posting_url": "https://traffic.example/jobs/7",
            "posting_text": "We look for\r\nsomebody.\r\n\r\n<script>alert(1)</script><img src=x onerror=alert(1)>",
        }
        page = Page(mayas.post(address(traffic, "posting"), typed, headers=HTMX))
        assert [part.text for part in page.every("p")][:2] == [
            "We look for somebody.",
            "<script>alert(1)</script><img src=x onerror=alert(1)>",
        ]
        assert "Kept on today" in page.text
        assert [list(page.every("script")), list(page.every("img"))] == [[], []]
        (link,) = page.every("a", href="https://traffic.example/jobs/7")
        assert link.value("rel") == "noopener noreferrer"

    def test_its_day_stays_while_its_words_do(self, traffic: Application) -> None:
        services.change_facts(traffic, to={"posting_text": "We look for you."}, at=NOW)
        services.change_facts(traffic, to={"liked": "-"}, at=NOW.replace(year=2027))
        assert Application.objects.get().posting_kept_at == NOW

    def test_a_new_application_that_brings_one_has_its_day(self, maya: User) -> None:
        made = ApplicationFactory.build(user=maya, company=CompanyFactory.create(user=maya), posting_text="Words.")
        services.add_application(made, status="applied", by=maya, at=NOW)  # type: ignore[arg-type]
        assert Application.objects.get().posting_kept_at == NOW


class TestNotesForARound:
    @pytest.fixture
    def panel(self, traffic: Application) -> Interview:
        return InterviewFactory.create(application=traffic, preparation="Ask about travel.")

    def test_they_are_changed_where_they_stand(self, mayas: Client, panel: Interview) -> None:
        form = Page(mayas.get(url("tracker:preparation", panel.pk), headers=HTMX))
        (seen,) = form.every("input", name="seen")
        typed = {"preparation": "Ask who owns the roadmap.", "seen": seen.value("value")}
        response = mayas.post(url("tracker:preparation", panel.pk), typed, headers=HTMX)
        assert Page(response).text == "Ask who owns the roadmap. Change the notes"
        assert Interview.objects.get().preparation == "Ask who owns the roadmap."

    def test_of_two_windows_the_second_is_shown_both(self, mayas: Client, panel: Interview) -> None:
        typed = {"preparation": "Mine.", "seen": f"preparation:{stamp(panel.preparation)}"}
        Interview.objects.update(preparation="Theirs.")
        response = mayas.post(url("tracker:preparation", panel.pk), typed, headers=HTMX)
        assert response.status_code == 422
        assert [word.text for word in Page(response).every("dd")] == ["Theirs.", "Mine."]
        assert Interview.objects.get().preparation == "Theirs."

    def test_without_javascript_the_rounds_own_form_opens(self, mayas: Client, panel: Interview) -> None:
        page = get(mayas, panel.application.get_absolute_url())
        (link,) = page.main.every("a", **{"aria-label": "Your notes for: Panel"})
        assert link.value("href") == f"/interviews/{panel.pk}/edit/#id_preparation"
        assert list(get(mayas, link.value("href").split("#")[0]).main.every("textarea", id="id_preparation"))
        assert get(mayas, url("tracker:preparation", panel.pk)).heading == "Notes for the round"
