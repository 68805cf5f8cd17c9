"""What the pages of a search may ask about a no: templates are where the rooms meet."""

from typing import Any, NamedTuple

from django import template
from django.db.models import F, Q
from django.template import Context

from accounts.models import User
from declines.messages.reconsidering import answers_to_expect
from declines.models import Decline, Letter, Reflection
from declines.services import closing, reconsidering, reflecting, writing
from declines.situation import Kind
from tracker.models import Application, Contact, Status

register = template.Library()
register.filter("standing_no", reflecting.standing_no)
register.filter("wants_writing", writing.wants_writing)


class Waiting(NamedTuple):
    """Words that were decided on and have not left: each no of which nobody knows, and the other letters."""

    untold: list[Decline]
    kept: list[Letter]


@register.simple_tag
def still_to_tell(user: User) -> Waiting:
    """What an employer is left waiting for, the oldest first: out of sight it would be lost. One question."""
    # With a sum about the owner the database begins at the few letters that wait, not at all of a person's search.
    mine = Letter.objects.alias(owner=F("application__user") + 0).filter(owner=user.pk)
    # Out of a file that was mended by hand a letter may come without the no that it tells.
    whose = Q(kind=Kind.DECLINE, no__isnull=False) | (~Q(kind=Kind.DECLINE) & Q(reminder=None))
    waiting = mine.filter(whose, application__binned_at=None).unsaid()
    letters = waiting.select_related("application__company", "contact", "no").order_by("written_at")[:40]
    untold: list[Decline] = []
    kept: list[Letter] = []
    for letter in letters:
        if letter.kind != Kind.DECLINE:
            kept.append(letter)
            continue
        letter.no.letter, letter.no.application = letter, letter.application
        untold.append(letter.no)
    return Waiting(untold[:20], kept[:20])


@register.inclusion_tag("declines/_weighed.html", takes_context=True)
def thought_about(context: Context, application: Application, *, folded: bool = False) -> dict[str, Any]:
    """What was weighed about this company, for this role or for another one, the latest first."""
    reflections = list(reflecting.about_company(application)[: reflecting.SHOWN])
    # More than the thoughts of this very decision.
    again = any(one.application_id != application.pk or one.decline_id for one in reflections)
    return {
        "reflections": reflections,
        "again": again,
        "change": not again,
        "application": application,
        "folded": folded,
        "at": context["at"],
    }


@register.inclusion_tag("declines/_come_back.html", takes_context=True)
def weighed_for(context: Context, decline: Decline) -> dict[str, Any]:
    """What was weighed for this no; where nobody said so yet, whether one would come back."""
    thoughts = list(Reflection.objects.filter(application=decline.application_id))
    own = [one for one in thoughts if one.decline_id == decline.pk]
    said = next((one.revisit for one in thoughts if one.revisit), "")
    return {
        "reflections": own,
        "change": decline.taken_back_at is None,
        "asks": decline.taken_back_at is None and not said,
        "on_the_list": decline.taken_back_at is None and said in {Reflection.Revisit.YES, Reflection.Revisit.MAYBE},
        "choices": Reflection.Revisit.choices,
        "application": decline.application,
        "next": decline.get_absolute_url(),
        "at": context["at"],
    }


@register.inclusion_tag("declines/_letters.html", takes_context=True)
def letters_of(context: Context, application: Application) -> dict[str, Any]:
    """What was written to them about this application, the latest first, and whether it was told."""
    letters = application.letters.select_related("contact", "mail", "no", "reminder")[:20]
    return {"letters": letters, "at": context["at"]}


@register.inclusion_tag("declines/_letters_to.html", takes_context=True)
def letters_to(context: Context, contact: Contact) -> dict[str, Any]:
    """What was written to this person, about whatever application, the latest first."""
    letters = Letter.objects.filter(contact=contact, application__binned_at__isnull=True)
    rows = letters.select_related("application__company", "mail", "no", "reminder")[:20]
    return {"letters": rows, "at": context["at"]}


@register.simple_tag
def others_still_open(user: User, application: Application | None = None) -> Application | None:
    """The yes after which others still wait, with their number as `still_open`; None if nobody does."""
    if application is not None and application.status != Status.ACCEPTED:
        return None
    return closing.accepted_with_others_open(user, application)


@register.simple_tag(takes_context=True)
def letters_to_write(context: Context, application: Application) -> list[writing.Offer]:
    """The messages other than a no that make sense for an application now."""
    return writing.offered(application, context["at"])


@register.inclusion_tag("declines/_reconsider_outcome.html", takes_context=True)
def how_it_went(context: Context, decline: Decline | None) -> dict[str, Any]:
    """The four answers to a change of mind, where one was written."""
    written = reconsidering.letter_to_return(decline) if decline and decline.taken_back_at else None
    return {
        "decline": decline,
        "written": written,
        "answers": reconsidering.OUTCOMES,
        "expected": answers_to_expect() if written and written.delivered_at is None else [],
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
    }
