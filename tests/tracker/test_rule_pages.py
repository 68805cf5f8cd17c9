"""The pages of the rules: sentences with numbers in them, contact, and no more reminders about one application."""

from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from tests.addresses import url
from tests.factories import NOW, ApplicationFactory, ContactFactory, ReminderFactory
from tests.pages import get, post
from tracker import reminders, services
from tracker.models import Application, Note, Reminder, Rule, Status
from tracker.reminders import Terms

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("clock")]
Kind = Reminder.Kind


@pytest.fixture
def failte(maya: User) -> Application:
    made = ApplicationFactory.build(
        user=maya, company=services.company_named(maya, "Failte Press"), applied_on=NOW.date()
    )
    return services.add_application(made, status=Status.APPLIED, by=maya, at=NOW)


def due(application: Application) -> list[tuple[str, date]]:
    rows = application.reminders.open().order_by("due_on")
    return list(rows.values_list("kind", "due_on"))


# --- for all


def test_the_page_shows_what_holds(mayas: Client) -> None:
    form = get(mayas, url("tracker:rules")).form("follow_up_days")
    assert {name: value for name, value in form.items() if name.endswith(("days", "again"))} == {
        "follow_up_days": ["7"],
        "follow_up_again": ["14"],
        "lapse_days": ["30"],
        "offer_days": ["1"],
        "stay_in_touch_days": ["90"],
        "stay_in_touch_again": ["0"],
    }
    ticks = {name for name, value in form.items() if value == ["on"]}
    assert ticks == {f"{kind.value}_{what}" for kind in reminders.DEFAULTS for what in ("on", "mail")} | {
        "other_mail"
    }


def test_keeping_it_as_it_is_writes_nothing(mayas: Client) -> None:
    page = get(mayas, url("tracker:rules"))
    post(mayas, url("tracker:rules"), page.form("follow_up_days"))
    assert not Rule.objects.exists()


def test_a_number_that_changes_is_kept_and_moves_what_is_planned(
    mayas: Client, maya: User, failte: Application
) -> None:
    form = get(mayas, url("tracker:rules")).form("follow_up_days")
    page = post(mayas, url("tracker:rules"), form | {"follow_up_days": "4", "lapse_days": "40"})
    assert (page.path, page.notes) == (
        url("tracker:reminders"),
        ["Kept. What was planned by the old numbers has moved along."],
    )
    assert due(failte) == [("follow_up", date(2026, 9, 7)), ("lapse", date(2026, 10, 13))]
    assert set(Rule.objects.values_list("kind", flat=True)) == {"follow_up", "lapse"}


def test_off_and_without_a_mail_are_two_things(mayas: Client, maya: User) -> None:
    form = get(mayas, url("tracker:rules")).form("follow_up_days")
    del form["lapse_on"], form["offer_mail"]
    post(mayas, url("tracker:rules"), form)
    assert reminders.terms(Kind.LAPSE, user=maya) == Terms(is_on=False, days=30)
    assert reminders.terms(Kind.OFFER, user=maya) == Terms(days=1, by_mail=False)


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        (
            {"follow_up_days": "14"},
            [
                "Follow up: again after days: The second follow-up comes after the first: choose more than 14 days,"
                " or 0 for only one."
            ],
        ),
        ({"follow_up_days": "0"}, ["Follow up: days: Choose a number from 1 to 365."]),
        ({"follow_up_days": "soon"}, ["Follow up: days: Choose a number from 1 to 365."]),
        (
            {"lapse_days": "14"},
            ["Still waiting?: days: You follow up after 14 days; ask whether to go on waiting later than that."],
        ),
        ({"offer_days": "61"}, ["Answer the offer: days: Choose a number from 0 to 60."]),
        ({"stay_in_touch_days": "7"}, ["Stay in touch: days: Choose a number from 14 to 365."]),
        (
            {"stay_in_touch_again": "7"},
            [
                "Stay in touch: again after days: A hello more often than every 30 days is too much. Choose more,"
                " or 0 for only one."
            ],
        ),
    ],
)
def test_odd_numbers_are_refused_by_name_and_stay_typed(
    mayas: Client, typed: dict[str, str], errors: list[str]
) -> None:
    form = get(mayas, url("tracker:rules")).form("follow_up_days")
    page = post(mayas, url("tracker:rules"), form | typed)
    assert (page.status, page.errors) == (422, errors)
    assert {name: page.form("follow_up_days")[name] for name in typed} == {
        name: [said] for name, said in typed.items()
    }
    assert not Rule.objects.exists()


