"""A change of mind as pages: back into the process with a letter, and how they answered it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import Request
from declines import services
from declines.forms.message import LOOKING, with_another_wording
from declines.forms.reconsidering import ReconsiderForm
from declines.messages.reconsidering import answers_to_expect, timing_advice
from declines.models import Decline, Reflection
from declines.reviewing import record_of
from declines.services import reconsidering
from declines.situation import Kind
from declines.views.common import decline_of
from declines.views.writing import words_context
from tracker.models import Status
from tracker.transitions import InvalidTransition
from tracker.views.common import back


def reconsider(request: Request, pk: int) -> HttpResponse:
    """What was weighed, when to write, one question, and the letter live beside it."""
    kept = decline_of(request, pk)
    # One that nobody has heard is taken back without a word, and the page says so.
    if kept.letter.delivered_at is None:
        return render(request, "declines/reconsider.html", {"decline": kept, "application": kept.application})
    if written := reconsidering.letter_to_return(kept):
        messages.info(request, _("You have taken this no back. Here are those words."))
        return redirect(written)
    form = _form(request, kept)
    if request.method == "POST" and form.is_valid() and not LOOKING & request.POST.keys():
        try:
            letter = services.reconsider(
                decline=kept,
                changed=form.changed_so_far(),
                style=form.style(),
                wording=form.wording_so_far(),
                by=request.user,
                at=request.at,
            )
        except InvalidTransition as refusal:
            text = _("It has moved on since and stands at “%(status)s”, so this no cannot be taken back.")
            form.add_error(None, text % {"status": refusal.stands.label})
            return _page(request, kept, form, status=409)
        messages.success(request, _("Taken back. Everything stands as it stood before; now let them know."))
        return redirect(letter)
    return _page(request, kept, form, status=422 if form.errors else 200)


@require_POST
def preview(request: Request, pk: int) -> HttpResponse:
    """The letter as it stands while one types. Writes nothing."""
    kept = decline_of(request, pk)
    return render(request, "declines/_reconsider_letter.html", _words(request, kept, _form(request, kept)))


def _form(request: Request, kept: Decline) -> ReconsiderForm:
    data = request.POST if request.method == "POST" else None
    if data is not None and "another" in data:
        data = with_another_wording(data)
    return ReconsiderForm(data, decline=kept)


def _page(request: Request, kept: Decline, form: ReconsiderForm, *, status: int) -> HttpResponse:
    context = _words(request, kept, form) | {
        "timing": timing_advice(reconsidering.days_since(kept, request.at)),
        "expected": answers_to_expect(),
        "reflections": Reflection.objects.filter(decline=kept).select_related("application"),
        "goes_back": kept.taken_back_at is None,
        "former": Status(kept.change.from_status).label,
    }
    return render(request, "declines/reconsider.html", context, status=status)


def _words(request: Request, kept: Decline, form: ReconsiderForm) -> dict[str, Any]:
    form.is_valid()
    style, contact = form.style(), kept.letter.contact
    message = reconsidering.words_to_return(
        kept, changed=form.changed_so_far(), style=style, wording=form.wording_so_far(), at=request.at
    )
    answers = reconsidering.answers_to_return(kept, style)
    greeted = str(contact.name) if contact else ""
    record = record_of(kept.application, answers, request.at, kind=Kind.RECONSIDER, greeted=greeted)
    letter = words_context(message, record, Kind.RECONSIDER, contact)
    return {"decline": kept, "application": kept.application, "form": form} | letter


@require_POST
def outcome(request: Request, pk: int) -> HttpResponse:
    """How they took it."""
    kept = decline_of(request, pk)
    answer = request.POST.get("outcome", "")
    if answer not in Decline.Outcome.values:
        messages.error(request, _("Choose one of the four answers."))
        return back(request, "declines:decline", pk)
    former = kept.application.status
    try:
        noted = reconsidering.record_outcome(
            decline=kept, outcome=Decline.Outcome(answer), by=request.user, at=request.at
        )
    except InvalidTransition as refusal:
        text = _("This was moved to “%(status)s” in another window. Look at it once more, then choose.")
        messages.error(request, text % {"status": refusal.stands.label})
        return redirect(kept.application)
    if not noted:
        messages.info(request, _("This was noted before."))
    elif kept.application.status != former:
        text = _("Noted. It stands at “%(status)s” now; you can take that back here.")
        messages.success(request, text % {"status": kept.application.get_status_display()})
        return redirect(kept.application)
    else:
        messages.success(request, _("Noted. It stands where it stood."))
    return back(request, "declines:decline", pk)
