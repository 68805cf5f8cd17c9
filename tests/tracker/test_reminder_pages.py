"""Reminders as pages: the list, the one with its words, done, skipped, later. NOW is Thursday 3 September 2026."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from tests.addresses import a_decline, url
from tests.factories import (
    NOW,
    ApplicationFactory,
    CompanyFactory,
    ContactFactory,
    InterviewFactory,
    OutgoingEmailFactory,
    ReminderFactory,
)
from tests.pages import Page, get, post
from tracker.models import Application, Note, Reminder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST = "/reminders/"
TODAY, DAY = date(2026, 9, 3), timedelta(days=1)


@pytest.fixture
def failte(maya: User) -> Application:
    return ApplicationFactory.create(user=maya, company=CompanyFactory.create(user=maya, name="Failte"))


@pytest.fixture
def reminder(failte: Application) -> Reminder:
    """Due this morning."""
    return ReminderFactory.create(application=failte, due_time=time(9))


@pytest.fixture
def note(failte: Application) -> Reminder:
    """A thank-you note with its words, told this morning."""
    ana = ContactFactory.create(user=failte.user, name="Ana Silva", email="ana@failte.example")
    return ReminderFactory.create(
        application=failte,
        kind="thank_you",
        contact=ana,
        state="told",
        told_at=NOW,
        subject="Thank you: Product Manager & more",
        words="Dear Ana,\n\nthank you.",
    )


def stands(reminder: Reminder) -> tuple[str, date, time]:
    reminder.refresh_from_db()
    return reminder.state, reminder.due_on, reminder.due_time


# --- the list


def test_the_list_has_what_is_open_by_date_and_nobody_elses(mayas: Client, failte: Application, otto: User) -> None:
    ReminderFactory.create(application=failte, title="In a week", due_on=TODAY + 7 * DAY)
    ReminderFactory.create(application=failte, title="Overdue", due_on=TODAY - DAY, state="told")
    for state in ("done", "skipped", "cancelled"):
        ReminderFactory.create(application=failte, title=state, state=state)
    ReminderFactory.create(application__user=otto, title="Otto’s")
    page = get(mayas, LIST)
    assert page.heading == "Two things wait for their day."
    rows = [row.partition(" Later ")[0] for row in page.rows("li") if " Later " in row]
    assert rows == [
        "Overdue Failte, Product Manager. Since yesterday, 9:00. Done",
        "In a week Failte, Product Manager. For Thu 10 Sep, 9:00. Done",
    ]


def test_they_stand_under_what_is_near(mayas: Client, failte: Application) -> None:
    for title, ahead in (("Overdue", -1), ("Now", 0), ("Sunday", 3), ("Monday", 4)):
        ReminderFactory.create(application=failte, title=title, due_on=TODAY + ahead * DAY)
    page = get(mayas, LIST)
    stands = {
        head: [row.partition(" Failte")[0] for row in page.part(head) if " Failte" in row]
        for head in (section.text for section in page.main.every("h2"))
    }
    assert stands == {
        "From earlier days": ["Overdue"],
        "Today": ["Now"],
        "This week": ["Sunday"],
        "Later": ["Monday"],
    }


def test_a_long_list_goes_on_where_it_ended(mayas: Client, failte: Application) -> None:
    for number in range(13):
        day = TODAY + (number // 10) * DAY
        ReminderFactory.create(application=failte, title=f"Number {number:02}", due_on=day)
    first = get(mayas, LIST)
    assert first.heading == "13 things wait for their day."
    rest = get(mayas, LIST + first.links()["More"])
    titles = [[link for link in page.links() if link.startswith("Number")] for page in (first, rest)]
    assert titles == [[f"Number {number:02}" for number in range(12)], ["Number 12"]]
    assert rest.links()["Back to the first"] == LIST
    assert "More" not in rest.links()


@pytest.mark.parametrize("odd", ["x", "2026-09-03", "2026-09-03_9_x", "\0", "2026-09-03_09:00:00_" + "9" * 40])
def test_an_odd_place_is_no_error(mayas: Client, reminder: Reminder, odd: str) -> None:
    assert get(mayas, LIST, after=odd).status == 200


def test_whether_to_go_on_waiting_is_asked_on_its_day_and_not_before(mayas: Client, failte: Application) -> None:
    question = ReminderFactory.create(application=failte, kind=Reminder.Kind.LAPSE, due_on=TODAY + DAY)
    assert get(mayas, LIST).heading == "No reminder waits."
    Reminder.objects.filter(pk=question.pk).update(due_on=TODAY)
    assert get(mayas, LIST).heading == "One thing waits for its day."


def test_an_empty_list_says_so_and_where_mails_go(mayas: Client) -> None:
    page = get(mayas, LIST)
    assert page.heading == "No reminder waits."
    assert "We write to maya@lindholm.example, at 9:00 on your clock." in page.main.text


def test_the_list_says_whether_mail_is_set_up(mayas: Client, settings: Settings) -> None:
    assert "See the outbox" in get(mayas, LIST).links()
    settings.MAIL_CONFIGURED = True
    assert "See the outbox" not in get(mayas, LIST).links()


def test_later_offers_three_usual_days(mayas: Client, maya: User, reminder: Reminder) -> None:
    User.objects.filter(pk=maya.pk).update(working_days="1")
    way = get(mayas, LIST).links()["Choose a day"]
    page = get(mayas, way)
    assert page.heading == "When shall we come back to it?"
    offered = [(button.value("value"), button.text) for button in page.main.every("button", name="on")]
    menu = Page(mayas.get(way, {"row": 1}, headers={"HX-Request": "true"}))
    assert [(button.value("value"), button.text) for button in menu.every("button", name="on")] == offered
    assert offered == [
        ("2026-09-04", "Tomorrow, Fri 4 Sep"),
        ("2026-09-07", "Next working day, Mon 7 Sep"),
        ("2026-09-10", "In a week, Thu 10 Sep"),
    ]


# --- one reminder


def test_the_page_has_the_words_and_the_ways_to_send_them(mayas: Client, note: Reminder) -> None:
    Note.objects.create(application=note.application, kind="touch", contact=note.contact, text="-", at=NOW - 2 * DAY)
    page = get(mayas, note.get_absolute_url())
    assert page.heading == "Thank Ana Silva"
    assert "Product Manager, Failte. For today, 9:00. You last spoke 2 days ago." in page.main.text
    assert next(page.main.every(id="words")).raw == "Dear Ana,\n\nthank you."
    assert next(page.main.every(id="subject")).text == "Thank you: Product Manager & more"
    assert page.links()["Open"] == (
        "mailto:ana%40failte.example?subject=Thank%20you%3A%20Product%20Manager%20%26%20more"
        "&body=Dear%20Ana%2C%0D%0A%0D%0Athank%20you."
    )


def test_without_words_there_is_only_something_to_do(mayas: Client, reminder: Reminder) -> None:
    page = get(mayas, reminder.get_absolute_url())
    assert page.heading == "Send the portfolio"
    assert "There are no words to send here, only something to do." in page.main.text
    assert "Open" not in page.links()


@pytest.mark.parametrize(
    ("kind", "way"),
    [
        ("reply", "Answer on the application’s page"),
        ("offer", "Answer on the application’s page"),
        ("interview", "See the interview"),
    ],
)
def test_what_is_done_on_the_page_of_the_application_leads_there(
    mayas: Client, reminder: Reminder, kind: str, way: str
) -> None:
    reminder.kind = kind
    reminder.save()
    page = get(mayas, reminder.get_absolute_url())
    assert page.links()[way] == reminder.application.get_absolute_url()


@pytest.mark.parametrize(
    ("kind", "heading"),
    [
        ("reply", "Answer the invitation of Failte"),
        ("interview", "Get ready for Ana, Bo"),
        ("thank_you", "Thank Ana, Bo"),
        ("stay_in_touch", "Stay in touch with Ana, Bo"),
    ],
)
def test_a_reminder_of_a_round_names_whom_it_is_about(
    mayas: Client, failte: Application, kind: str, heading: str
) -> None:
    panel = InterviewFactory.create(application=failte)
    panel.interviewers.add(*(ContactFactory.create(user=failte.user, name=name) for name in ("Ana", "Bo")))
    reminder = ReminderFactory.create(application=failte, interview=panel, kind=kind, title="")
    assert get(mayas, reminder.get_absolute_url()).heading == heading


# --- done and skipped


@pytest.mark.parametrize(
    ("act", "state", "said"),
    [("done", "done", "Done. One thing less."), ("skip", "skipped", "Skipped. We will not ask again.")],
)
def test_one_press_closes_it_and_takes_its_mail_back(
    mayas: Client, maya: User, reminder: Reminder, act: str, state: str, said: str
) -> None:
    mail = OutgoingEmailFactory.create(user=maya, key=reminder.mail_key)
    page = post(mayas, url(f"tracker:{act}", reminder.pk))
    assert (page.path, page.notes) == (LIST, [said])
    reminder.refresh_from_db()
    mail.refresh_from_db()
    assert (reminder.state, reminder.closed_at, mail.state) == (state, NOW, "cancelled")


def test_a_second_press_changes_nothing_and_says_nothing(mayas: Client, reminder: Reminder) -> None:
    post(mayas, url("tracker:done", reminder.pk))
    page = post(mayas, url("tracker:skip", reminder.pk))
    assert (page.path, page.notes) == (LIST, [])
    reminder.refresh_from_db()
    assert reminder.state == "done"


@pytest.mark.parametrize(
    ("target", "lands"),
    [
        ("/", "/"),
        ("/applications/?tab=over", "/applications/?tab=over"),
        ("", LIST),
        ("https://evil.example/", LIST),
        ("//evil.example/", LIST),
        ("/\\evil.example", LIST),
        ("http:///evil.example", LIST),
        ("javascript:alert(1)", LIST),
        ("\thttps://evil.example", LIST),
    ],
)
@pytest.mark.parametrize("act", ["done", "skip", "later"])
def test_the_way_back_never_leads_to_another_host(
    mayas: Client, reminder: Reminder, act: str, target: str, lands: str
) -> None:
    response = mayas.post(url(f"tracker:{act}", reminder.pk), {"next": target, "on": "2026-09-10"})
    assert (response.status_code, response.headers["Location"]) == (302, lands)


# --- later


def later(client: Client, reminder: Reminder, **sent: str) -> Page:
    return post(client, url("tracker:later", reminder.pk), sent)


def test_later_is_a_day_at_the_persons_hour_and_a_new_telling(mayas: Client, maya: User, note: Reminder) -> None:
    User.objects.filter(pk=maya.pk).update(reminder_hour=7)
    mail = OutgoingEmailFactory.create(user=maya, key=note.mail_key)
    assert later(mayas, note, on="2026-09-10").notes == ["We come back to it on Thu 10 Sep."]
    assert stands(note) == ("pending", date(2026, 9, 10), time(7))
    mail.refresh_from_db()
    assert (mail.state, note.occurrence, note.told_at, note.words) == (
        "cancelled",
        2,
        None,
        "Dear Ana,\n\nthank you.",
    )


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("", "Choose a day."),
        ("tomorrow", "Write the day as 2026-09-30."),
        ("2026-02-30", "Write the day as 2026-09-30."),
        ("2026-09-10\0", "Write the day as 2026-09-30."),
        ("9" * 10_000, "Write the day as 2026-09-30."),
        ("0001-01-01", "Choose a year from 1970 to 2100."),
        ("9999-12-31", "Choose a year from 1970 to 2100."),
        ("2026-09-02", "This day has passed. Choose today or a later one."),
    ],
)
def test_an_odd_day_is_refused_and_the_reminder_stays(mayas: Client, reminder: Reminder, on: str, said: str) -> None:
    before = stands(reminder)
    page = later(mayas, reminder, other=on)
    assert (page.status, page.errors) == (422, [f"On: {said}"])
    assert page.form("other")["other"] == ([on] if on else [""])
    assert stands(reminder) == before


def test_today_is_still_later(mayas: Client, reminder: Reminder) -> None:
    assert later(mayas, reminder, on="2026-09-03").notes == ["We come back to it later today."]


@pytest.mark.parametrize("state", ["done", "skipped", "cancelled"])
def test_a_closed_one_is_not_woken(mayas: Client, failte: Application, state: str) -> None:
    closed = ReminderFactory.create(application=failte, state=state)
    before = stands(closed)
    assert later(mayas, closed, on="2026-09-10").notes == ["This reminder is closed."]
    page = post(mayas, url("tracker:change_reminder", closed.pk), {"due_on": "2026-09-10", "due_time": "10:00"})
    # Closed while somebody typed: told, and the words are still theirs.
    said = "This reminder was closed or moved in another window meanwhile; that stands."
    assert (page.status, page.errors, page.form("due_on")["due_time"]) == (422, [said], ["10:00"])
    opened = get(mayas, url("tracker:change_reminder", closed.pk))
    assert (opened.path, opened.notes) == (closed.get_absolute_url(), ["This reminder is closed."])
    assert stands(closed) == before


def test_the_page_of_a_closed_one_offers_nothing_more_to_do(mayas: Client, failte: Application) -> None:
    closed = ReminderFactory.create(application=failte, state="skipped", words="Dear Ana,", subject="Hello")
    page = get(mayas, closed.get_absolute_url())
    assert "Product Manager, Failte. Skipped." in page.main.text
    assert [form.value("action") for form in page.main.every("form")] == []


# --- another day, other words


def change(client: Client, reminder: Reminder, **fields: Any) -> Page:
    address = url("tracker:change_reminder", reminder.pk)
    return post(client, address, get(client, address).form("due_on") | fields)


def test_day_hour_and_words_change(mayas: Client, note: Reminder) -> None:
    page = change(
        mayas, note, due_on="2026-09-11", due_time="18:30", subject="Thanks", words="Dear Ana,\r\n\r\nthanks."
    )
    assert (page.path, page.notes) == (note.get_absolute_url(), ["Kept."])
    assert stands(note) == ("pending", date(2026, 9, 11), time(18, 30))
    assert (note.subject, note.words) == ("Thanks", "Dear Ana,\r\n\r\nthanks.")


def test_an_hour_that_is_tied_to_a_zone_stays_in_it(mayas: Client, failte: Application) -> None:
    tied = ReminderFactory.create(application=failte, time_zone="America/New_York")
    change(mayas, tied, due_time="10:00")
    tied.refresh_from_db()
    assert tied.due_at == datetime(2026, 9, 3, 14, 0, tzinfo=UTC)


def test_one_without_words_has_no_letter_to_change(mayas: Client, reminder: Reminder) -> None:
    form = get(mayas, url("tracker:change_reminder", reminder.pk)).form("due_on")
    assert form.pop("seen")
    assert form == {"due_on": ["2026-09-03"], "due_time": ["09:00"]}
    change(mayas, reminder, words="Smuggled in", subject="So is this")
    reminder.refresh_from_db()
    assert (reminder.words, reminder.subject) == ("", "")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"due_on": "someday"}, "On: Write the day as 2026-09-30."),
        ({"due_on": ""}, "On: This field is required."),
        ({"due_on": "9999-12-31"}, "On: Choose a year from 1970 to 2100."),
        ({"due_time": "25:00"}, "At: Enter a valid time."),
        (
            {"subject": "Thanks\nBcc: all"},
            "Subject: There is a line break or a control character in this. Put it on one line.",
        ),
        (
            {"words": "x" * 20_001},
            "The words: Ensure this value has at most 20000 characters (it has 20001).",
        ),
    ],
)
def test_what_cannot_be_is_refused_and_the_words_stay_typed(
    mayas: Client, note: Reminder, fields: dict[str, str], said: str
) -> None:
    before = Reminder.objects.values().get()
    typed = {"words": "Dear Ana, in other words."} | fields
    page = change(mayas, note, **typed)
    assert (page.status, page.errors) == (422, [said])
    assert page.form("words")["words"] == [typed["words"]]
    assert Reminder.objects.values().get() == before


def test_changing_leads_back_to_the_page_it_was_opened_from(mayas: Client, maya: User) -> None:
    kept = a_decline(maya)
    page = get(mayas, kept.get_absolute_url())
    address = next(
        link.value("href") for link in page.main.every("a") if link.value("aria-label").startswith("Change: Thank")
    )
    form = get(mayas, address).form("due_on")
    assert form["next"] == [kept.get_absolute_url()]
    after = post(
        mayas,
        url("tracker:change_reminder", kept.follow_ups.get(kind="thank_you").pk),
        form | {"due_on": "2026-09-20"},
    )
    assert (after.path, stands(kept.follow_ups.get(kind="thank_you"))[1]) == (
        kept.get_absolute_url(),
        date(2026, 9, 20),
    )


# --- one of one's own


def test_something_of_ones_own_is_put_on_a_day_at_the_persons_hour(
    mayas: Client, maya: User, failte: Application
) -> None:
    User.objects.filter(pk=maya.pk).update(reminder_hour=8)
    page = post(
        mayas, url("tracker:add_reminder", failte.pk), {"title": "Read up on night buses", "due_on": "2026-09-07"}
    )
    assert (page.path, page.notes) == (failte.get_absolute_url(), ["You will be reminded."])
    made = Reminder.objects.get()
    assert (made.user, made.kind, made.title) == (maya, "other", "Read up on night buses")
    assert stands(made) == ("pending", date(2026, 9, 7), time(8))


def test_two_of_ones_own_stand_beside_each_other(mayas: Client, failte: Application) -> None:
    for title in ("One", "Two"):
        post(mayas, url("tracker:add_reminder", failte.pk), {"title": title, "due_on": "2026-09-07"})
    assert [reminder.title for reminder in Reminder.objects.all()] == ["One", "Two"]


def test_it_needs_words_and_a_day(mayas: Client, failte: Application) -> None:
    page = post(mayas, url("tracker:add_reminder", failte.pk), {"title": "", "due_on": "one day"})
    assert page.errors == ["What: This field is required.", "On: Write the day as 2026-09-30."]
    assert page.form("title")["due_on"] == ["one day"]
    assert Reminder.objects.count() == 0


def test_a_reminder_of_ones_own_is_for_today_or_later(mayas: Client, maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    page = post(mayas, url("tracker:add_reminder", application.pk), {"title": "Call", "due_on": "2026-09-02"})
    assert "This day has passed. Choose today or a later one." in page.main.text
    assert application.reminders.count() == 0
    post(mayas, url("tracker:add_reminder", application.pk), {"title": "Call", "due_on": "2026-09-03"})
    assert [str(one.due_on) for one in application.reminders.all()] == ["2026-09-03"]
