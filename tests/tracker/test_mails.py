"""What a reminder mail says: eight kinds on nine occasions."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from tests.factories import NOW, ContactFactory, ReminderFactory
from tests.tracker.mail_readers import OCCASIONS, SUBJECTS, dr_el_sayed, occasion, words_of_html, words_of_text
from tracker.mail_links import Act, act_url, stop_url
from tracker.mails import reminder_mail
from tracker.models import Interview, Reminder, Status

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_a_thank_you_after_a_no_reads_like_this(maya: User) -> None:
    reminder = occasion(maya, "thanks after a no")
    reminder.application.note_set.create(
        kind="touch", contact=reminder.contact, text="The night-bus\npilot.", at=NOW - timedelta(days=8)
    )
    reminder.created_at = reminder.application.status_since

    mail = reminder_mail(reminder, at=NOW)

    assert (
        mail.text
        == f"""\
Thank Dr. Amin El-Sayed today

You withdrew from Product Manager at Tallinn Traffic OÜ yesterday. A short
note keeps the door open.

You last spoke with Dr. Amin El-Sayed on Wed 26 Aug. Noted on Wed 26 Aug:
“The night-bus pilot.”

  To: amin@tallinn-traffic.example
  Subject: Thank you for your time

  Dear Dr. El-Sayed,

  You will have heard from Jean-Luc that I have withdrawn. I wanted to thank
  you myself for our conversation.

  With kind regards,
  Maya Lindholm

Open it, ready to send: http://testserver/reminders/{reminder.pk}/
I have done it:
{act_url(reminder, Act.DONE, at=NOW)}
Remind me later:
{act_url(reminder, Act.LATER, at=NOW)}

--
You asked for this when you declined on Wednesday 2 September. It comes
once.
Change when reminders come: http://testserver/reminders/rules/
No more mails of this kind:
{stop_url(maya.pk, ["thank_you"])}
"""
    )


def test_an_interview_tomorrow_reads_like_this(maya: User) -> None:
    reminder = occasion(maya, "interview", contact=False, words=False, zone="America/New_York")
    assert reminder.interview is not None
    reminder.interview.interviewers.set([dr_el_sayed(maya), ContactFactory.create(user=maya, name="Ana Ruiz")])

    mail = reminder_mail(reminder, at=NOW)

    assert (
        mail.text
        == f"""\
Tomorrow, 10:00: panel at Tallinn Traffic OÜ

You said yes to this one, for Product Manager at Tallinn Traffic OÜ. Should
you rather not go, a call today is kindest.

  When: Friday 4 September, 10:00 (4:00 in New York), 60 minutes
  Where: https://meet.example/tallinn-traffic/panel
  With: Ana Ruiz and Dr. Amin El-Sayed

The file that comes along puts it into your calendar.

No conversation with Tallinn Traffic OÜ is noted so far.

Open it: http://testserver/reminders/{reminder.pk}/
I have done it:
{act_url(reminder, Act.DONE, at=NOW)}
Remind me later:
{act_url(reminder, Act.LATER, at=NOW)}

