"""Links in mails: whatever opens them changes nothing, a press of the button acts once, and only ours work."""

import logging
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core import serializers
from django.test import Client

from accounts.models import User
from outbox.models import OutgoingEmail
from tests.factories import NOW, OutgoingEmailFactory, ReminderFactory
from tests.pages import Page
from tests.tracker.mail_readers import occasion
from tests.tracker.test_bad_input import ODD
from tracker import mail_links
from tracker.mail_links import Act
from tracker.mails import digest_mail, reminder_mail
from tracker.models import Reminder, Rule

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("clock")]
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
ACTS = list(Act)


@pytest.fixture
def reminder(maya: User) -> Reminder:
    """Told today: a thank-you note."""
    found = occasion(maya, "thanks after a no")
    found.state, found.told_at = "told", NOW
    found.save()
    return found


@pytest.fixture
def mailbox() -> Client:
    """A browser that never met us, and keeps to the rules about forged forms."""
    return Client(enforce_csrf_checks=True)


def path_of(reminder: Reminder, act: Act = Act.DONE) -> str:
    return mail_links.act_url(reminder, act, at=NOW).removeprefix("http://testserver")


def stop_path(user: User, kind: str) -> str:
    return mail_links.stop_url(user.pk, [kind]).removeprefix("http://testserver")


def everything() -> str:
    """Every column of every row that a link could touch."""
    rows: Iterator[Any] = (
        row for model in (Reminder, Rule, OutgoingEmail, User) for row in model.objects.order_by("pk")
    )
    return str(serializers.serialize("json", rows))


def read(response: Any) -> tuple[int, str]:
    return response.status_code, Page(response).heading


# --- only a press of the button acts

PREFETCH = {"HTTP_SEC_PURPOSE": "prefetch", "HTTP_PURPOSE": "prefetch", "HTTP_X_MOZ": "prefetch"}


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "delete", "patch"])
@pytest.mark.parametrize("headers", [{}, PREFETCH], ids=["plain", "prefetch"])
def test_whatever_opens_a_link_changes_nothing(
    mailbox: Client, maya: User, reminder: Reminder, method: str, headers: dict[str, str]
) -> None:
    OutgoingEmailFactory.create(user=maya, key=reminder.mail_key)
    before = everything()

    paths = [path_of(reminder, Act.DONE), path_of(reminder, Act.LATER), stop_path(maya, "thank_you")]
    statuses = [getattr(mailbox, method)(path, **headers).status_code for path in paths]

    assert statuses == [200, 200, 200]
    assert everything() == before


@pytest.mark.parametrize("act", ACTS)
def test_the_page_has_one_button_and_sends_nothing_by_itself(mailbox: Client, reminder: Reminder, act: Act) -> None:
    page = Page(mailbox.get(path_of(reminder, act)))

    assert [button.text for button in page.every("button")] == [{"done": "Yes, done", "later": "Remind me then"}[act]]
    assert [form.value("method") for form in page.every("form")] == ["post"]
    assert [node for node in page.every("meta") if node.value("http-equiv")] == []
    assert [script.value("src") for script in page.every("script")] == ["/static/js/theme.js"]


def test_the_page_says_no_more_than_the_kind_the_company_and_the_role(mailbox: Client, reminder: Reminder) -> None:
    reminder.application.note_set.create(kind="note", text="A secret note", at=NOW)

    page = Page(mailbox.get(path_of(reminder)))

    assert page.main.text == (
        "Bowout Is it done? Thank-you note: Product Manager, Tallinn Traffic OÜ Yes, done "
        "Nothing has changed so far: only the button does it."
    )
    assert list(page.every("nav")) == []


@pytest.mark.parametrize("act", ACTS)
def test_an_answer_is_kept_by_nobody_and_names_its_address_to_nobody(
    mailbox: Client, reminder: Reminder, act: Act
) -> None:
    for response in (mailbox.get(path_of(reminder, act)), mailbox.post(path_of(reminder, act))):
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in response.headers["Cache-Control"]
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]
        assert response.cookies == {}


# --- done


def test_done_needs_no_sign_in_no_cookie_and_no_token(mailbox: Client, reminder: Reminder) -> None:
    mail = OutgoingEmailFactory.create(user=reminder.user, key=reminder.mail_key)

    response = mailbox.post(path_of(reminder))

    assert read(response) == (200, "Done. One thing less.")
    reminder.refresh_from_db()
    mail.refresh_from_db()
    assert (reminder.state, reminder.closed_at, mail.state) == ("done", NOW, "cancelled")


