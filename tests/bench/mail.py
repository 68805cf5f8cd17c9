"""Reminders told and sent, beside raw smtplib on one connection to the same server. Runs inside a site."""

import smtplib
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import median

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from accounts.models import User
from outbox.claims import lease
from outbox.delivery import send_due
from outbox.models import OutgoingEmail
from tracker.models import Application, Company, Contact, Interview, Reminder, Status
from tracker.reminders import tell_due, unwanted

DAY = timedelta(days=1)
WORDS = (
    "Dear Dana,\n\nthank you once more for the time you and the team took. I have decided to withdraw, and it was "
    "a pleasure to hear how you work.\n\nI would be glad to stay in touch.\n\nKind regards\nMaya Lindholm\n"
)
State = OutgoingEmail.State


def measure(port: int, count: int, rounds: int) -> dict[str, float]:
    """The median of each figure; ratios are taken within a round, where the machine was the same to both."""
    taken = [one_round(port, count) for _ in range(rounds)]
    return {name: median(figures[name] for figures in taken) for name in taken[0]}


def one_round(port: int, count: int) -> dict[str, float]:
    """Tell and send `count` reminders, then the same mails by hand, without and with two commits each."""
    prepare(count)
    at = timezone.now()
    tell, tell_cpu = _timed(lambda: tell_due(at=at), count)
    send, send_cpu = _timed(lambda: send_due(at=at, unwanted=partial(unwanted, at=at)).sent, count)
    mails = list(OutgoingEmail.objects.order_by("-pk")[:count])
    ready = [(mail, _bytes(mail)) for mail in mails]
    raw, raw_cpu = _timed(lambda: _send_raw(port, ready), count)
    OutgoingEmail.objects.filter(pk__in=[mail.pk for mail in mails]).update(state=State.WAITING, sent_at=None)
    floor, floor_cpu = _timed(lambda: _send_with_commits(port, ready, at), count)
    return {
        "delivered ÷ raw": raw / (tell + send),
        "sending ÷ raw": raw / send,
        "floor ÷ raw": raw / floor,
        "sending ÷ floor": floor / send,
        "delivered a second": count / (tell + send),
        "telling a second": count / tell,
        "sending a second": count / send,
        "raw a second": count / raw,
        "floor a second": count / floor,
        "CPU ms a mail: telling": tell_cpu,
        "CPU ms a mail: sending": send_cpu,
        "CPU ms a mail: raw": raw_cpu,
        "CPU ms a mail: floor": floor_cpu,
        "bytes a mail": sum(len(body) for _mail, body in ready) / count,
    }


def _timed(work: Callable[[], int], count: int) -> tuple[float, float]:
    """Seconds by the clock for all, and milliseconds of our own CPU for each."""
    began, cpu = time.perf_counter(), time.process_time()
    done = work()
    seconds, spent = time.perf_counter() - began, time.process_time() - cpu
    assert done == count, f"{done} of {count}"
    return seconds, spent * 1000 / count


def _bytes(mail: OutgoingEmail) -> bytes:
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to], headers=headers)
    message.attach_alternative(mail.html, "text/html")
    return message.message().as_bytes().replace(b"\n", b"\r\n")


def _send_raw(port: int, ready: list[tuple[OutgoingEmail, bytes]]) -> int:
    with smtplib.SMTP("127.0.0.1", port) as connection:
        for mail, body in ready:
            connection.sendmail(settings.SERVER_EMAIL, mail.to, body)
    return len(ready)


def _send_with_commits(port: int, ready: list[tuple[OutgoingEmail, bytes]], at: datetime) -> int:
    """The least that keeps the promise: a commit that claims, the mail, a commit that it is sent."""
    sent = 0
    with smtplib.SMTP("127.0.0.1", port) as connection:
        for mail, body in ready:
            token, row = uuid.uuid4().hex, OutgoingEmail.objects.filter(pk=mail.pk)
            row.filter(state=State.WAITING).update(state=State.CLAIMED, claim=token, lease_until=at + lease())
            connection.sendmail(settings.SERVER_EMAIL, mail.to, body)
            sent += row.filter(claim=token).update(state=State.SENT, sent_at=at, claim="", lease_until=None)
    return sent


def prepare(count: int) -> int:
    """Reminders due this minute: half thank-you notes, half hellos, each about a decline of its own."""
    return _write([timezone.now() - timedelta(minutes=1)] * count)


def prepare_spread(count: int, seconds: float, after: float) -> dict[str, float]:
    """Reminders that fall due one by one, from `after` seconds on; gives who is due when."""
    now = timezone.now()
    moments = [now + timedelta(seconds=after + seconds * number) for number in range(count)]
    _write(moments)
    rows = Reminder.objects.order_by("pk").values_list("user__email", "due_on", "due_time")
    return {who: datetime.combine(day, clock, tzinfo=UTC).timestamp() for who, day, clock in rows}


def waiting(count: int) -> int:
    """Mails that wait in the outbox already, for whoever measures sending alone."""
    prepare(count)
    return tell_due(at=timezone.now())


def send_from(moment: float) -> tuple[int, float]:
    """One of several processes that begin at the same moment: how many it sent, and when it was done."""
    time.sleep(max(0.0, moment - time.time()))
    at = timezone.now()
    sent = send_due(at=at, unwanted=partial(unwanted, at=at)).sent
    return sent, time.time()


def _write(moments: list[datetime]) -> int:
    """A reminder for each moment, and a person for each: one who has several would get them in one mail."""
    at = timezone.now()
    count = len(moments)
    users = User.objects.bulk_create(
        User(email=f"maya-{uuid.uuid4().hex}@home.example", display_name="Maya", time_zone="UTC", quiet_from=None)
        for _ in range(count)
    )
    companies = Company.objects.bulk_create(Company(user=user, name="Tallinn Traffic") for user in users)
    people = Contact.objects.bulk_create(
        Contact(user=company.user, company=company, name="Dana Ruiz", email="dana@traffic.example")
        for company in companies
    )
    applications = Application.objects.bulk_create(
        Application(
            user=company.user,
            company=company,
            position="Product Manager",
            status=Status.WITHDRAWN,
            status_since=at - DAY,
            withdrawn_at=at - DAY,
            created_at=at - 30 * DAY,
        )
        for company in companies
    )
    Interview.objects.bulk_create(
        Interview(application=row, state=Interview.State.DONE, starts_at=at - 9 * DAY) for row in applications
    )
    Reminder.objects.bulk_create(
        Reminder(
            user=row.user,
            application=row,
            contact=who,
            kind=kind,
            due_on=moment.date(),
            due_time=moment.time(),
            subject="Thank you",
            words=WORDS,
            created_at=at - DAY,
        )
        for row, who, kind, moment in zip(
            applications, people, ["thank_you", "stay_in_touch"] * count, moments, strict=False
        )
    )
    return count