# --- for one


def test_one_application_goes_its_own_way_and_back(mayas: Client, maya: User, failte: Application) -> None:
    address = url("tracker:application_rules", failte.pk)
    form = get(mayas, address).form("follow_up_days")
    page = post(mayas, address, form | {"follow_up_own": "on", "follow_up_days": "4"})
    assert (page.path, due(failte)[0]) == (failte.get_absolute_url(), ("follow_up", date(2026, 9, 7)))
    assert reminders.terms(Kind.FOLLOW_UP, user=maya) == Terms(days=7, again=14)
    form = get(mayas, address).form("follow_up_days")
    assert (form["follow_up_own"], form["follow_up_days"]) == (["on"], ["4"])
    del form["follow_up_own"]
    post(mayas, address, form)
    assert (due(failte)[0], Rule.objects.count()) == (("follow_up", date(2026, 9, 10)), 0)


def test_another_number_is_its_own_way_even_without_the_tick(mayas: Client, failte: Application) -> None:
    address = url("tracker:application_rules", failte.pk)
    post(mayas, address, get(mayas, address).form("follow_up_days") | {"follow_up_days": "4"})
    assert list(Rule.objects.values_list("kind", "days", "application")) == [("follow_up", 4, failte.pk)]
    assert due(failte)[0] == ("follow_up", date(2026, 9, 7))


def test_the_rules_are_reached_from_where_one_looks_for_them(mayas: Client, failte: Application) -> None:
    links = {
        name: get(mayas, url(name, failte.pk)).links()["When reminders come"]
        for name in ("tracker:reminders", "tracker:application")
    }
    assert links == {
        "tracker:reminders": url("tracker:rules"),
        "tracker:application": url("tracker:application_rules", failte.pk),
    }
    assert url("tracker:rules") in get(mayas, url("accounts:preferences")).links().values()


# --- no more about this one


def test_retiring_says_what_still_comes_and_can_be_undone(mayas: Client, failte: Application) -> None:
    page = post(mayas, url("tracker:retire", failte.pk))
    assert page.notes == ["No more reminders about this one, but for what has a date or waits for you."]
    assert "Interviews, invitations, offers, thank-you notes and your own reminders still do." in page.text
    assert due(failte) == []
    page = post(mayas, url("tracker:unretire", failte.pk))
    assert page.notes == ["We remind you of this one again."]
    assert [kind for kind, _day in due(failte)] == ["follow_up", "lapse"]
    assert post(mayas, url("tracker:unretire", failte.pk)).notes == []


# --- contact


def test_contact_is_noted_with_all_that_was_said_of_it(mayas: Client, maya: User, failte: Application) -> None:
    dana = ContactFactory.create(user=maya, name="Dana Ito")
    failte.contacts.add(dana)
    typed = {"on": "2026-09-02", "channel": "phone", "contact": str(dana.pk), "heard": "on", "said": "Next week."}
    page = post(mayas, url("tracker:add_touch", failte.pk), typed)
    assert (page.path, page.notes) == (failte.get_absolute_url(), ["Noted. Silence is counted from that day."])
    assert list(Note.objects.values_list("kind", "channel", "contact", "heard", "text")) == [
        ("touch", "phone", dana.pk, True, "Next week.")
    ]
    assert "In contact with Dana Ito: phone. They answered. Next week." in page.text