def test_a_second_press_says_that_it_is_done_already(
    mailbox: Client, reminder: Reminder, clock: time_machine.Traveller
) -> None:
    mailbox.post(path_of(reminder))
    after_the_first = everything()
    clock.shift(timedelta(hours=1))

    assert read(mailbox.post(path_of(reminder))) == (200, "It is done already.")
    assert read(mailbox.get(path_of(reminder))) == (200, "It is done already.")
    assert everything() == after_the_first


@pytest.mark.parametrize(
    ("state", "words"),
    [("skipped", "You skipped this one; we will not ask again."), ("cancelled", "It is no longer needed.")],
)
def test_what_was_closed_otherwise_stays_as_it_is(
    mailbox: Client, reminder: Reminder, state: str, words: str
) -> None:
    Reminder.objects.update(state=state, closed_at=NOW)
    before = everything()

    assert [read(mailbox.post(path_of(reminder, act))) for act in ACTS] == [(200, words), (200, words)]
    assert everything() == before


def test_somebody_else_who_is_signed_in_presses_for_whoever_got_the_mail(
    client: Client, otto: User, reminder: Reminder
) -> None:
    client.force_login(otto)

    assert read(client.post(path_of(reminder))) == (200, "Done. One thing less.")


def test_going_on_waiting_is_said_as_such(mailbox: Client, maya: User) -> None:
    silent = occasion(maya, "lapse")

    page = Page(mailbox.get(path_of(silent)))

    assert (page.heading, [button.text for button in page.every("button")]) == (
        "Are you still waiting?",
        ["Yes, still waiting"],
    )
    assert read(mailbox.post(path_of(silent))) == (200, "Noted: you are still waiting.")
    assert read(mailbox.post(path_of(silent))) == (200, "Noted already: you are still waiting.")
    silent.refresh_from_db()
    assert silent.state == "skipped"


# --- later


@pytest.mark.parametrize(
    ("typed", "day", "words"),
    [
        ({}, date(2026, 9, 4), "tomorrow, 9:00"),
        ({"when": "1"}, date(2026, 9, 4), "tomorrow, 9:00"),
        ({"when": "3"}, date(2026, 9, 6), "Sun 6 Sep, 9:00"),
        ({"when": "7"}, date(2026, 9, 10), "Thu 10 Sep, 9:00"),
        ({"when": "1", "on": "2026-10-01"}, date(2026, 10, 1), "Thu 1 Oct, 9:00"),
    ],
    ids=["nothing chosen", "tomorrow", "three days", "a week", "a day of one's own"],
)
def test_later_moves_it_to_that_day_at_ones_hour(
    mailbox: Client, reminder: Reminder, typed: dict[str, str], day: date, words: str
) -> None:
    response = mailbox.post(path_of(reminder, Act.LATER), typed)

    assert read(response) == (200, f"We come back to it {words}.")
    reminder.refresh_from_db()
    assert (reminder.due_on, reminder.state, reminder.occurrence) == (day, "pending", 2)


def test_tomorrow_is_marked_and_days_are_named_in_the_persons_zone(mailbox: Client, reminder: Reminder) -> None:
    User.objects.update(time_zone="Pacific/Kiritimati")  # Friday already

    page = Page(mailbox.get(path_of(reminder, Act.LATER)))

    assert page.form("when") == {"when": ["1"], "on": [""]}
    assert [label.text for label in page.every("label")] == [
        "Tomorrow, Sat 5 Sep",
        "In 3 days, Mon 7 Sep",
        "In a week, Fri 11 Sep",
        "Or on another day",
    ]


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"on": "2026-09-02"}, "Or on another day: This day has passed. Choose today or a later one."),
        ({"on": "soon"}, "Or on another day: Write the day as 2026-09-30."),
        ({"when": "400"}, "When?: Select a valid choice. 400 is not one of the available choices."),
    ],
)
def test_a_day_that_cannot_be_is_asked_for_again(
    mailbox: Client, reminder: Reminder, typed: dict[str, str], error: str
) -> None:
    before = everything()

    page = Page(mailbox.post(path_of(reminder, Act.LATER), typed))

    assert (page.status, page.errors) == (422, [error])
    assert everything() == before


@pytest.mark.parametrize("field", ["when", "on"])
def test_whatever_is_typed_is_refused_or_read_and_never_an_error(
    mailbox: Client, reminder: Reminder, field: str
) -> None:
    link = path_of(reminder, Act.LATER)

    statuses = {name: mailbox.post(link, {field: odd}).status_code for name, odd in ODD.items()}

    assert statuses == dict.fromkeys(ODD, 422)


def test_the_mail_of_the_old_day_is_taken_back(mailbox: Client, reminder: Reminder) -> None:
    mail = OutgoingEmailFactory.create(user=reminder.user, key=reminder.mail_key)

    mailbox.post(path_of(reminder, Act.LATER))

    mail.refresh_from_db()
    assert mail.state == "cancelled"


