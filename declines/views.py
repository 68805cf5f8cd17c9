from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import Request
from declines import services
from declines.forms import DeclineForm, ToldForm, WordsForm, first_answers
from declines.messages import Message, beats, compose, split_asides, word_count
from declines.models import Decline
from declines.reviewing import findings_of
from declines.situation import Channel
from declines.tone import Finding, Severity
from tracker.links import mailto
from tracker.models import Application, Status
from tracker.services import today_of
from tracker.transitions import InvalidTransition
from tracker.views.applications import keep_new, new_application_form
from tracker.views.common import application_of
from tracker.when import moment_words


def start(request: Request) -> HttpResponse:
    """Somebody waits for a no, and nothing is kept yet: the application is noted on the way."""
    form = new_application_form(request)
    if request.method == "POST" and form.is_valid():
        # Kept before the no is written: whoever stops here has lost nothing, and finds it on the list.
        return redirect("declines:new", keep_new(form, request).pk)
    context = {"form": form, "then_decline": True}
    return render(request, "tracker/application_form.html", context, status=422 if form.errors else 200)


def new(request: Request, pk: int) -> HttpResponse:
    """The four questions, and the letter live beside them. Nothing is written before the one button."""
    application = application_of(request, pk)
    # A letter that was typed is not thrown away: without a no to show instead, the form comes back below.
    if not application.can_move_to(Status.WITHDRAWN) and (request.method == "GET" or _standing(application)):
        return _over_already(request, application)
    form = _form(request, application)
    # A browser without JavaScript asks for the preview with a button of the same form.
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        try:
            kept = services.decline(application=application, answers=form.answers(), by=request.user, at=request.at)
        except InvalidTransition as refusal:
            if _standing(application):
                return _over_already(request, application)
            text = _("This application is over already (%(status)s), so there is nothing to decline.")
            form.add_error(None, text % {"status": refusal.stands.label})
            # With everything that was typed: the words may still be wanted elsewhere.
            return _page(request, application, form, status=409)
        return redirect(kept)
    return _page(request, application, form, status=422 if form.errors else 200)


def _form(request: Request, application: Application) -> DeclineForm:
    today = today_of(request.user, request.at)
    if request.method == "POST":
        return DeclineForm(request.POST, application=application, today=today)
    initial = first_answers(application, request.at)
    return DeclineForm(application=application, today=today, initial=initial)


def _page(request: Request, application: Application, form: DeclineForm, *, status: int) -> HttpResponse:
    message = _letter(request, application, form)
    context = {
        "application": application,
        "form": form,
        "message": message,
        "words": word_count(message.body),
        "freed": [interview for interview in application.interviews.ahead(request.at) if interview.starts_at],
        "at": request.at,
    }
    return render(request, "declines/new.html", context, status=status)


def _letter(request: Request, application: Application, form: DeclineForm) -> Message:
    """The words for what has been answered so far."""
    if not form.is_bound:
        data = {name: field for name, field in form.initial.items() if field is not None}
        # A form that was sent holds numbers where the first answers hold rows.
        data |= {name: field.pk for name, field in data.items() if hasattr(field, "pk")}
        form = DeclineForm(data, application=application, today=form.today)
    # Asked for what it cleans, not for its verdict: half an answer makes half a letter.
    form.is_valid()
    return compose(services.situation_of(application, form.answers(), request.at))


@require_POST
def preview(request: Request, pk: int) -> HttpResponse:
    """The letter as it stands while one types. Writes nothing."""
    application = application_of(request, pk)
    form = _form(request, application)
    message = _letter(request, application, form)
    context = {
        "message": message,
        "words": word_count(message.body),
        "contact": form.cleaned_data.get("contact"),
        "application": application,
    }
    # With 200 also while a field is wrong: htmx would not put a refusal into the page.
    return render(request, "declines/_letter.html", context)


def _standing(application: Application) -> Decline | None:
    return Decline.objects.standing().filter(application=application).first()


def _over_already(request: Request, application: Application) -> HttpResponse:
    """Declined in another window, or over for another reason: show that, lose nothing."""
    kept = _standing(application)
    if kept is None:
        text = _("This application is over already (%(status)s), so there is nothing to decline.")
        messages.info(request, text % {"status": application.get_status_display()})
        return redirect(application)
    when = moment_words(kept.decided_at, at=request.at, zone=request.user.time_zone)
    messages.info(request, _("You withdrew this already (%(when)s). Here are those words.") % {"when": when})
    return redirect(kept)


