"""One mail for all that is due: the most pressing first, each with what one needs to decide."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.factories import NOW, ReminderFactory
from tests.tracker.mail_readers import OCCASIONS, occasion, words_of_html, words_of_text
from tracker.mail_links import Act, act_url, digest_stop_url
from tracker.mails import digest_mail, reminder_mail
from tracker.models import Reminder

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def one_of_each(maya: User) -> list[Reminder]:
    """In no order that matters: a reminder of each sort, each of a company of its own."""
    return [occasion(maya, what, company=f"{what} & Co") for what in sorted(OCCASIONS)]


def headings(text: str) -> list[str]:
    """The groups and, with a star, what stands in them."""
    return re.findall(r"^(?:\* )?[A-Z].*(?<=:)$|^\* .*$", text.split("\n--\n")[0], flags=re.M)


def test_people_who_wait_come_first_then_fixed_days_then_words_to_write(maya: User) -> None:
    mail = digest_mail(maya, one_of_each(maya), at=NOW)

    assert headings(mail.text) == [
        "They wait for your answer:",
        "* Answer the invitation of reply & Co",
        "* Answer the offer of offer & Co",
        "Interviews ahead:",
        "* Get ready for Dr. Amin El-Sayed",
        "A few lines to write:",
        "* Ask Dr. Amin El-Sayed how it stands",
        "* Stay in touch with Dr. Amin El-Sayed",
        "* Thank Dr. Amin El-Sayed",
        "* Thank Dr. Amin El-Sayed",
        "And besides:",
        "* Still waiting for lapse & Co?",
        "* Send the portfolio",
    ]
    assert mail.subject == "Answer the invitation of reply & Co, and 8 more things"


def test_a_day_with_two_things_reads_like_this(maya: User) -> None:
    maya.digest = "daily"
    answer, task = occasion(maya, "reply"), occasion(maya, "other", contact=False, company="Casa do Pão")
    task.application.note_set.create(kind="touch", text="By phone", at=NOW - timedelta(days=1))

    mail = digest_mail(maya, [task, answer], at=NOW)

    assert mail.subject == "Answer the invitation of Tallinn Traffic OÜ, and one more thing"
    assert (
        mail.text
        == f"""\
Two things to do

The most pressing comes first. Most of them are a few lines.

They wait for your answer:

* Answer the invitation of Tallinn Traffic OÜ
  Product Manager at Tallinn Traffic OÜ. Answer by today, 17:00.
  Open: http://testserver/reminders/{answer.pk}/
  Done:
  {act_url(answer, Act.DONE, at=NOW)}
  Later:
  {act_url(answer, Act.LATER, at=NOW)}

And besides:

* Send the portfolio
  Product Manager at Casa do Pão. You last spoke with Casa do Pão yesterday.
  Open: http://testserver/reminders/{task.pk}/
  Done:
  {act_url(task, Act.DONE, at=NOW)}
  Later:
  {act_url(task, Act.LATER, at=NOW)}

Open Today: http://testserver/

--
You get one mail a day, with all that is due. Each thing comes once.
Change when reminders come: http://testserver/reminders/rules/
No more collected mails:
{digest_stop_url(maya.pk, ["reply", "other"])}
"""
    )


def test_text_and_html_say_the_same_words_in_the_same_order(maya: User) -> None:
    reminders = one_of_each(maya)
    for reminder in reminders[::2]:
        reminder.application.note_set.create(kind="touch", text="By phone", at=NOW - timedelta(days=3))

    mail = digest_mail(maya, reminders, at=NOW)

    # Groups end in a colon and things begin with a star, where there is no larger type to tell them by.
    text = re.sub(r"^\* ", "", re.sub(r"^(\w[^\n]*):$(?=\n\n)", r"\1", mail.text, flags=re.M), flags=re.M)
    assert words_of_html(mail) == " ".join(text.replace("\n--\n", "\n").split())


def test_in_a_group_what_is_due_first_comes_first(maya: User) -> None:
    late = [
        ReminderFactory.create(application__user=maya, title=f"Due {day}", due_on=NOW.date() - timedelta(days=day))
        for day in (1, 3, 2)
    ]

    assert headings(digest_mail(maya, late, at=NOW).text) == ["And besides:", "* Due 3", "* Due 2", "* Due 1"]


@pytest.mark.parametrize(
    ("digest", "why"),
    [
        ("daily", "You get one mail a day, with all that is due."),
        ("weekly", "You get one mail a week, with all that is due."),
        ("each", "These came due together, so they come in one mail."),
    ],
)
def test_it_says_why_they_come_together(maya: User, digest: str, why: str) -> None:
    maya.digest = digest

    assert why in words_of_text(digest_mail(maya, one_of_each(maya), at=NOW))


@pytest.mark.parametrize("what", OCCASIONS)
def test_a_single_one_comes_as_it_would_have_come_by_itself(maya: User, what: str) -> None:
    reminder = occasion(maya, what)

    assert digest_mail(maya, [reminder], at=NOW) == reminder_mail(reminder, at=NOW)


def test_of_very_many_the_most_pressing_are_told_and_the_rest_counted(maya: User) -> None:
    application = occasion(maya, "other").application
    many = [ReminderFactory.create(application=application, title=f"Task {number}") for number in range(40)]

    mail = digest_mail(maya, many, at=NOW)

    assert mail.text.startswith("40 things to do\n")
    assert mail.text.count("\n* Task ") == mail.html.count('<div class="item">') == 25
    assert "15 more stand on Today." in words_of_text(mail)


def test_ten_things_ask_the_database_no_more_than_two(maya: User) -> None:
    def questions(number: int) -> int:
        for _one in range(number):
            for what in ("interview", "thanks for a round"):
                occasion(maya, what, company=f"Company {Reminder.objects.count()}")
        rows = list(Reminder.objects.select_related("user"))
        with CaptureQueriesContext(connection) as asked:
            digest_mail(maya, rows, at=NOW)
        return len(asked)

    assert (questions(1), questions(4)) == (7, 7)