def test_links_of_the_mail_before_have_nothing_left_to_do_once_it_was_moved(
    mailbox: Client, reminder: Reminder
) -> None:
    done, later = path_of(reminder, Act.DONE), path_of(reminder, Act.LATER)
    mailbox.post(later, {"when": "7"})
    after_the_first = everything()

    stands = "It was moved already: we come back to it Thu 10 Sep, 9:00."
    assert [read(mailbox.post(path, {"when": "1"})) for path in (later, done)] == [(200, stands), (200, stands)]
    assert everything() == after_the_first
    reminder.refresh_from_db()
    assert read(mailbox.post(path_of(reminder))) == (200, "Done. One thing less.")


# --- links that are not, or no longer, ours


@pytest.mark.parametrize("act", ACTS)
def test_a_link_works_for_thirty_days(
    mailbox: Client, reminder: Reminder, clock: time_machine.Traveller, act: Act
) -> None:
    clock.shift(timedelta(days=30) - timedelta(seconds=1))
    assert mailbox.get(path_of(reminder, act)).status_code == 200
    before = everything()
    clock.shift(timedelta(seconds=1))

    for response in (mailbox.get(path_of(reminder, act)), mailbox.post(path_of(reminder, act))):
        assert read(response) == (410, "This link is from an old mail.")
        assert Page(response).links()["Open it in Bowout instead"] == f"/reminders/{reminder.pk}/"
    assert everything() == before


def tampered(token: str) -> Iterator[str]:
    """The token with something else in it, one place after the other."""
    act, pk, occurrence, seconds, signature = token.split(".")
    yield f"later.{pk}.{occurrence}.{seconds}.{signature}"
    yield f"{act}.{int(pk) + 1}.{occurrence}.{seconds}.{signature}"
    yield f"{act}.{pk}.{int(occurrence) + 1}.{seconds}.{signature}"
    yield f"{act}.{pk}.{occurrence}.{int(seconds) + 1}.{signature}"
    yield f"{act}.{pk}.{occurrence}.{seconds}.{signature[:-1]}"
    yield f"{act}.{pk}.{occurrence}.{seconds}."
    yield f"{act}.{pk}.{occurrence}.{seconds}"
    yield f"{signature}"
    for place, char in enumerate(signature):
        changed = signature[:place] + ("A" if char != "A" else "B") + signature[place + 1 :]
        yield f"{act}.{pk}.{occurrence}.{seconds}.{changed}"


def test_a_link_with_anything_changed_is_none_of_ours(mailbox: Client, maya: User, reminder: Reminder) -> None:
    ReminderFactory.create(application=reminder.application)
    before = everything()
    tokens = list(tampered(mail_links.sign(reminder, Act.DONE, at=NOW)))

    answers = {read(mailbox.post(f"/mail-link/{token}/")) for token in tokens}

    assert answers == {(404, "This link does not work.")}
    assert len(set(tokens)) == 8 + 43
    assert everything() == before


@pytest.mark.parametrize(
    "token", ["x", "....", "é" * 40, "x" * 5000, "%00", "done.1.1.1.", "{{ x }}", "-", "1.all.x"]
)
def test_any_nonsense_is_none_of_ours(mailbox: Client, token: str) -> None:
    assert [mailbox.get(f"/{where}/{token}/").status_code for where in ("mail-link", "unsubscribe")] == [404, 404]


def test_a_key_of_one_sort_does_not_open_the_other(mailbox: Client, maya: User, reminder: Reminder) -> None:
    before = everything()

    act, stop = mail_links.sign(reminder, Act.DONE, at=NOW), mail_links.sign_stop(maya.pk, ["thank_you"])

    assert [mailbox.post(f"/unsubscribe/{act}/").status_code, mailbox.post(f"/mail-link/{stop}/").status_code] == [
        404,
        404,
    ]
    assert everything() == before


def test_a_reminder_that_is_gone_and_a_person_who_is_locked_out_have_no_working_links(
    mailbox: Client, maya: User, reminder: Reminder
) -> None:
    paths = [path_of(reminder, Act.DONE), path_of(reminder, Act.LATER), stop_path(maya, "thank_you")]
    User.objects.update(is_active=False)
    before = everything()

    assert [mailbox.post(path).status_code for path in paths] == [404, 404, 404]
    assert everything() == before
    User.objects.update(is_active=True)
    Reminder.objects.all().delete()
    assert [mailbox.post(path).status_code for path in paths[:2]] == [404, 404]


