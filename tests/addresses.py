"""Every address of Bowout and who may use it. A new one that nobody has classified fails the walks."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from declines.models import Decline, Letter, Reflection, Wording
from declines.services import Answers, decline, mark_delivered, write
from declines.situation import Channel, Kind, Reason, Stage
from tests.factories import (
    NOW,
    ApplicationFactory,
    ContactFactory,
    InterviewFactory,
    OutgoingEmailFactory,
    ReminderFactory,
)
from tracker import services
from tracker.exchange import runs
from tracker.exchange.matching import Matching
from tracker.models import (
    Alike,
    Application,
    Attachment,
    BulkAction,
    ImportRun,
    Merge,
    Reminder,
    SavedView,
    Status,
    StatusChange,
)
from tracker.reminders import Words
from tracker.services.merging import fingerprint, merge

PUBLIC, PERSONAL, OPERATOR = "public", "personal", "operator"
# Opened by a key in the address, such as those in mails; signed in or not makes no difference.
SIGNED = "signed"


@dataclass(frozen=True)
class Address:
    """One named URL. `about` names the kind of object in it; `posts` says that it answers POST only.

    A `piece` answers with something else than a page: a part of one, or a file.
    """

    access: str
    about: str = ""
    posts: bool = False
    piece: bool = False
    kwargs: dict[str, Any] = field(default_factory=dict)

    @property
    def is_page(self) -> bool:
        return not self.posts and not self.piece


def personal(about: str = "", *, posts: bool = False, piece: bool = False) -> Address:
    return Address(PERSONAL, about, posts, piece)


ADDRESSES: dict[str, Address] = {
    "healthz": Address(PUBLIC),
    "readyz": Address(PUBLIC, piece=True),
    "manifest": Address(PUBLIC, piece=True),
    "service_worker": Address(PUBLIC, piece=True),
    "account_login": Address(PUBLIC),
    "account_signup": Address(PUBLIC),
    "account_logout": Address(PUBLIC),
    "account_inactive": Address(PUBLIC),
    "account_reset_password": Address(PUBLIC),
    "account_reset_password_done": Address(PUBLIC),
    "account_reset_password_from_key": Address(PUBLIC, kwargs={"uidb36": "1", "key": "no-such-key"}),
    "account_reset_password_from_key_done": Address(PUBLIC),
    "account_change_password": personal(),
    "accounts:preferences": personal(),
    "accounts:look": personal(posts=True),
    "tracker:today": personal(),
    "tracker:applications": personal(),
    "tracker:act": personal(posts=True),
    "tracker:take_back_all": personal("bulk_action", posts=True),
    "tracker:keep_view": personal(posts=True),
    "tracker:saved_view": personal("saved_view", posts=True),
    "tracker:add_application": personal(),
    "tracker:save": personal(),
    "tracker:keys": personal(piece=True),
    "tracker:quick_add": personal(piece=True),
    "tracker:known": personal(piece=True),
    "tracker:find": personal(piece=True),
    "tracker:application": personal("application"),
    "tracker:edit_application": personal("application"),
    "tracker:facts": Address(PERSONAL, "application", piece=True, kwargs={"group": "salary"}),
    "tracker:they_said": personal("application", posts=True),
    "tracker:move": personal("application"),
    "tracker:take_back": personal("change", posts=True),
    "tracker:put_into_bin": personal("application", posts=True),
    "tracker:add_attachment": personal("application"),
    "tracker:attachment": personal("attachment", piece=True),
    "tracker:remove_attachment": personal("attachment", posts=True),
    "tracker:put_back_attachment": personal("removed", posts=True),
    "tracker:delete_attachment": personal("removed"),
    "tracker:bin": personal(),
    "tracker:take_out_of_bin": personal("binned", posts=True),
    "tracker:delete_for_good": personal("binned"),
    "tracker:add_note": personal("application", posts=True),
    "tracker:add_interview": personal("application"),
    "tracker:add_contact": personal("application"),
    "tracker:add_reminder": personal("application"),
    "tracker:add_touch": personal("application"),
    "tracker:application_rules": personal("application"),
    "tracker:retire": personal("application", posts=True),
    "tracker:unretire": personal("application", posts=True),
    "tracker:rules": personal(),
    "tracker:edit_interview": personal("interview"),
    "tracker:answer": personal("interview", posts=True),
    "tracker:calendar": personal("interview", piece=True),
    "tracker:people": personal(),
    "tracker:status_guide": personal(),
    "tracker:people_twice": personal(),
    "tracker:person": personal("contact"),
    "tracker:preparation": personal("interview", piece=True),
    "tracker:edit_contact": personal("contact"),
    "tracker:touch_person": personal("contact"),
    "tracker:merge_person": personal("contact"),
    "tracker:different_person": personal("contact", posts=True),
    "tracker:not_different": personal("alike", posts=True),
    "tracker:delete_person": personal("contact", posts=True),
    "tracker:take_off": personal("application", posts=True),
    "tracker:companies": personal(),
    "tracker:company": personal("company"),
    "tracker:edit_company": personal("company"),
    "tracker:merge_company": personal("company"),
    "tracker:different_company": personal("company", posts=True),
    "tracker:delete_company": personal("company", posts=True),
    "tracker:take_back_merge": personal("merge", posts=True),
    "tracker:reminders": personal(),
    "tracker:reminder": personal("reminder"),
    "tracker:change_reminder": personal("reminder"),
    "tracker:done": personal("reminder", posts=True),
    "tracker:skip": personal("reminder", posts=True),
    "tracker:later": personal("reminder"),
    "tracker:reopen": personal("reminder", posts=True),
    "tracker:ask": personal("application", posts=True),
    "tracker:export": personal(piece=True),
    "tracker:bring": personal(),
    "tracker:match_import": personal("import_to_match"),
    "tracker:import": personal("import"),
    "tracker:import_state": personal("import", piece=True),
    "tracker:keep_import": personal("import", posts=True),
    "tracker:go_on_import": personal("import", posts=True),
    "tracker:undo_import": personal("import", posts=True),
    "tracker:discard_import": personal("import", posts=True),
    "tracker:mail_link": Address(SIGNED, kwargs={"token": "not-one-of-ours"}),
    "tracker:unsubscribe": Address(SIGNED, kwargs={"token": "not-one-of-ours"}),
    "declines:start": personal(),
    "declines:new": personal("application"),
    "declines:preview": personal("application", posts=True),
    "declines:weigh": personal("application"),
    "declines:revisit": personal(),
    "declines:set_revisit": personal("application", posts=True),
    "declines:write": Address(PERSONAL, "application", kwargs={"kind": "ask_terms"}),
    "declines:write_preview": Address(PERSONAL, "application", posts=True, kwargs={"kind": "ask_terms"}),
    "declines:reconsider": personal("told"),
    "declines:reconsider_preview": personal("told", posts=True),
    "declines:outcome": personal("told", posts=True),
    "declines:close_out": personal("accepted"),
    "declines:close_out_letter": personal("application", posts=True),
    "declines:close_out_button": personal("accepted", posts=True),
    "declines:closed_out": personal("accepted"),
    "declines:decline": personal("decline"),
    "declines:from_reminder": personal("reminder", posts=True),
    "declines:letter": personal("letter"),
    "declines:words": personal("letter"),
    "declines:review": personal("letter", posts=True),
    "declines:keep": personal("letter", posts=True),
    "declines:send": personal("letter", posts=True),
    "declines:stop": personal("letter", posts=True),
    "declines:sending": personal("letter", piece=True),
    "declines:draft": personal("letter", piece=True),
    "declines:told": personal("letter", posts=True),
    "declines:take_back": personal("decline", posts=True),
    "declines:insights": personal(),
    "declines:insights_svg": personal(piece=True),
    "declines:insights_png": personal(piece=True),
    "declines:wordings": personal(),
    "declines:new_wording": personal(),
    "declines:preview_wording": personal(posts=True),
    "declines:wording": personal("wording"),
    "declines:delete_wording": personal("wording", posts=True),
    "outbox:mails": personal(),
    "outbox:test_mail": personal(posts=True),
    "outbox:mail": personal("mail"),
    "outbox:became": personal("mail", piece=True),
    "outbox:change_address": personal("refused"),
    "outbox:leave": personal("mail", posts=True),
    "outbox:retry": personal("mail", posts=True),
    "outbox:arrived": personal("mail", posts=True),
    "outbox:send_again": personal("mail", posts=True),
}


def names() -> list[str]:
    """The name of every URL that the project answers, the admin's among them."""
    return sorted(set(_names(get_resolver().url_patterns, "")))


