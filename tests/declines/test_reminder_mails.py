"""After a no: the thank-you note and the hello come by mail, once each, at the hour of the person's own clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from accounts.models import User
from declines.models import Decline
from declines.services import Answers, decline, follow_up_days, take_back
from declines.situation import Channel, Reason, Stage
from outbox.models import OutgoingEmail
from tests.factories import NOW, ApplicationFactory, CompanyFactory, ContactFactory, UserFactory
from tests.mailserver import MailServer, Received
from tracker import reminders, services
from tracker.mail_links import Act, act_url, stop_url
from tracker.models import Reminder, Status

MINUTE = timedelta(minutes=1)
THANKS = "Today: thank Jean-Luc d’Artois at Tallinn Traffic"
HELLO = "Today: say hello to Jean-Luc d’Artois at Tallinn Traffic"


@dataclass(frozen=True)
class Year:
    """When somebody declines, and the two instants at which it is their hour on the days that follow from it."""

    zone: str
    declined: datetime
    thanks: datetime
    hello: datetime
    hour: int = 9


def utc(year: int, month: int, day: int, hour: int, minute: int) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


YEARS = {
    "New York, the weekend the clocks go back": Year(
        "America/New_York", utc(2026, 10, 30, 19, 0), utc(2026, 11, 2, 14, 0), utc(2027, 1, 28, 14, 0)
    ),
    "New York, the weekend the clocks go forward": Year(
        "America/New_York", utc(2027, 3, 12, 20, 0), utc(2027, 3, 15, 13, 0), utc(2027, 6, 10, 13, 0)
    ),
    "Kathmandu, a quarter to": Year(
        "Asia/Kathmandu", utc(2026, 10, 30, 9, 15), utc(2026, 11, 2, 3, 15), utc(2027, 1, 28, 3, 15)
    ),
    "Kathmandu, already tomorrow": Year(
        "Asia/Kathmandu", utc(2026, 11, 1, 19, 0), utc(2026, 11, 3, 3, 15), utc(2027, 2, 1, 3, 15)
    ),
    "Berlin, at six in the morning": Year(
        "Europe/Berlin", utc(2026, 10, 23, 12, 0), utc(2026, 10, 26, 5, 0), utc(2027, 1, 21, 5, 0), hour=6
    ),
}


def say_no(user: User, at: datetime) -> Decline:
    """Decline Product Manager at Tallinn Traffic by e-mail, with both follow-ups on the days the form proposes."""
    application = ApplicationFactory.create(
        user=user, company=CompanyFactory.create(user=user, name="Tallinn Traffic"), status_since=at, created_at=at
    )
    contact = ContactFactory.create(user=user)
    services.add_note(application=application, text="The night-bus pilot", at=at, touch=True, contact=contact)
    thank_you_on, stay_in_touch_on = follow_up_days(user, at)
    answers = Answers(
        stage=Stage.BETWEEN_ROUNDS,
        reason=Reason.ACCEPTED_OTHER,
        channel=Channel.EMAIL,
        contact=contact,
        liked="how plainly you spoke about the pilot",
        thank_you_on=thank_you_on,
        stay_in_touch_on=stay_in_touch_on,
    )
    return decline(application=application, answers=answers, by=user, at=at)


def work(at: datetime, clock: time_machine.Traveller) -> None:
    clock.move_to(at)
    call_command("worker", once=True, stdout=StringIO())


def subjects(server: MailServer) -> list[str]:
    return [str(mail.message["Subject"]).strip() for mail in server.received]


def letter_in(mail: Received) -> str:
    """The letter that the mail carries, on one line."""
    lines = mail.text.splitlines()
    return " ".join(" ".join(line for line in lines if line.startswith("  ")).split())


def words_of(reminder: Reminder | None) -> str:
    assert reminder is not None
    return " ".join(f"To: jean-luc@tallinn-traffic.example Subject: {reminder.subject} {reminder.words}".split())


@pytest.fixture
def no(maya: User) -> Decline:
    """Said on Thursday at 14:02 in Berlin; the thank-you is due on Friday at nine."""
    return say_no(maya, NOW)


FRIDAY_NINE = utc(2026, 9, 4, 7, 0)


@pytest.mark.parametrize("year", YEARS.values(), ids=YEARS.keys())
@pytest.mark.django_db
def test_both_follow_ups_arrive_once_each_at_the_hour_of_the_persons_clock(
    year: Year, mail_server: MailServer, clock: time_machine.Traveller
) -> None:
    user = UserFactory.create(
        time_zone=year.zone, reminder_hour=year.hour, quiet_from=None, quiet_until=None, email="nia@home.example"
    )
    no = say_no(user, year.declined)

    for moment, arrived in [
        (year.declined, []),
        (year.thanks - MINUTE, []),
        (year.thanks, [THANKS]),
        (year.thanks, [THANKS]),
        (year.thanks + MINUTE, [THANKS]),
        (year.hello - MINUTE, [THANKS]),
        (year.hello, [THANKS, HELLO]),
        (year.hello, [THANKS, HELLO]),
        (year.hello + timedelta(days=30), [THANKS, HELLO]),
    ]:
        work(moment, clock)
        assert subjects(mail_server) == arrived

    thanks, hello = mail_server.received
    assert (thanks.to, hello.to) == (["nia@home.example"], ["nia@home.example"])
    assert letter_in(thanks) == words_of(no.follow_ups.get(kind="thank_you"))
    assert letter_in(hello) == words_of(no.follow_ups.get(kind="stay_in_touch"))


def test_the_thank_you_mail_says_what_happened_and_why_it_came(
    no: Decline, mail_server: MailServer, clock: time_machine.Traveller
) -> None:
    thanks = no.follow_ups.get(kind="thank_you")
    # Words of its own: those of the composer change with their writers.
    words = (
        "Dear Jean-Luc d’Artois,\n\nI wanted to thank you once more for the time that you gave my application, and"
    )
    Reminder.objects.filter(pk=thanks.pk).update(subject="Thank you again", words=f"{words} for more.\n\nMaya")
    work(FRIDAY_NINE, clock)

    (mail,) = mail_server.received
    assert mail.text.splitlines() == [
        "Thank Jean-Luc d’Artois today",
        "",
        "You withdrew from Product Manager at Tallinn Traffic yesterday. A short note",
        "keeps the door open.",
        "",
        "You last spoke with Jean-Luc d’Artois yesterday. Noted yesterday: “The",
        "night-bus pilot”",
        "",
        "  To: jean-luc@tallinn-traffic.example",
        "  Subject: Thank you again",
        "",
        "  Dear Jean-Luc d’Artois,",
        "",
        "  I wanted to thank you once more for the time that you gave my application,",
        "  and for more.",
        "",
        "  Maya",
        "",
        f"Open it, ready to send: http://testserver/reminders/{thanks.pk}/",
        "I have done it:",
        act_url(thanks, Act.DONE, at=FRIDAY_NINE),
        "Remind me later:",
        act_url(thanks, Act.LATER, at=FRIDAY_NINE),
        "",
        "--",
        "You asked for this when you declined on Thursday 3 September. It comes once.",
        "Change when reminders come: http://testserver/reminders/rules/",
        "No more mails of this kind:",
        stop_url(thanks.user_id, ["thank_you"]),
    ]


def thank_early(no: Decline) -> None:
    reminders.close(reminder=no.follow_ups.get(kind="thank_you"), done=True, at=NOW)


def skip(no: Decline) -> None:
    reminders.close(reminder=no.follow_ups.get(kind="thank_you"), done=False, at=NOW)


def change_ones_mind(no: Decline) -> None:
    take_back(decline=no, by=no.application.user, at=NOW)


def reopen(no: Decline) -> None:
    services.move(application=no.application, to=Status.INTERVIEWING, by=no.application.user, at=NOW)


def deactivate(no: Decline) -> None:
    User.objects.update(is_active=False)


GONE = [thank_early, skip, change_ones_mind, reopen, deactivate]


@pytest.mark.parametrize("happens", GONE)
def test_a_thank_you_that_no_longer_matters_never_arrives(
    no: Decline, mail_server: MailServer, clock: time_machine.Traveller, happens: Callable[[Decline], None]
) -> None:
    happens(no)

    work(FRIDAY_NINE, clock)
    work(FRIDAY_NINE + timedelta(days=7), clock)

    assert subjects(mail_server) == []


@pytest.mark.parametrize("happens", GONE)
def test_nor_when_its_mail_was_written_already_and_the_server_was_down(
    no: Decline, mail_server: MailServer, clock: time_machine.Traveller, happens: Callable[[Decline], None]
) -> None:
    mail_server.stop()
    work(FRIDAY_NINE, clock)
    assert OutgoingEmail.objects.get().state == OutgoingEmail.State.WAITING
    happens(Decline.objects.get(pk=no.pk))
    mail_server.start()

    work(FRIDAY_NINE + timedelta(days=7), clock)

    assert subjects(mail_server) == []
    assert OutgoingEmail.objects.get().state == OutgoingEmail.State.CANCELLED


def test_with_the_server_down_both_wait_and_then_arrive_once(
    no: Decline, mail_server: MailServer, clock: time_machine.Traveller
) -> None:
    mail_server.stop()
    work(FRIDAY_NINE, clock)
    work(FRIDAY_NINE + MINUTE, clock)
    assert list(OutgoingEmail.objects.values_list("state", "attempts")) == [("waiting", 2)]

    mail_server.start()
    work(FRIDAY_NINE + MINUTE * 2, clock)
    assert subjects(mail_server) == []
    work(FRIDAY_NINE + MINUTE * 6, clock)
    work(FRIDAY_NINE + MINUTE * 60, clock)
    assert subjects(mail_server) == [THANKS]


def test_a_second_no_is_thanked_for_once(
    no: Decline, maya: User, mail_server: MailServer, clock: time_machine.Traveller
) -> None:
    take_back(decline=no, by=maya, at=NOW)
    again = Answers(
        stage=Stage.INVITED,
        reason=Reason.NONE,
        channel=Channel.PHONE,
        contact=no.letter.contact,
        thank_you_on=date(2026, 9, 4),
    )
    decline(application=no.application, answers=again, by=maya, at=NOW + MINUTE)

    work(FRIDAY_NINE, clock)
    work(FRIDAY_NINE + timedelta(days=120), clock)

    assert subjects(mail_server) == [THANKS]