def test_no_key_is_written_to_a_log(
    mailbox: Client, maya: User, reminder: Reminder, caplog: pytest.LogCaptureFixture
) -> None:
    paths = [path_of(reminder, Act.LATER), path_of(reminder, Act.DONE), stop_path(maya, "thank_you")]
    with caplog.at_level(logging.DEBUG):
        for path in paths:
            mailbox.get(path)
            mailbox.delete(path)
            mailbox.post(path, {"on": "soon"})
            mailbox.get(path.removesuffix("/"))

    keys = [path.split("/")[2] for path in paths]
    assert [record.getMessage() for record in caplog.records if any(key in record.getMessage() for key in keys)] == []


# --- no more mails of a kind


def test_a_mail_program_ends_a_kind_by_itself(mailbox: Client, maya: User, otto: User) -> None:
    """RFC 8058: a POST with this body, without cookies, is the whole conversation."""
    response = mailbox.post(stop_path(maya, "thank_you"), ONE_CLICK)

    assert (response.status_code, response.cookies) == (200, {})
    rule = Rule.objects.get()
    assert (rule.user, rule.kind, rule.application, rule.by_mail, rule.is_on) == (
        maya,
        "thank_you",
        None,
        False,
        True,
    )


def test_whoever_opens_the_link_is_asked_first_and_told_what_stays(mailbox: Client, maya: User) -> None:
    asked = Page(mailbox.get(stop_path(maya, "thank_you")))
    assert (asked.heading, [button.text for button in asked.every("button")]) == (
        "End these mails: Thank-you note?",
        ["End these mails"],
    )
    assert Rule.objects.count() == 0

    ended = Page(mailbox.post(stop_path(maya, "thank_you")))
    assert ended.heading == "No more mails: Thank-you note."
    assert "All other mails come as before. The reminders themselves still stand on Today." in ended.main.text
    assert ended.links()["Switch the mails on again"] == "/reminders/rules/"


@pytest.mark.parametrize("kind", Reminder.Kind.values)
def test_what_a_link_ended_can_be_switched_on_again_under_reminders(mayas: Client, maya: User, kind: str) -> None:
    mayas.post(stop_path(maya, kind))
    page = Page(mayas.get("/reminders/rules/"))
    assert [box.attributes.get("checked") for box in page.every("input", name=f"{kind}_mail")] == [None]

    mayas.post("/reminders/rules/", page.form("follow_up_days") | {f"{kind}_mail": ["on"]})

    assert list(Rule.objects.values_list("kind", "is_on", "by_mail")) == [(kind, True, True)]


def test_ending_a_kind_twice_ends_it_once(mailbox: Client, maya: User) -> None:
    for _press in range(2):
        assert mailbox.post(stop_path(maya, "offer"), ONE_CLICK).status_code == 200

    assert Rule.objects.count() == 1


def test_ending_the_collected_mail_ends_all_that_the_next_one_could_tell_and_names_it_before(
    mailbox: Client, maya: User
) -> None:
    """What a clock stands behind comes by itself, and goes on; unless this one mail told it as well."""
    told = [occasion(maya, "stay_in_touch"), occasion(maya, "offer", company="Casa do Pão")]
    path = digest_mail(maya, told, at=NOW).unsubscribe.removeprefix("http://testserver")

    asked = Page(mailbox.get(path))
    assert asked.heading == "End the collected mails?"
    assert (
        "That is every mail of these kinds: Thank-you note, Stay in touch, Follow up, Still waiting?, "
        "Answer the offer, Something to do." in asked.main.text
    )
    assert read(mailbox.post(path, ONE_CLICK)) == (200, "No more collected mails.")
    ended = Rule.objects.filter(user=maya, by_mail=False).values_list("kind", flat=True)
    assert set(Reminder.Kind.values) - set(ended) == {"reply", "interview"}


def test_a_link_that_ends_mails_is_as_old_as_it_likes(
    mailbox: Client, maya: User, clock: time_machine.Traveller
) -> None:
    path = stop_path(maya, "reply")
    clock.shift(timedelta(days=3650))

    assert mailbox.post(path, ONE_CLICK).status_code == 200
    assert Rule.objects.count() == 1


# --- the mail and its links


def test_the_links_of_a_mail_are_those_that_work(mailbox: Client, maya: User, reminder: Reminder) -> None:
    mail = reminder_mail(reminder, at=NOW)
    by_label = dict(re.findall(r"^(\w[^:\n]*):\s(http://\S+)$", mail.text, flags=re.M))

    done, later, stop = (
        by_label[label] for label in ("I have done it", "Remind me later", "No more mails of this kind")
    )
    assert stop == mail.unsubscribe
    assert [re.findall(f'href="{re.escape(link)}"', mail.html) != [] for link in (done, later, stop)] == [True] * 3
    pages = [Page(mailbox.get(link)).heading for link in (done, later, stop)]
    assert pages == ["Is it done?", "When shall we come back to it?", "End these mails: Thank-you note?"]
