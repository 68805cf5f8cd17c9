"""Reminders of every sort, and their mails as a reader takes them in."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser

from django.core.mail import EmailMultiAlternatives

from accounts.models import User
from tests.factories import (
    NOW,
    ApplicationFactory,
    CompanyFactory,
    ContactFactory,
    InterviewFactory,
    ReminderFactory,
)
from tracker.mails import Mail
from tracker.models import Contact, Reminder, Status

SUBJECTS = {
    "reply": "Reply by 17:00 today (Thu 3 Sep): Tallinn Traffic OÜ",
    "interview": "Tomorrow (Fri 4 Sep), 10:00: panel at Tallinn Traffic OÜ",
    "thanks for a round": "Today: thank Dr. El-Sayed at Tallinn Traffic OÜ",
    "thanks after a no": "Today: thank Dr. El-Sayed at Tallinn Traffic OÜ",
    "stay_in_touch": "Today: say hello to Dr. El-Sayed at Tallinn Traffic OÜ",
    "follow_up": "Today: ask Dr. El-Sayed at Tallinn Traffic OÜ how it stands",
    "lapse": "Still waiting for Tallinn Traffic OÜ?",
    "offer": "Answer the offer by 17:00 tomorrow (Fri 4 Sep): Tallinn Traffic OÜ",
    "other": "Today: Send the portfolio (Tallinn Traffic OÜ)",
}
OCCASIONS = list(SUBJECTS)
ROUND_STARTS = {
    "reply": datetime(2026, 9, 10, 14, 30, tzinfo=UTC),
    "interview": datetime(2026, 9, 4, 8, 0, tzinfo=UTC),
    "thanks for a round": datetime(2026, 9, 2, 14, 30, tzinfo=UTC),
}
LETTER = (
    "Dear Dr. El-Sayed,\n\n"
    "You will have heard from Jean-Luc that I have withdrawn. I wanted to thank you myself for our conversation.\n\n"
    "With kind regards,\nMaya Lindholm"
)
LINK = "https://meet.example/tallinn-traffic/panel"


def occasion(
    maya: User,
    what: str,
    *,
    contact: bool = True,
    words: bool = True,
    place: str = LINK,
    zone: str = "Europe/Berlin",
    company: str = "Tallinn Traffic OÜ",
) -> Reminder:
    """A reminder of this sort that is due at NOW, with everything that a mail can carry, or as little as may be."""
    kind = "thank_you" if what.startswith("thanks") else what
    over = what in {"thanks after a no", "stay_in_touch"}
    application = ApplicationFactory.create(
        user=maya,
        company=CompanyFactory.create(user=maya, name=company),
        status=Status.WITHDRAWN if over else Status.INTERVIEWING,
        status_since=NOW - timedelta(days=1),
        offer_reply_by=datetime(2026, 9, 4, 15, 0, tzinfo=UTC) if what == "offer" else None,
    )
    interview = None
    if what in ROUND_STARTS:
        interview = InterviewFactory.create(
            application=application, starts_at=ROUND_STARTS[what], place=place, time_zone=zone
        )
    return ReminderFactory.create(
        application=application,
        kind=kind,
        interview=interview,
        contact=dr_el_sayed(maya) if contact else None,
        title="Send the portfolio" if kind == "other" else "",
        subject="Thank you for your time" if words else "",
        words=LETTER if words else "",
    )


def dr_el_sayed(maya: User) -> Contact:
    return ContactFactory.create(
        user=maya, name="Dr. Amin El-Sayed", called="Dr. El-Sayed", email="amin@tallinn-traffic.example"
    )


class Seen(HTMLParser):
    """What a reader of the HTML sees, in order; a link as "label: address"."""

    UNSEEN = {"title", "style"}
    UNSEEN_CLASSES = {"pre", "b"}  # the preview line of the inbox, and our name on top

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.hidden = ""
        self.link, self.link_from = "", 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if not self.hidden and (tag in self.UNSEEN or given.get("class") in self.UNSEEN_CLASSES):
            self.hidden = tag
        if tag == "a":
            self.link, self.link_from = given["href"] or "", len(self.seen)
        elif tag != "bdi":
            self.seen.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.hidden:
            self.hidden = ""
        if tag == "a" and "".join(self.seen[self.link_from :]) != self.link:
            self.seen.append(f": {self.link}")
        elif tag != "bdi":
            self.seen.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.seen.append(data)


def words_of_html(mail: Mail) -> str:
    return " ".join("".join(Seen(mail.html).seen).split())


def words_of_text(mail: Mail) -> str:
    return " ".join(mail.text.replace("\n--\n", "\n").split())


def sent(mail: Mail) -> EmailMessage:
    """The mail as its reader's program takes it apart."""
    message = EmailMultiAlternatives(mail.subject, mail.text, to=["maya@lindholm.example"])
    message.attach_alternative(mail.html, "text/html")
    return message_from_bytes(message.message().as_bytes(), policy=default)
