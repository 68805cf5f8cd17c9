"""The words after they were written: change them, send them, stop them, note that they were told."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr

from django.core.cache import cache
from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _

from declines.models import Decline, Letter
from declines.models.letter import CALLED_OFF
from declines.situation import Channel, Kind, Relationship, Tone
from outbox import services as outbox
from outbox.models import OutgoingEmail
from tracker import reminders, search
from tracker import services as tracker
from tracker.models import Application, Contact, Reminder
from tracker.reminders import Words

log = logging.getLogger(__name__)
REST_SECONDS = 3600


@dataclass(frozen=True)
class Style:
    """How a message is worded, so that the same words can be found again."""

    relationship: Relationship = Relationship.UNKNOWN
    tone: Tone = Tone.WARM
    seed: int = 0


def index_letters(application: int) -> None:
    """Let every word that was written about this application be found."""
    words = Letter.objects.filter(application=application).order_by().values_list("subject", "body")
    search.note_messages(application, "\n".join(text for letter in words for text in letter))


def reindex_letters() -> None:
    """The same of every application that has letters."""
    for application in Letter.objects.order_by("application_id").values_list("application_id", flat=True).distinct():
        index_letters(application)


def write(
    *,
    application: Application,
    kind: Kind,
    words: Words,
    at: datetime,
    contact: Contact | None = None,
    style: Style = Style(),
    follows: Decline | None = None,
) -> Letter:
    """Keep a message of any kind but the no itself, ready to be changed and sent."""
    letter = Letter.objects.create(
        application=application,
        kind=kind,
        contact=contact,
        relationship=style.relationship,
        tone=style.tone,
        seed=style.seed,
        subject=words.subject[:300],
        body=words.body,
        written_at=at,
        follows=follows,
    )
    index_letters(application.pk)
    return letter


def letter_of(reminder: Reminder, *, at: datetime) -> Letter:
    """The letter behind a reminder's ready words: made when somebody first wants to send it from here."""
    kind = Kind.THANK_YOU if reminder.kind == Reminder.Kind.THANK_YOU else Kind.STAY_IN_TOUCH
    letter, made = Letter.objects.get_or_create(
        reminder=reminder,
        defaults={
            "application": reminder.application,
            "kind": kind,
            "contact": reminder.contact or _only_interviewer(reminder),
            "subject": reminder.subject,
            "body": reminder.words,
            "written_at": at,
            "follows": reminder.declines.first(),
        },
    )
    if made:
        index_letters(letter.application_id)
    # The words may have been changed with the reminder since; those of the letter reach it at once.
    if not made and (letter.subject, letter.body) != (reminder.subject, reminder.words):
        change_words(letter=letter, contact=letter.contact, subject=reminder.subject, body=reminder.words)
        letter.refresh_from_db()
    return letter


def _only_interviewer(reminder: Reminder) -> Contact | None:
    people = list(reminder.interview.interviewers.all()[:2]) if reminder.interview else []
    return people[0] if len(people) == 1 else None


@transaction.atomic
def change_words(*, letter: Letter, contact: Contact | None, subject: str, body: str, answers: str = "") -> bool:
    """Keep the person’s own version, and to whom it goes. False once it was told or is on its way: said is said."""
    # The row is held, so that a mail written in another window cannot slip in between.
    # Fetched, not only asked for: PostgreSQL cannot hold a row that it merely counts.
    if Letter.objects.select_for_update(of=("self",)).unsaid().filter(pk=letter.pk).first() is None:
        return False
    Letter.objects.filter(pk=letter.pk).update(subject=subject, body=body, contact=contact, answers=answers)
    index_letters(letter.application_id)
    # A mail that failed carries the old words; it must not be tried again from the outbox.
    stop(letter)
    # The mail that reminds of it carries the words too.
    Reminder.objects.open().filter(letter=letter).update(subject=subject, words=body)
    return True


def keep_as_is(*, letter: Letter, check: str, words: str) -> None:
    """Remember that the writer wants these words although a finding asked about them."""
    with transaction.atomic():
        held = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
        if [check, words] not in held.kept_as_is:
            held.kept_as_is = [*held.kept_as_is, [check, words]]
            held.save(update_fields=["kept_as_is"])


@transaction.atomic
def send(*, letter: Letter, at: datetime) -> bool:
    """Hand the letter to the outbox; it leaves after the ten seconds in which it can be stopped.

    False if it was told or sent already, or has nobody with an address to go to. Never sent twice by itself.
    """
    held = Letter.objects.select_for_update(of=("self",)).unsaid().filter(pk=letter.pk).first()
    if held is None or held.channel != Channel.EMAIL or held.contact is None or not held.contact.email:
        return False
    # One that failed is given up: the outbox would go on offering to try it again beside the new one.
    stop(held)
    user = held.application.user
    # A number of its own for each try that a person asked for: one that was stopped can be sent after all.
    tries = OutgoingEmail.objects.filter(key__startswith=f"letter:{held.pk}:").count()
    held.mail = outbox.enqueue(
        key=f"letter:{held.pk}:{tries + 1}",
        user=user,
        to=held.contact.email,
        subject=held.subject,
        text=held.body,
        at=at,
        delivery=OutgoingEmail.Delivery.THIRD_PARTY,
        from_name=user.display_name,
        reply_to=user.email,
        in_reply_to=thread_of(held),
    )
    held.save(update_fields=["mail"])
    return True


