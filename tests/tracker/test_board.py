"""The board: columns, cards, and what a move on it answers. NOW is Thursday 3 September 2026, 14:02 in Berlin."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.addresses import a_decline, url
from tests.factories import NOW, ApplicationFactory, CompanyFactory, InterviewFactory, ReminderFactory
from tests.pages import Node, Page, get
from tracker import queries, search, services
from tracker.models import Application, Interview, Reminder, Status
from tracker.transitions import MOVES, OPEN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
BOARD = "/applications/?view=board"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def named(user: User, name: str, **fields: Any) -> Application:
    return ApplicationFactory.create(user=user, company=CompanyFactory.create(user=user, name=name), **fields)


def places(page: Page) -> dict[str, Node]:
    """The columns and the boxes under them, by the name of their status."""
    return {node.value("data-label"): node for node in page.main.every() if node.value("data-place")}


def cards(page: Page, column: str) -> list[str]:
    return [card.text for card in places(page)[column].every("li") if "bcard" in card.value("class")]


def count(page: Page, place: str) -> str:
    return next(span.text for span in places(page)[place].every("span") if "count" in span.value("class"))


def line(user: User, **fields: Any) -> str:
    """What stands under the card of an application like this."""
    application = ApplicationFactory.create(user=user, **fields)
    card = queries.card_of(application, user=user, at=NOW)
    return card.clock.text if card.clock else card.line


def press(client: Client, application: Application, board: str = BOARD, **sent: str) -> Page:
    """Drop a card: htmx asks, and says which board it stands on."""
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{board}"}
    return Page(client.post(url("tracker:move", application.pk), sent, headers=headers))


# --- columns


def test_the_open_ones_stand_in_five_columns_and_the_ends_below(mayas: Client, maya: User, otto: User) -> None:
    for status in Status:
        named(maya, f"At {status}", status=status, status_since=NOW - 3 * DAY)
        named(otto, f"A stranger's {status}", status=status)
    binned = named(maya, "Thrown away", status=Status.SAVED)
    Application.objects.filter(pk=binned.pk).update(binned_at=NOW)
    page = get(mayas, BOARD)
    assert list(places(page)) == [
        *("Saved", "Applied", "In conversation", "Interviewing", "Offer"),
        *("Accepted", "Withdrawn", "Rejected", "Lapsed"),
    ]
    assert [cards(page, str(status.label)) for status in Status if status in OPEN] == [
        ["At saved Product Manager Saved 3 days ago"],
        ["At applied Product Manager Applied 3 days ago"],
        ["At in_conversation Product Manager Since Mon 31 Aug"],
        ["At interviewing Product Manager Since Mon 31 Aug"],
        ["At offer Product Manager Since Mon 31 Aug"],
    ]
    assert {place: count(page, place) for place in places(page)} == dict.fromkeys(places(page), "1")


def test_each_place_says_what_may_go_where_and_what_putting_a_card_there_does(mayas: Client, maya: User) -> None:
    page = get(mayas, BOARD)
    for status in OPEN:
        assert set(places(page)[str(status.label)].value("data-moves").split()) == {to.value for to in MOVES[status]}
    boxes = {name: place.text for name, place in places(page).items() if place.tag == "li"}
    assert boxes == {
        "Accepted": "Accepted I said yes, closes the rest kindly 0",
        "Withdrawn": "Withdrawn I said no, opens the letter 0",
        "Rejected": "Rejected they said no, keeps your notes 0",
        "Lapsed": "Lapsed silence, stops the nudges 0",
    }
    assert places(page)["Withdrawn"].value("data-opens") == url("declines:new", 0)


def test_a_card_is_a_link_with_a_button_that_moves_it(mayas: Client, maya: User) -> None:
    failte = named(maya, "Failte <Press>")
    page = get(mayas, BOARD)
    links = [(link.text or link.value("aria-label"), link.value("href")) for link in page.main.every("a")]
    assert ("Failte <Press>", failte.get_absolute_url()) in links
    assert ("Move Failte <Press> to…", url("tracker:move", failte.pk)) in links


def test_the_plus_of_a_column_begins_an_application_there(mayas: Client) -> None:
    pluses = {link.value("aria-label"): link.value("href") for link in get(mayas, BOARD).main.every("a")}
    form = get(mayas, pluses["Add to In conversation"]).form("position")
    assert form["status"] == ["in_conversation"]


def test_the_ended_ones_are_a_board_as_well_from_which_they_come_back(mayas: Client, maya: User) -> None:
    named(maya, "Failte Press", status=Status.LAPSED)
    page = get(mayas, BOARD + "&tab=over")
    assert [name for name, place in places(page).items() if place.tag == "section"] == [
        *("Accepted", "Rejected", "Withdrawn", "Lapsed")
    ]
    assert [name for name, place in places(page).items() if place.tag == "li"] == [
        *("Saved", "Applied", "In conversation", "Interviewing", "Offer")
    ]
    assert cards(page, "Lapsed") == ["Failte Press Product Manager Since today"]
    box = next(link.value("href") for link in places(get(mayas, BOARD))["Lapsed"].every("a"))
    assert cards(get(mayas, "/applications/" + box), "Lapsed") == ["Failte Press Product Manager Since today"]


def test_a_filter_keeps_to_what_it_finds_and_counts_that(mayas: Client, maya: User) -> None:
    named(maya, "Failte Press", status=Status.APPLIED)
    named(maya, "Casa do Pão", status=Status.APPLIED)
    search.index(*Application.objects.values_list("pk", flat=True))
    page = get(mayas, BOARD + "&tab=open&q=failte")
    assert cards(page, "Applied") == ["Failte Press Product Manager Applied today"]
    assert (count(page, "Applied"), count(page, "Offer"), count(page, "Lapsed")) == ("1", "0", "")


def test_a_no_is_taken_back_on_its_own_page_and_not_dragged_away(mayas: Client, maya: User) -> None:
    kept = a_decline(maya)
    column = places(get(mayas, BOARD + "&tab=over"))["Withdrawn"]
    assert (column.value("data-moves"), column.value("data-opens")) == ("", url("declines:new", 0))
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{BOARD}&tab=over"}
    menu = Page(mayas.get(url("tracker:move", kept.application_id), headers=headers))
    assert list(menu.every("button")) == []
    assert {link.text: link.value("href") for link in menu.every("a")} == {
        "Take it back, on its page": kept.get_absolute_url()
    }


# --- order and further cards


def test_what_presses_stands_first_then_the_latest_moved(mayas: Client, maya: User) -> None:
    old, new = named(maya, "Old", status_since=NOW - 9 * DAY), named(maya, "New", status_since=NOW)
    for name, due in (("Soon", DAY), ("Late", -DAY)):
        asked = named(maya, name, status_since=NOW - 20 * DAY)
        InterviewFactory.create(application=asked, reply_by=NOW + due, invited_at=NOW - 3 * DAY)
    InterviewFactory.create(application=old, state=Interview.State.ACCEPTED)
    assert new.status == Status.INTERVIEWING
    names = [text.split(" ")[0] for text in cards(get(mayas, BOARD), "Interviewing")]
    assert names == ["Late", "Soon", "New", "Old"]


def test_twenty_five_cards_then_more_of_that_column_alone(mayas: Client, maya: User) -> None:
    # Two of them moved at the same moment, where the page ends: the later one of those stands first.
    order = [*range(23), 24, 23, *range(25, 60)]
    for number in range(60):
        since = NOW - (23 if number == 24 else number) * HOUR
        named(maya, f"C{number:02}", status=Status.APPLIED, status_since=since)
    pressing = named(maya, "Asked", status=Status.APPLIED, status_since=NOW - 90 * DAY)
    InterviewFactory.create(application=pressing)
    named(maya, "Elsewhere", status=Status.SAVED)
    page = get(mayas, BOARD)
    seen = cards(page, "Applied")
    assert (len(seen), seen[0].split(" ")[0], count(page, "Applied")) == (25, "Asked", "61")

    plain = get(mayas, "/applications/" + page.links()["More"])
    assert cards(plain, "Applied")[0].split(" ")[0] == "C23"
    assert [name for name, place in places(plain).items() if place.tag == "section"] == ["Applied"]
    assert plain.links()["The whole board"] == "?view=board"

    while more := {link.text: link.value("href") for link in page.every("a")}.get("More"):
        page = Page(mayas.get("/applications/" + more, headers={"HX-Request": "true"}))
        assert not list(page.every("main"))
        seen += [card.text for card in page.every("li") if "bcard" in card.value("class")]
    assert [text.split(" ")[0] for text in seen] == ["Asked", *(f"C{number:02}" for number in order)]


@pytest.mark.parametrize(
    "after", ["applied", "applied.x.1", "applied..1", "nope.1.1", "applied.9.9" + "9" * 30, "\0"]
)
def test_an_odd_place_in_the_address_is_the_beginning(mayas: Client, maya: User, after: str) -> None:
    named(maya, "Failte Press", status=Status.APPLIED)
    assert len(cards(Page(mayas.get(BOARD, {"view": "board", "after": after})), "Applied")) == 1


def test_beyond_the_last_moment_there_is_nothing(mayas: Client, maya: User) -> None:
    named(maya, "Failte Press", status=Status.APPLIED)
    assert cards(get(mayas, BOARD + "&after=applied.1.1"), "Applied") == []
    assert len(cards(get(mayas, BOARD + "&after=applied." + "9" * 30 + ".1"), "Applied")) == 1


@pytest.mark.parametrize("binned", [[Status.SAVED, Status.APPLIED], [Status.SAVED, *[Status.APPLIED] * 7]])
def test_counting_stops_at_a_thousand(
    mayas: Client, maya: User, monkeypatch: pytest.MonkeyPatch, binned: list[Status]
) -> None:
    for module in (queries, queries.board):
        monkeypatch.setattr(module, "MANY", 2)
    for status in (*[Status.SAVED] * 3, *[Status.APPLIED] * 2):
        ApplicationFactory.create(user=maya, status=status)
    # What lies in the bin is not counted, however much, and does not make it stop early.
    for status in binned:
        ApplicationFactory.create(user=maya, status=status, binned_at=NOW)
    page = get(mayas, BOARD)
    assert (count(page, "Saved"), count(page, "Applied")) == ("2+", "2")


@pytest.mark.parametrize("pressing", [24, 25, 26, 27])
def test_below_many_that_press_the_others_are_not_lost(maya: User, pressing: int) -> None:
    others = [ApplicationFactory.create(user=maya, status_since=NOW - DAY) for _ in range(3)]
    for _number in range(pressing):
        InterviewFactory.create(application=ApplicationFactory.create(user=maya))
    [column] = queries.columns([Status.INTERVIEWING], user=maya, at=NOW)
    assert column.below is not None
    assert [card.pk for card in column.cards[pressing:]] == [others[-1].pk]
    below = column.below.since, column.below.pk
    [rest] = queries.columns([Status.INTERVIEWING], user=maya, at=NOW, below=below)
    assert [card.pk for card in rest.cards] == [others[1].pk, others[0].pk]


# --- the line under a card


def test_a_card_says_what_is_next_or_since_when(maya: User) -> None:
    assert line(maya, status=Status.SAVED, closes_on=date(2026, 9, 18)) == "Closes Fri 18 Sep"
    assert line(maya, status=Status.SAVED, closes_on=date(2026, 9, 2)) == "Closed yesterday"
    assert line(maya, status=Status.APPLIED, applied_on=date(2026, 8, 25)) == "Applied 9 days ago"
    assert line(maya, status=Status.OFFER, offer_reply_by=NOW - DAY) == "Due yesterday"
    assert line(maya, status=Status.LAPSED, offer_reply_by=NOW - DAY) == "Since today"


def test_an_invitation_comes_before_a_date_and_a_date_before_something_to_do(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)

    def said() -> str:
        card = queries.card_of(application, user=maya, at=NOW)
        return card.clock.text if card.clock else card.line

    for kind, days in ((Reminder.Kind.LAPSE, 0), (Reminder.Kind.OTHER, 8)):
        ReminderFactory.create(application=application, kind=kind, due_on=NOW.date() + days * DAY)
    assert said() == "Since today"
    for title, days in (("", 1), ("Send the portfolio", 0), ("", 2)):
        ReminderFactory.create(application=application, kind="other", title=title, due_on=NOW.date() + days * DAY)
    assert said() == "Send the portfolio today"
    InterviewFactory.create(application=application, state="accepted", starts_at=NOW + DAY)
    assert said() == "Tomorrow, 14:02"
    InterviewFactory.create(application=application, starts_at=NOW + 2 * DAY, reply_by=NOW + HOUR, invited_at=None)
    assert said() == "Reply by 15:02"


# --- a move


def test_a_move_answers_with_the_card_in_its_new_column_and_the_counts(mayas: Client, maya: User) -> None:
    failte = named(maya, "Failte Press", status=Status.APPLIED)
    page = press(mayas, failte, to="offer", stands="applied")
    assert (page.status, page.notes) == (200, ["Failte Press moved to Offer."])
    counts = {span.value("id"): span.text for span in page.every("span") if span.value("id").startswith("n-")}
    assert {name: number for name, number in counts.items() if number != "0"} == {"n-offer": "1"}
    gone, put = [
        node for node in page.every() if node.value("data-hx-swap-oob") in {"delete", "afterbegin:#lane-offer"}
    ]
    assert (gone.value("id"), put.text) == (f"c{failte.pk}", "Failte Press Product Manager Since today")


def test_into_a_box_the_card_only_leaves(mayas: Client, maya: User) -> None:
    failte = named(maya, "Failte Press", status=Status.APPLIED)
    page = press(mayas, failte, to="rejected", stands="applied")
    assert not [node for node in page.every("li") if "bcard" in node.value("class")]
    assert next(form.value("action") for form in page.every("form")) == url(
        "tracker:take_back", failte.changes.get().pk
    )


def test_a_yes_offers_to_close_out_the_rest(mayas: Client, maya: User) -> None:
    named(maya, "Failte Press", status=Status.APPLIED)
    casa = named(maya, "Casa do Pão", status=Status.OFFER)
    page = press(mayas, casa, to="accepted", stands="offer")
    offered = {link.text: link.value("href") for link in page.every("a")}
    assert offered == {"close them out kindly": url("declines:close_out", casa.pk)}


def test_the_second_window_is_told_and_gets_the_card_with_the_moves_from_there(mayas: Client, maya: User) -> None:
    failte = named(maya, "Failte Press", status=Status.APPLIED)
    services.move(application=failte, to=Status.INTERVIEWING, by=maya, at=NOW - HOUR)
    page = press(mayas, failte, to="offer", stands="applied")
    told = "You moved this to Interviewing at 13:02 in another window."
    assert (page.status, page.notes) == (409, [told])
    put = {node.value("data-hx-swap-oob"): node for node in page.every("ul")}
    assert list(put) == ["afterbegin:#lane-interviewing", f"beforeend:#c{failte.pk}"]
    menu = put[f"beforeend:#c{failte.pk}"]
    assert told in menu.text
    offered = [button.text for button in menu.every("button")]
    assert offered == ["Applied", "In conversation", "Offer", "Rejected", "Lapsed"]
    assert [field.value("value") for field in menu.every("input", name="stands")] == ["interviewing"]
    failte.refresh_from_db()
    assert failte.status == Status.INTERVIEWING


def test_what_left_the_board_meanwhile_is_a_link_to_where_it_is(mayas: Client, maya: User) -> None:
    kept = a_decline(maya)
    page = press(mayas, kept.application, to="offer", stands="interviewing")
    assert page.status == 409
    [told] = [node for node in page.every("div", id="board-after")]
    assert told.text.startswith("You withdrew this at 14:02 in another window. Product Manager, Tallinn Traffic")
    assert [link.value("href") for link in told.every("a")] == [kept.application.get_absolute_url()]


def test_taken_back_on_the_board_the_card_returns(mayas: Client, maya: User) -> None:
    failte = named(maya, "Failte Press", status=Status.APPLIED)
    press(mayas, failte, to="rejected", stands="applied")
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{BOARD}"}
    page = Page(mayas.post(url("tracker:take_back", failte.changes.get().pk), headers=headers))
    assert page.notes == ["Taken back. Failte Press stands at Applied again."]
    assert [node.value("data-hx-swap-oob") for node in page.every("ul")] == ["afterbegin:#lane-applied"]


def test_under_a_filter_the_answer_counts_what_the_filter_shows(mayas: Client, maya: User) -> None:
    failte = named(maya, "Failte Press", status=Status.APPLIED)
    named(maya, "Casa do Pão", status=Status.OFFER)
    search.index(failte.pk)
    page = press(mayas, failte, BOARD + "&tab=open&q=failte", to="offer", stands="applied")
    assert next(page.every("span", id="n-offer")).text == "1"


def test_elsewhere_htmx_gets_what_everybody_gets(mayas: Client, maya: User) -> None:
    failte = named(maya, "Failte Press", status=Status.APPLIED)
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/"}
    response = mayas.post(url("tracker:move", failte.pk), {"to": "offer", "next": "/"}, headers=headers)
    assert (response.status_code, response.headers["Location"]) == (302, "/")


def test_the_menu_of_a_card_holds_the_legal_moves_from_where_it_stands_now(mayas: Client, maya: User) -> None:
    failte = named(maya, "Failte Press", status=Status.OFFER)
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{BOARD}"}
    menu = Page(mayas.get(url("tracker:move", failte.pk), headers=headers))
    assert [button.text for button in menu.every("button")] == ["Interviewing", "Accepted", "Rejected", "Lapsed"]
    assert [link.value("href") for link in menu.every("a")] == [url("declines:new", failte.pk)]
    assert [field.value("value") for field in menu.every("input", name="next")] == [BOARD]