def _names(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _names(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name}"


def of(name: str) -> Address:
    """How an address is classified; KeyError names the one that nobody has thought about."""
    if name.startswith("admin:"):
        return Address(OPERATOR)
    return ADDRESSES[name]


def url(name: str, pk: int | None = None) -> str:
    """The address with its object in it."""
    kwargs = dict(of(name).kwargs)
    return reverse(name, kwargs=kwargs | ({"pk": pk} if of(name).about else {}))


def one_of_each(user: User) -> dict[str, int]:
    """One object of each kind that stands in an address, all of one person."""
    contact = ContactFactory.create(user=user)
    application = ApplicationFactory.create(user=user, liked="how openly the team spoke")
    application.contacts.add(contact)
    interview = InterviewFactory.create(application=application)
    interview.interviewers.add(contact)
    reminder = ReminderFactory.create(
        application=application,
        kind=Reminder.Kind.THANK_YOU,
        interview=interview,
        contact=contact,
        subject="Thank you",
        words="Dear Jean-Luc,\n\nthank you.",
    )
    no = a_decline(user)
    # Weighed for the application that is still open: pages show it beside the form.
    Reflection.objects.create(application=application, why="concerns", revisit="maybe", noted_at=NOW)
    change = StatusChange.objects.create(
        application=application, from_status=Status.APPLIED, to_status=application.status, at=NOW, by=user
    )
    return {
        "application": application.pk,
        "bulk_action": BulkAction.objects.create(user=user, kind="bin", done=[{"pk": application.pk}], at=NOW).pk,
        "saved_view": SavedView.objects.create(user=user, name="Remote", query="work_mode=remote").pk,
        "change": change.pk,
        "interview": interview.pk,
        "contact": contact.pk,
        "company": application.company_id,
        "merge": a_merge(user).pk,
        "alike": two_alike(user).pk,
        "reminder": reminder.pk,
        "attachment": an_attachment(application).pk,
        "removed": a_removed_attachment(application).pk,
        "binned": ApplicationFactory.create(user=user, binned_at=NOW).pk,
        "accepted": ApplicationFactory.create(user=user, status=Status.ACCEPTED).pk,
        "decline": no.pk,
        "told": a_told_decline(user).pk,
        "letter": a_letter(no).pk,
        "wording": a_wording(user).pk,
        "mail": OutgoingEmailFactory.create(user=user).pk,
        "import": an_import(user, matched=True).pk,
        "import_to_match": an_import(user).pk,
        "refused": OutgoingEmailFactory.create(user=user, state="failed", last_error="550 no such user").pk,
    }


def an_attachment(application: Application, name: str = "CV.pdf", content: bytes = b"%PDF-1.7\n") -> Attachment:
    """The CV that was sent."""
    upload = SimpleUploadedFile(name, content)
    return services.attach(application, upload=upload, kind="cv", by=application.user, at=NOW)


def a_removed_attachment(application: Application) -> Attachment:
    """A file that was not meant."""
    kept = an_attachment(application, "Wrong.pdf", b"%PDF-1.7\nwrong\n")
    services.detach(kept, by=application.user, at=NOW)
    return kept


def a_decline(user: User, *, channel: Channel = Channel.EMAIL) -> Decline:
    """A no that waits to be told, of an accepted interview."""
    contact = ContactFactory.create(user=user, phone="0113 496 0042")
    application = ApplicationFactory.create(user=user, status=Status.INTERVIEWING)
    application.contacts.add(contact)
    interview = InterviewFactory.create(application=application, state="accepted")
    answers = Answers(
        stage=Stage.ACCEPTED,
        reason=Reason.HOURS_TRAVEL,
        channel=channel,
        interview=interview,
        contact=contact,
        thank_you_on=NOW.date() + timedelta(days=1),
        stay_in_touch_on=NOW.date() + timedelta(days=90),
    )
    return decline(application=application, answers=answers, by=user, at=NOW)


def a_told_decline(user: User) -> Decline:
    """A no that they have heard, by phone."""
    no = a_decline(user, channel=Channel.PHONE)
    mark_delivered(letter=no.letter, by=Channel.PHONE, when=NOW)
    no.letter.refresh_from_db()
    return no


def a_letter(no: Decline) -> Letter:
    """The note in writing that follows a call."""
    words = Words("My withdrawal", "Dear Jean-Luc,\n\nas I told you today, I withdraw my application.")
    return write(
        application=no.application,
        kind=Kind.CONFIRMATION,
        contact=no.letter.contact,
        words=words,
        follows=no,
        at=NOW,
    )


def two_alike(user: User) -> Alike:
    """Two of one name, who are two."""
    one, other = ContactFactory.create_batch(2, user=user, name="Ana Silva", company=None)
    return services.say_different(one, other, at=NOW)


def a_merge(user: User) -> Merge:
    """Somebody who was in the book twice."""
    keep, gone = (ContactFactory.create(user=user, name=name, email="") for name in ("Ana Twice", "Ana T. Wice"))
    return merge(keep, gone, chosen={}, seen=fingerprint(keep, gone), by=user, at=NOW)


def an_import(user: User, *, matched: bool = False) -> ImportRun:
    """A sheet of two rows, one of them to be refused; looked through, if it is matched."""
    data = b"Company,Job Title,Stage\nFailte <b>,Editor,Wishlist\n,Baker,saved\n"
    run = runs.begin(user=user, name="search.csv", data=data, at=NOW)
    if matched:
        runs.match(run, Matching.of(run.matching))
        runs.work_on(run, at=NOW, stopping=lambda: False)
    return run


def a_wording(user: User, name: str = "My no, short") -> Wording:
    """A template of the person's own for a no."""
    body = "Dear {name},\n\nThank you for your time. I withdraw my application. {reason}\n\nBest wishes,\n{me}"
    return Wording.objects.create(user=user, name=name, subject="{role}: my withdrawal", body=body, changed_at=NOW)