def stop(letter: Letter) -> bool:
    """Take back a mail that has not left. False when a worker has it already, or there is none."""
    return letter.mail is not None and outbox.stop(letter.mail)


def thread_of(letter: Letter) -> str:
    """The Message-ID that this one answers: theirs if it was given, else our own last one to this person."""
    if letter.answers or letter.contact_id is None:
        return letter.answers
    earlier = Letter.objects.filter(
        application=letter.application_id, contact=letter.contact_id, mail__state=OutgoingEmail.State.SENT
    ).exclude(pk=letter.pk)
    return earlier.order_by("-mail__sent_at").values_list("mail__message_id", flat=True).first() or ""


def unwanted(mails: Sequence[OutgoingEmail]) -> set[int]:
    """The letters among these mails that should no longer leave: asked after the claim, and before each retry."""
    letters = {mail.pk: int(mail.key.split(":")[1]) for mail in mails if mail.key.startswith("letter:")}
    # Mostly reminders are sent, and this is asked for each batch.
    if not letters:
        return set()
    # What is in the bin is put away whole, and of what left the bin for good nothing may leave later.
    kept = Letter.objects.filter(pk__in=letters.values(), application__binned_at__isnull=True)
    wanted = set(kept.exclude(CALLED_OFF).values_list("pk", flat=True))
    return {mail for mail, letter in letters.items() if letter not in wanted}


def draft(letter: Letter) -> bytes:
    """The letter as a file that a mail program opens ready to send (X-Unsent), in the thread it answers."""
    message = EmailMessage(policy=SMTP)
    user = letter.application.user
    message["X-Unsent"] = "1"
    message["From"] = _address(user.display_name, user.email)
    if letter.contact and letter.contact.email:
        message["To"] = _address(letter.contact.name, letter.contact.email)
    message["Subject"] = " ".join(letter.subject.split())
    message.set_content(letter.body)
    answered = thread_of(letter)
    # Written by hand: the library would encode a long Message-ID, and no mail program would find its thread.
    thread = f"In-Reply-To: {answered}\r\nReferences: {answered}\r\n" if answered else ""
    return thread.encode("ascii", "ignore") + bytes(message)


def _address(name: str, email: str) -> str:
    """Name and address for a header; a domain in letters of its own language as mail servers write it."""
    mailbox, _at, domain = email.rpartition("@")
    return formataddr((name, f"{mailbox}@{domain.encode('idna').decode('ascii')}"))


def mark_delivered(*, letter: Letter, by: Channel, when: datetime) -> bool:
    """Note that they know, how and since when; it counts as contact. False if it was noted before, or taken back."""
    if letter.kind == Kind.DECLINE and not Decline.objects.standing().filter(letter=letter).exists():
        return False
    # Told another way while it waited to be sent: once is enough.
    stop(letter)
    return _note_told(letter, by, when)


@transaction.atomic
def _note_told(letter: Letter, by: Channel, when: datetime) -> bool:
    # Counted: a double click must not write two lines on the timeline.
    if not Letter.objects.filter(pk=letter.pk, delivered_at__isnull=True).update(delivered_at=when, delivered_by=by):
        return False
    values = {
        "who": letter.contact or letter.application.company,
        "how": by.told,
        "what": letter.what,
    }
    told = _("You told %(who)s %(how)s that you withdraw.")
    wrote = _("%(what)s: you told %(who)s %(how)s.")
    text = (told if letter.kind == Kind.DECLINE else wrote) % values
    # Closed first: the contact noted below would move the very reminder that it answers.
    if letter.reminder is not None:
        reminders.close(reminder=letter.reminder, done=True, at=when, noted=True)
    tracker.add_note(application=letter.application, text=text, at=when, touch=True, contact=letter.contact)
    return True


def note_sent() -> int:
    """Note every letter whose mail has left meanwhile; returns how many. The worker asks after each pass.

    One that cannot be noted rests for an hour: it keeps no other letter, and no mail of anybody, waiting.
    """
    sent = Letter.objects.filter(delivered_at__isnull=True, mail__state=OutgoingEmail.State.SENT)
    letters = sent.select_related("application__company", "contact", "mail", "reminder")
    # Also of a no that was taken back too late: what has left has left, and the timeline says so.
    return sum(_note_sent(letter, letter.mail.sent_at) for letter in letters if letter.mail and letter.mail.sent_at)


def _note_sent(letter: Letter, when: datetime) -> bool:
    bed = f"unnotable-letter:{letter.pk}"
    if cache.get(bed):
        return False
    try:
        return _note_told(letter, Channel.EMAIL, when)
    except (OperationalError, InterfaceError):
        raise  # the database's own trouble, and no letter's
    except reminders.UNWRITABLE:
        log.exception("That letter %s was sent could not be noted; tried again in an hour.", letter.pk)
        cache.set(bed, True, REST_SECONDS)
        return False