--
You get this because you accepted this interview. It comes once.
Change when reminders come: http://testserver/reminders/rules/
No more mails of this kind:
{stop_url(maya.pk, ["interview"])}
"""
    )


@pytest.mark.parametrize("what", OCCASIONS)
def test_the_subject_is_the_act_and_the_person(maya: User, what: str) -> None:
    assert reminder_mail(occasion(maya, what), at=NOW).subject == SUBJECTS[what]


@pytest.mark.parametrize(
    ("what", "subject"),
    [
        ("thanks for a round", "Today: thank Tallinn Traffic OÜ"),
        ("thanks after a no", "Today: thank Tallinn Traffic OÜ"),
        ("stay_in_touch", "Today: say hello to Tallinn Traffic OÜ"),
    ],
)
def test_where_nobody_is_known_the_subject_names_the_company_once(maya: User, what: str, subject: str) -> None:
    assert reminder_mail(occasion(maya, what, contact=False), at=NOW).subject == subject


def test_a_panel_is_named_by_one_of_its_people_and_the_number_of_others(maya: User) -> None:
    reminder = occasion(maya, "thanks for a round", contact=False)
    people = [ContactFactory.create(user=maya, name=name, email="") for name in ("Ana Ruiz", "Bo Li", "Cy Wu")]
    assert reminder.interview is not None
    reminder.interview.interviewers.set(people)

    mail = reminder_mail(reminder, at=NOW)

    assert mail.subject == "Today: thank Ana Ruiz and 2 others at Tallinn Traffic OÜ"
    assert mail.text.splitlines()[0] == "Thank Ana Ruiz, Bo Li and Cy Wu today"
    assert "<h1>Thank <bdi>Ana Ruiz</bdi>, <bdi>Bo Li</bdi> and <bdi>Cy Wu</bdi> today</h1>" in mail.html


def test_a_reply_that_was_due_already_is_a_fact_with_a_way_forward(maya: User) -> None:
    reminder = occasion(maya, "reply")

    mail = reminder_mail(reminder, at=NOW + timedelta(days=1))

    assert mail.subject == "Today: answer Tallinn Traffic OÜ"
    assert "Reply was due yesterday; a few kind lines today will do." in words_of_text(mail)


@pytest.mark.parametrize("what", OCCASIONS)
def test_every_mail_says_who_which_company_and_role_and_when_you_last_spoke(maya: User, what: str) -> None:
    reminder = occasion(maya, what)
    reminder.application.note_set.create(
        kind="touch", contact=reminder.contact, text="By phone", at=NOW - timedelta(days=1)
    )

    words = words_of_text(reminder_mail(reminder, at=NOW))

    told = ["Dr. Amin El-Sayed", "Tallinn Traffic OÜ", "Product Manager"]
    assert [part for part in told if part in words] == told
    assert "You last spoke with Dr. Amin El-Sayed yesterday." in words


def test_a_conversation_with_somebody_else_is_not_said_to_be_with_the_person(maya: User) -> None:
    reminder = occasion(maya, "stay_in_touch")
    reminder.application.note_set.create(kind="touch", text="Somebody rang", at=NOW)

    assert "You last spoke with Tallinn Traffic OÜ today." in words_of_text(reminder_mail(reminder, at=NOW))


@pytest.mark.parametrize("what", OCCASIONS)
@pytest.mark.parametrize(("words", "label"), [(True, "Open it, ready to send"), (False, "Open it")])
def test_the_one_button_says_whether_the_words_are_ready(maya: User, what: str, words: bool, label: str) -> None:
    reminder = occasion(maya, what, words=words)

    html = reminder_mail(reminder, at=NOW).html

    button = f'<a class="go" href="http://testserver/reminders/{reminder.pk}/">{label}</a>'
    assert re.findall(r'<a class="go".*?</a>', html) == [button]


@pytest.mark.parametrize("what", OCCASIONS)
def test_a_letter_stands_in_the_mail_only_where_there_is_one(maya: User, what: str) -> None:
    with_words = reminder_mail(occasion(maya, what), at=NOW)
    without = reminder_mail(occasion(maya, what, words=False, company="Casa do Pão"), at=NOW)

    assert with_words.text.count("  To: amin@tallinn-traffic.example\n  Subject: Thank you for your time\n") == 1
    assert with_words.html.count('<div class="paper">') == 1
    assert "<p>With kind regards,<br>Maya Lindholm</p>" in with_words.html
    assert "Subject:" not in without.text
    assert '<div class="paper">' not in without.html


@pytest.mark.parametrize(
    ("zone", "when"),
    [
        ("Europe/Berlin", "When: Friday 4 September, 10:00, 60 minutes"),
        ("Europe/Paris", "When: Friday 4 September, 10:00, 60 minutes"),
        ("Asia/Kathmandu", "When: Friday 4 September, 10:00 (13:45 in Kathmandu), 60 minutes"),
        ("Pacific/Honolulu", "When: Friday 4 September, 10:00 (Thu 3 Sep, 22:00 in Honolulu), 60 minutes"),
    ],
)
def test_the_employers_clock_is_named_where_it_shows_something_else(maya: User, zone: str, when: str) -> None:
    mail = reminder_mail(occasion(maya, "interview", zone=zone), at=NOW)

    assert [line.strip() for line in mail.text.splitlines() if "When:" in line] == [when]


def test_hours_are_those_of_the_person_wherever_the_mail_is_written(maya: User) -> None:
    with timezone.override("Pacific/Auckland"):
        mail = reminder_mail(occasion(maya, "interview"), at=NOW)

    assert mail.subject == SUBJECTS["interview"]


def test_a_round_without_a_date_yet_is_no_obstacle(maya: User) -> None:
    reminder = occasion(maya, "reply", contact=False, place="")
    assert reminder.interview is not None
    Interview.objects.update(starts_at=None, invited_at=None, reply_by=None)
    reminder.interview.refresh_from_db()

    mail = reminder_mail(reminder, at=NOW)

    assert mail.subject == "Today: answer Tallinn Traffic OÜ"
    assert words_of_text(mail).startswith(
        "Answer Tallinn Traffic OÜ today You are invited for Product Manager at Tallinn Traffic OÜ (panel)."
    )
    assert words_of_html(mail) == words_of_text(mail)


def test_somebody_known_by_address_only_is_called_by_it(maya: User) -> None:
    reminder = occasion(maya, "thanks after a no")
    reminder.contact = ContactFactory.create(user=maya, name="", email="jobs@tallinn-traffic.example")

    mail = reminder_mail(reminder, at=NOW)

    assert mail.subject == "Today: thank jobs@tallinn-traffic.example at Tallinn Traffic OÜ"


def test_hello_after_their_no_does_not_say_that_you_withdrew(maya: User) -> None:
    reminder = occasion(maya, "stay_in_touch")
    reminder.application.status, reminder.application.withdrawn_at = Status.REJECTED, None

    words = words_of_text(reminder_mail(reminder, at=NOW))

    assert "You were a candidate for Product Manager at Tallinn Traffic OÜ, and that ended yesterday." in words
    assert "You asked for this on Thursday 3 September." in words


def test_a_later_hello_does_not_claim_to_come_once(maya: User) -> None:
    reminder = occasion(maya, "stay_in_touch")
    reminder.step = 2

    words = words_of_text(reminder_mail(reminder, at=NOW))

    assert "You get this because you like to say hello now and then. Change when reminders come" in words


# --- silence, offers


def silent_for(reminder: Reminder, days: int) -> Reminder:
    reminder.application.status_since = NOW - timedelta(days=days)
    return reminder


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (1, "A friendly question shows that you still want it."),
        (2, "A friendly question does no harm; after this one we leave it with them."),
    ],
)
def test_a_follow_up_says_how_long_it_was_quiet_and_whether_it_is_the_last(maya: User, step: int, said: str) -> None:
    reminder = silent_for(occasion(maya, "follow_up"), 7)
    reminder.step = step

    words = words_of_text(reminder_mail(reminder, at=NOW))

    assert words.startswith(
        "Ask Dr. Amin El-Sayed how it stands "
        f"7 days without a word about Product Manager at Tallinn Traffic OÜ. {said}"
    )


def test_silence_is_counted_from_the_last_contact(maya: User) -> None:
    reminder = silent_for(occasion(maya, "follow_up"), 30)
    reminder.application.note_set.create(kind="touch", text="By phone", at=NOW - timedelta(days=8))

    assert "8 days without a word about" in words_of_text(reminder_mail(reminder, at=NOW))


def test_silence_is_counted_from_the_day_applied_for_though_it_was_noted_later(maya: User) -> None:
    reminder = silent_for(occasion(maya, "follow_up"), 3)
    reminder.application.applied_on = NOW.date() - timedelta(days=14)

    assert "14 days without a word about" in words_of_text(reminder_mail(reminder, at=NOW))


def test_after_a_long_silence_both_ways_are_offered(maya: User) -> None:
    reminder = silent_for(occasion(maya, "lapse", words=False), 30)

    words = words_of_text(reminder_mail(reminder, at=NOW))

    assert words.startswith("Still waiting for Tallinn Traffic OÜ? 30 days without a word about Product Manager")
    assert "Mark it as lapsed to clear your list, or go on waiting: you decide." in words
    assert f"I am still waiting: {act_url(reminder, Act.DONE, at=NOW)}" in words


@pytest.mark.parametrize(
    ("ahead", "heading", "said"),
    [
        (timedelta(hours=2), "Answer the offer of Tallinn Traffic OÜ by 16:02 today", "Yes, no, or a question"),
        (timedelta(days=-1), "Answer the offer of Tallinn Traffic OÜ today", "Your answer was due yesterday;"),
        (timedelta(days=4), "Answer the offer of Tallinn Traffic OÜ by 14:02 on Mon 7 Sep", "Yes, no, or a question"),
        (None, "Answer the offer of Tallinn Traffic OÜ today", "Yes, no, or a question"),
    ],
    ids=["in time", "late", "days ahead", "without a day"],
)
def test_an_offer_names_its_deadline(maya: User, ahead: timedelta | None, heading: str, said: str) -> None:
    reminder = occasion(maya, "offer", words=False)
    reminder.application.offer_reply_by = NOW + ahead if ahead else None

    words = words_of_text(reminder_mail(reminder, at=NOW))

    assert words.startswith(f"{heading} They would like you as Product Manager at Tallinn Traffic OÜ. {said}")


def test_a_day_that_is_named_by_its_date_stands_once_in_the_subject(maya: User) -> None:
    offer, invitation = occasion(maya, "offer", words=False), occasion(maya, "reply", company="Casa do Pão")
    offer.application.offer_reply_by = NOW + timedelta(days=4)
    assert invitation.interview is not None
    invitation.interview.reply_by = NOW + timedelta(days=4)

    subjects = [reminder_mail(reminder, at=NOW).subject for reminder in (offer, invitation)]

    assert subjects == [
        "Answer the offer by 14:02 on Mon 7 Sep: Tallinn Traffic OÜ",
        "Reply by 14:02 on Mon 7 Sep: Casa do Pão",
    ]


# --- where they belong in a mailbox


def test_mails_about_one_application_are_one_thread_and_about_another_another(maya: User) -> None:
    first, second = occasion(maya, "reply"), occasion(maya, "other", company="Casa do Pão")
    hello = ReminderFactory.create(application=first.application, kind="stay_in_touch")

    threads = [reminder_mail(reminder, at=NOW).references for reminder in (first, hello, second)]

    assert threads == [
        f"<application-{first.application_id}@testserver>",
        f"<application-{first.application_id}@testserver>",
        f"<application-{second.application_id}@testserver>",
    ]


@pytest.mark.parametrize("what", OCCASIONS)
def test_a_mail_can_be_ended_by_its_kind(maya: User, what: str) -> None:
    reminder = occasion(maya, what)

    assert reminder_mail(reminder, at=NOW).unsubscribe == stop_url(maya.pk, [reminder.kind])
