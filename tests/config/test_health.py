"""A worker that stopped is seen: by a monitor that asks /readyz, and by everybody on the next page they open."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from outbox.health import health
from outbox.models import Heartbeat
from tests.addresses import url
from tests.factories import NOW, ApplicationFactory, OutgoingEmailFactory
from tests.pages import Page, get

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
PLAN, SEND = Heartbeat.Job.PLAN, Heartbeat.Job.SEND


def seen(*jobs: Heartbeat.Job, ago: timedelta = timedelta(0), late: timedelta | None = None) -> None:
    """These halves of a worker came round, and found something late."""
    for job in jobs or Heartbeat.Job:
        since = None if late is None else NOW - late
        Heartbeat.objects.update_or_create(job=job, defaults={"beat_at": NOW - ago, "late_since": since})


def answer(client: Client) -> tuple[int, str]:
    response = client.get("/readyz")
    return response.status_code, response.content.decode()


@pytest.fixture(autouse=True)
def _mail(settings: Settings) -> None:
    settings.MAIL_CONFIGURED = True


# --- /readyz


def test_a_worker_that_runs_is_one_word_for_anybody(client: Client) -> None:
    seen()
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert (response["Content-Type"], response["Cache-Control"]) == ("text/plain", "no-store")


def test_where_mail_is_not_set_up_it_says_so_and_alarms_nobody(client: Client, settings: Settings) -> None:
    settings.MAIL_CONFIGURED = False
    seen()
    assert answer(client) == (200, "ok\nMail is not set up: reminders wait in the outbox.\n")


def test_before_any_worker_ran_reminders_do_not_arrive(client: Client) -> None:
    assert answer(client) == (503, "The worker has never run.\n")


@pytest.mark.parametrize("half", [PLAN, SEND])
def test_either_half_alone_is_not_enough(client: Client, half: Heartbeat.Job) -> None:
    seen(half)
    assert answer(client)[0] == 503


@pytest.mark.parametrize("half", [PLAN, SEND])
def test_a_half_that_stopped_is_known_within_two_minutes(client: Client, half: Heartbeat.Job) -> None:
    seen()
    seen(half, ago=90 * SECOND)
    assert answer(client)[0] == 200
    seen(half, ago=91 * SECOND)
    assert answer(client) == (503, "The worker was last seen at 2026-09-03 12:00:29 UTC.\n")


def test_a_mark_of_tomorrow_is_not_taken_for_life(client: Client) -> None:
    seen(ago=-2 * MINUTE)
    assert answer(client)[0] == 503


def test_a_worker_that_gets_nothing_done_is_known_too(client: Client) -> None:
    seen()
    seen(SEND, late=11 * MINUTE)
    assert answer(client) == (503, "Mails are late: the oldest is due since 2026-09-03 11:51:00 UTC.\n")


def test_a_database_without_tables_is_said(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE outbox_heartbeat RENAME TO elsewhere")
    assert answer(client) == (503, "The database cannot be reached, or is not migrated.\n")


def test_nobody_learns_from_it_which_machine_works_or_for_whom(client: Client, maya: User) -> None:
    Heartbeat.objects.create(job=PLAN, beat_at=NOW - 3 * MINUTE, by="vault.maya.example, process 7", late_since=NOW)
    Heartbeat.objects.create(job=SEND, beat_at=NOW - 3 * MINUTE, by="vault.maya.example, process 7", late_since=NOW)
    assert answer(client)[1] == "The worker was last seen at 2026-09-03 11:59:00 UTC.\n"


# --- the banner


def banner(client: Client, name: str = "tracker:applications") -> list[str]:
    """What stands on top of a page about mails."""
    boxes = Page(client.get(url(name))).every(**{"class": "banner"})
    return [span.text for box in boxes for span in box.every("span")]


STOPPED = (
    "Reminders have stopped: the worker was last seen today, 13:59. None is lost; they leave once it runs again."
)
TELL = "Please tell whoever runs this Bowout."
ASK = "On the server: manage.py doctor says what is wrong and how to mend it."


def test_while_all_is_well_no_page_speaks_of_it(mayas: Client) -> None:
    seen()
    assert banner(mayas) == []


def test_a_worker_that_stopped_stands_on_every_page(mayas: Client, maya: User) -> None:
    ApplicationFactory.create(user=maya)
    seen(ago=3 * MINUTE)
    for page in (
        "tracker:today",
        "tracker:applications",
        "tracker:reminders",
        "accounts:preferences",
        "outbox:mails",
    ):
        assert banner(mayas, page) == [f"{STOPPED} {TELL}"]


def test_the_operator_is_told_what_to_do(client: Client, olga: User) -> None:
    client.force_login(olga)
    seen(ago=3 * MINUTE)
    # Olga lives in Berlin, too.
    assert banner(client) == [f"{STOPPED} {ASK}"]


def test_a_stranger_at_the_door_is_told_nothing(client: Client) -> None:
    seen(ago=3 * MINUTE)
    assert 'class="banner"' not in client.get(url("account_login")).content.decode()


def test_what_is_late_says_since_when(mayas: Client) -> None:
    seen(PLAN)
    seen(SEND, late=62 * MINUTE)
    assert banner(mayas) == [f"Reminders are late: the oldest was due today, 13:00. {TELL}"]


def test_a_new_account_gives_the_first_worker_two_minutes(mayas: Client, maya: User) -> None:
    never = "Reminders do not leave yet: the worker has never run. None is lost; they leave once it does."
    User.objects.update(date_joined=NOW - 119 * SECOND)
    assert banner(mayas) == []
    User.objects.update(date_joined=NOW - 120 * SECOND)
    assert banner(mayas) == [f"{never} {TELL}"]


# --- the person's own mails


FAILED = "One mail could not be sent. See why, in the outbox"
UNKNOWN = "One mail may have arrived, or not. Say what you know, in the outbox"


def test_a_mail_that_failed_is_said_on_the_next_page(mayas: Client, maya: User) -> None:
    seen()
    OutgoingEmailFactory.create(user=maya, state="failed")
    assert banner(mayas) == [FAILED]
    OutgoingEmailFactory.create(user=maya, state="failed")
    assert banner(mayas) == [FAILED.replace("One mail", "2 mails")]


def test_a_mail_of_which_nobody_knows_is_said_beside_it(mayas: Client, maya: User) -> None:
    seen()
    OutgoingEmailFactory.create(user=maya, state="failed")
    OutgoingEmailFactory.create(user=maya, state="unknown", began_at=NOW)
    assert banner(mayas) == [FAILED, UNKNOWN]


@pytest.mark.parametrize("state", ["waiting", "sent", "cancelled"])
def test_a_mail_that_needs_nobody_is_not_spoken_of(mayas: Client, maya: User, state: str) -> None:
    seen()
    OutgoingEmailFactory.create(user=maya, state=state, sent_at=NOW if state == "sent" else None)
    assert banner(mayas) == []


def test_the_mails_of_others_are_theirs(mayas: Client, otto: User) -> None:
    seen()
    OutgoingEmailFactory.create(user=otto, state="failed")
    OutgoingEmailFactory.create(user=None, to="gone@home.example", state="failed")
    assert banner(mayas) == []


def test_the_outbox_says_it_in_its_own_heading(mayas: Client, maya: User) -> None:
    seen()
    OutgoingEmailFactory.create(user=maya, state="failed")
    assert banner(mayas, "outbox:mails") == []
    assert get(mayas, url("outbox:mails")).heading == "One mail could not be delivered."


def test_the_two_say_the_same(maya: User, clock: time_machine.Traveller) -> None:
    """What a monitor is told and what a page says come from the same judgement."""
    seen(ago=3 * MINUTE, late=20 * MINUTE)
    found = health(at=NOW)
    assert (found.is_fine, found.silent_since, found.late_since) == (False, NOW - 3 * MINUTE, None)