def _decline_of(request: Request, pk: int) -> Decline:
    rows = Decline.objects.for_user(request.user).select_related(
        "application__company", "application__user", "interview", "contact", "thank_you", "stay_in_touch", "change"
    )
    return get_object_or_404(rows, pk=pk)


def decline(request: Request, pk: int) -> HttpResponse:
    """The words in hand, the ways to tell them, and what follows."""
    kept = _decline_of(request, pk)
    # By the channel the words were written for, not by the one they were told through.
    said, asides = split_asides(beats(kept.body)) if kept.channel != Channel.EMAIL else ([], [])
    context = {
        "decline": kept,
        "application": kept.application,
        "said": said,
        "asides": asides,
        "freed": list(kept.freed.select_related("interview")),
        "mailto": mailto(kept.contact.email if kept.contact else "", kept.subject, kept.body),
        "told_form": ToldForm(zone=request.user.time_zone, at=request.at, initial={"by": kept.channel}),
        "blocks": _blocks(kept) if kept.is_editable else [],
        "follow_ups": [reminder for reminder in (kept.thank_you, kept.stay_in_touch) if reminder],
        "at": request.at,
    }
    return render(request, "declines/decline.html", context)


def _blocks(kept: Decline) -> list[Finding]:
    """What should be mended before anybody is told; said words are past mending."""
    found = findings_of(kept, subject=kept.subject, body=kept.body)
    return [one for one in found if one.severity is Severity.BLOCK]


def words(request: Request, pk: int) -> HttpResponse:
    """The person's own version of the words."""
    kept = _decline_of(request, pk)
    if not kept.is_editable:
        messages.info(request, _("These words have been said; they stay as they were."))
        return redirect(kept)
    form = WordsForm(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid():
        subject = form.cleaned_data.get("subject", kept.subject)
        if services.change_words(decline=kept, subject=subject, body=form.cleaned_data["body"]):
            messages.success(request, _("Kept, in your words."))
            return redirect(kept)
        form.add_error("body", _("You told them in another window meanwhile, so the words stay as they were said."))
    context = {"form": form, "decline": kept, "notes": _notes(kept, form["body"].value(), form)}
    return render(request, "declines/words.html", context, status=422 if form.errors else 200)


@require_POST
def review_words(request: Request, pk: int) -> HttpResponse:
    """What the tone review says while one types. Writes nothing, changes no word."""
    kept = _decline_of(request, pk)
    form = WordsForm(request.POST, instance=kept)
    notes = _notes(kept, request.POST.get("body", ""), form)
    return render(request, "declines/_review.html", {"notes": notes})


@dataclass(frozen=True)
class Remark:
    """A finding beside the words it is about."""

    finding: Finding
    words: str


def _notes(kept: Decline, body: str, form: WordsForm) -> list[Remark]:
    body = body.replace("\r\n", "\n")
    subject = form["subject"].value() or "" if "subject" in form.fields else ""
    found = findings_of(kept, subject=subject, body=body)
    written = kept.channel == Channel.EMAIL
    return [
        Remark(one, " ".join(body[one.start : one.end].split()) if written and one.start >= 0 else "")
        for one in found
    ]


@require_POST
def told(request: Request, pk: int) -> HttpResponse:
    """They know: how, and when."""
    kept = _decline_of(request, pk)
    # The page of the no has several forms; this one alone comes back when its hour is odd.
    form = ToldForm(request.POST, zone=request.user.time_zone, at=request.at)
    if not form.is_valid():
        return render(request, "declines/told.html", {"form": form, "decline": kept}, status=422)
    by, when = Channel(form.cleaned_data["by"]), form.cleaned_data["when"]
    if services.mark_delivered(decline=kept, by=by, when=when):
        messages.success(request, _("Noted. That was the hard part."))
    else:
        messages.info(request, _("This was noted before."))
    return redirect(kept)


@require_POST
def take_back(request: Request, pk: int) -> HttpResponse:
    """Everything as it was before the no."""
    kept = _decline_of(request, pk)
    try:
        done = services.take_back(decline=kept, by=request.user, at=request.at)
    except InvalidTransition as refusal:
        text = _("It has moved on since and stands at “%(status)s”, so this cannot be taken back.")
        messages.error(request, text % {"status": refusal.stands.label})
        return redirect(kept)
    if done:
        messages.success(request, _("Taken back. Everything stands as it stood before."))
    else:
        messages.info(request, _("This was taken back before."))
    return redirect(kept.application)
