"""Moving an application and taking that back, from any page. NOW is Thursday 3 September 2026, 14:02 in Berlin."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from tests.addresses import a_decline, url
from tests.factories import NOW, ApplicationFactory, CompanyFactory
from tests.pages import Page, get, post
from tracker import services
from tracker.models import Application, Status, StatusChange
from tracker.transitions import InvalidTransition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
BOARD = "/applications/?view=board"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def failte(maya: User) -> Application:
    company = CompanyFactory.create(user=maya, name="Failte Press")
    return ApplicationFactory.create(user=maya, company=company, position="Night editor", status=Status.APPLIED)


def moves(application: Application) -> list[tuple[str, str]]:
    return list(application.changes.order_by("pk").values_list("from_status", "to_status"))


def standing(application: Application) -> str:
    application.refresh_from_db()
    return application.status


def move(client: Client, application: Application, **sent: str) -> Page:
    return post(client, url("tracker:move", application.pk), sent)


def undo(page: Page) -> str:
    """Where the button in the toast leads."""
    return next(form for box in page.every(role="status") for form in box.every("form")).value("action")


def moved(application: Application, to: Status, by: User, at: Any = NOW) -> StatusChange:
    return services.move(application=application, to=to, by=by, at=at)


def buttons(page: Page) -> list[str]:
    """The moves that a page offers."""
    return [button.text for button in page.main.every("button", name="to")]


# --- one step


def test_a_legal_move_is_made_and_written_down(mayas: Client, failte: Application) -> None:
    page = move(mayas, failte, to="offer", stands="applied")
    assert (page.path, page.notes) == (failte.get_absolute_url(), ["Failte Press moved to Offer."])
    assert (standing(failte), moves(failte)) == (Status.OFFER, [("applied", "offer")])


def test_the_page_offers_the_legal_moves_and_no_withdrawal(mayas: Client, maya: User) -> None:
    application = ApplicationFactory.create(user=maya, status=Status.OFFER)
    page = get(mayas, application.get_absolute_url())
    menu = next(page.main.every("select", name="to"))
    offered = [option.value("value") for option in menu.every("option")]
    assert offered == ["interviewing", "accepted", "rejected", "lapsed"]
    assert page.form("to")["stands"] == ["offer"]


def test_the_moves_are_a_page_of_their_own_for_who_has_no_javascript(mayas: Client, failte: Application) -> None:
    page = Page(mayas.get(url("tracker:move", failte.pk), headers={"Referer": "http://testserver" + BOARD}))
    assert (page.heading, page.notes) == ("Move Failte Press", [])
    assert page.form("stands") == {"stands": ["applied"], "next": ["http://testserver" + BOARD]}
    assert buttons(page) == ["Saved", "In conversation", "Interviewing", "Offer", "Rejected", "Lapsed"]
    assert moves(failte) == []


def test_it_goes_back_to_the_page_it_was_pressed_on(mayas: Client, failte: Application) -> None:
    response = mayas.post(url("tracker:move", failte.pk), {"to": "offer", "next": BOARD})
    assert (response.status_code, response.headers["Location"]) == (302, BOARD)


def test_a_yes_leads_to_its_page_where_the_others_can_be_told(mayas: Client, maya: User, failte: Application) -> None:
    offer = ApplicationFactory.create(user=maya, status=Status.OFFER, company__name="Casa do Pão")
    page = move(mayas, offer, to="accepted", stands="offer", next=BOARD)
    assert page.path == offer.get_absolute_url()
    assert page.notes[0] == "You said yes to Casa do Pão. Congratulations."
    assert page.links()["close them out kindly"] == url("declines:close_out", offer.pk)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"to": "accepted"}, "It stands at Applied and cannot go from there to Accepted."),
        ({"to": "applied"}, "It stands at Applied and cannot go from there to Applied."),
        ({"to": "withdrawn"}, "Choose where it moves to. To say no yourself, press Decline."),
        ({"to": "nope"}, "Choose where it moves to. To say no yourself, press Decline."),
        ({}, "Choose where it moves to. To say no yourself, press Decline."),
    ],
)
def test_a_move_that_cannot_be_says_why_and_offers_those_that_can(
    mayas: Client, failte: Application, sent: dict[str, str], said: str
) -> None:
    page = move(mayas, failte, **sent)
    assert (page.status, page.notes) == (422, [said])
    assert buttons(page) == ["Saved", "In conversation", "Interviewing", "Offer", "Rejected", "Lapsed"]
    assert page.links()["Withdrawn: decline, with words"] == url("declines:new", failte.pk)
    assert (standing(failte), moves(failte)) == (Status.APPLIED, [])


# --- two windows


def test_the_second_window_is_told_who_moved_it_when_and_where_it_can_go_from_there(
    mayas: Client, maya: User, failte: Application
) -> None:
    moved(failte, Status.INTERVIEWING, maya, NOW - HOUR)
    page = move(mayas, failte, to="offer", stands="applied", next=BOARD)
    assert (page.status, page.heading) == (409, "Move Failte Press")
    assert page.notes == ["You moved this to Interviewing at 13:02 in another window."]
    assert page.form("stands") == {"stands": ["interviewing"], "next": [BOARD]}
    assert buttons(page) == ["Applied", "In conversation", "Offer", "Rejected", "Lapsed"]
    assert (standing(failte), moves(failte)) == (Status.INTERVIEWING, [("applied", "interviewing")])


def test_what_happened_meanwhile_is_said_as_it_was(
    mayas: Client, maya: User, olga: User, failte: Application, clock: time_machine.Traveller
) -> None:
    def said() -> list[str]:
        return move(mayas, failte, to="lapsed", stands="saved").notes

    assert said() == ["It stands at Applied now."]
    change = moved(failte, Status.OFFER, olga, NOW - DAY)
    assert said() == [f"{olga} moved this to Offer (yesterday, 14:02)."]
    services.take_back(change=change, by=maya, at=NOW)
    assert said() == ["You took this back to Applied at 14:02 in another window."]


def test_a_no_of_another_window_leads_to_its_letter(mayas: Client, maya: User) -> None:
    kept = a_decline(maya)
    page = move(mayas, kept.application, to="offer", stands="interviewing")
    assert (page.status, page.notes) == (409, ["You withdrew this at 14:02 in another window."])
    assert page.links()["Here is that letter"] == kept.get_absolute_url()
    assert buttons(page) == []


def test_a_double_click_is_one_move_and_no_question(mayas: Client, failte: Application) -> None:
    for _click in range(2):
        page = move(mayas, failte, to="offer", stands="applied", next=failte.get_absolute_url())
    assert (page.status, page.notes[-1]) == (200, "You moved this to Offer at 14:02 in another window.")
    assert moves(failte) == [("applied", "offer")]


# --- back


def test_the_toast_takes_back_the_move_it_tells_of(mayas: Client, failte: Application) -> None:
    page = post(mayas, undo(move(mayas, failte, to="rejected")), {"next": failte.get_absolute_url()})
    assert page.notes == ["Taken back. Failte Press stands at Applied again."]
    assert (standing(failte), moves(failte)) == (Status.APPLIED, [("applied", "rejected"), ("rejected", "applied")])


def test_the_page_keeps_a_standing_way_back(mayas: Client, failte: Application) -> None:
    move(mayas, failte, to="rejected")
    page = get(mayas, failte.get_absolute_url())
    form = next(form for form in page.main.every("form") if form.text == "Take it back to “Applied”")
    post(mayas, form.value("action"))
    assert standing(failte) == Status.APPLIED
    page = get(mayas, failte.get_absolute_url())
    assert page.part("What happened")[0] == "3 Sep Taken back to “Applied”"


def test_a_toast_of_before_never_undoes_a_later_move(mayas: Client, failte: Application) -> None:
    stale = undo(move(mayas, failte, to="interviewing"))
    move(mayas, failte, to="offer")
    page = post(mayas, stale)
    assert (page.status, page.notes) == (
        409,
        ["It has moved on since, so this is not taken back. You moved this to Offer at 14:02 in another window."],
    )
    assert (standing(failte), len(moves(failte))) == (Status.OFFER, 2)


def test_taken_back_twice_is_taken_back_once(mayas: Client, failte: Application) -> None:
    way_back = undo(move(mayas, failte, to="rejected"))
    post(mayas, way_back)
    assert post(mayas, way_back).notes[-1] == "This was taken back before."
    assert len(moves(failte)) == 2


def test_where_nothing_was_moved_there_is_nothing_to_take_back(mayas: Client, failte: Application) -> None:
    added = StatusChange.objects.create(application=failte, to_status=Status.APPLIED, at=NOW)
    page = post(mayas, url("tracker:take_back", added.pk))
    assert (page.status, page.notes) == (422, ["There is no move here to take back."])
    assert "Take it back" not in get(mayas, failte.get_absolute_url()).main.text
    assert moves(failte) == [("", "applied")]


def test_a_no_is_not_taken_back_from_here(mayas: Client, maya: User) -> None:
    kept = a_decline(maya)
    page = post(mayas, url("tracker:take_back", kept.change.pk))
    assert (page.path, page.notes) == (kept.application.get_absolute_url(), [])
    # The one button that is there takes back the no itself, with all that hangs on it.
    actions = [form.attributes["action"] for form in page.main.every("form") if "Take it back" in form.text]
    assert actions == [url("declines:take_back", kept.pk)]
    assert standing(kept.application) == Status.WITHDRAWN


def test_a_no_that_was_taken_back_comes_back_only_by_declining_again(mayas: Client, maya: User) -> None:
    kept = a_decline(maya)
    post(mayas, url("declines:take_back", kept.pk))
    page = get(mayas, kept.application.get_absolute_url())
    assert "Take it back" not in page.main.text
    page = post(mayas, url("tracker:take_back", kept.application.changes.latest("pk").pk))
    assert (page.status, page.notes[-1]) == (422, "To say no again, press Decline.")
    assert standing(kept.application) == Status.INTERVIEWING


def test_one_in_the_bin_is_neither_moved_nor_taken_back(mayas: Client, maya: User, failte: Application) -> None:
    change = moved(failte, Status.OFFER, maya)
    Application.objects.filter(pk=failte.pk).update(binned_at=NOW)
    assert move(mayas, failte, to="lapsed").status == 404
    assert post(mayas, url("tracker:take_back", change.pk)).status == 404


def test_what_another_window_put_into_the_bin_is_not_moved_there(failte: Application, maya: User) -> None:
    here = Application.objects.get(pk=failte.pk)
    services.put_into_bin(failte, by=maya, at=NOW)
    with pytest.raises(InvalidTransition):
        moved(here, Status.OFFER, maya)
    assert (standing(failte), moves(failte)) == ("applied", [])