def test_contact_wants_no_words_and_no_name(mayas: Client, failte: Application) -> None:
    page = post(mayas, url("tracker:add_touch", failte.pk), {"on": "2026-09-03"})
    note = Note.objects.get()
    assert (note.kind, note.channel, note.contact, note.heard, note.text, note.at) == (
        "touch",
        "",
        None,
        False,
        "",
        NOW,
    )
    assert "3 Sep In contact." in page.text


def test_a_day_to_come_and_a_stranger_are_refused_and_stay_typed(
    mayas: Client, otto: User, failte: Application
) -> None:
    failte.contacts.add(ContactFactory.create(user=failte.user))
    stranger = ContactFactory.create(user=otto)
    typed = {"on": "2026-09-04", "contact": str(stranger.pk), "said": "We spoke."}
    page = post(mayas, url("tracker:add_touch", failte.pk), typed)
    assert page.status == 422
    assert page.errors == [
        "When: This day has not come yet. Choose today or an earlier one.",
        f"With: Select a valid choice. {stranger.pk} is not one of the available choices.",
    ]
    assert page.form("said")["said"] == ["We spoke."]
    assert not Note.objects.exists()


# --- still waiting?


def test_a_long_silence_is_closed_with_one_press_from_row_and_page(mayas: Client, failte: Application) -> None:
    question = failte.reminders.get(kind=Kind.LAPSE)
    Reminder.objects.filter(pk=question.pk).update(due_on=NOW.date())
    for address in (url("tracker:reminders"), question.get_absolute_url()):
        assert get(mayas, address).form("to")["stands"] == ["applied"]
    form = get(mayas, question.get_absolute_url()).form("to")
    page = post(mayas, url("tracker:move", failte.pk), form | {"to": "lapsed"})
    failte.refresh_from_db()
    assert (page.path, failte.status) == (failte.get_absolute_url(), Status.LAPSED)
    assert due(failte) == []


def test_who_goes_on_waiting_is_not_asked_again(mayas: Client, failte: Application) -> None:
    question = failte.reminders.get(kind=Kind.LAPSE)
    post(mayas, url("tracker:skip", question.pk))
    assert [kind for kind, _day in due(failte)] == ["follow_up"]


# --- the timeline


def lines(mayas: Client, application: Application) -> list[str]:
    return get(mayas, application.get_absolute_url()).part("What happened")


def test_what_became_of_reminders_is_told_in_plain_words(mayas: Client, maya: User, failte: Application) -> None:
    ReminderFactory.create(application=failte, title="Send the portfolio", state="done")
    ReminderFactory.create(application=failte, title="Read up on buses", state="skipped")
    services.move(application=failte, to=Status.INTERVIEWING, by=maya, at=NOW)
    assert sorted(lines(mayas, failte)) == [
        "3 Sep Added, as “Applied”",
        "3 Sep Applied became Interviewing",
        "3 Sep Done: Send the portfolio",
        "3 Sep Skipped: Read up on buses",
        "3 Sep The follow-up was dropped: the application moved on",
    ]


def test_a_follow_up_that_was_sent_is_told_once(mayas: Client, failte: Application) -> None:
    reminders.close(reminder=failte.reminders.get(kind=Kind.FOLLOW_UP), done=True, at=NOW)
    assert sorted(lines(mayas, failte)) == ["3 Sep Added, as “Applied”", "3 Sep You followed up."]


def test_retiring_is_on_the_timeline(mayas: Client, failte: Application) -> None:
    services.retire(failte, at=NOW)
    assert sorted(lines(mayas, failte)) == [
        "3 Sep Added, as “Applied”",
        "3 Sep The follow-up was dropped: you asked for no more reminders about this one",
        "3 Sep You asked for no more reminders about this one",
    ]
