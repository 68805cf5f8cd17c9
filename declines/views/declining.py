from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import Request
from declines import services
from declines.forms import DeclineForm, first_answers
from declines.forms.message import LOOKING, with_another_wording
from declines.marks import marked
from declines.messages import word_count
from declines.messages.advice import advice
from declines.models import Decline
from declines.reviewing import findings_in, record_of
from declines.services import writing
from declines.services.record import without_missed
from declines.situation import Kind
from declines.views.common import decline_of, letter_context
from tracker.models import Application, Status
from tracker.services import today_of
from tracker.transitions import InvalidTransition
from tracker.views.adding import keep_new, new_application_form
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
    if request.method == "POST" and form.is_valid() and not LOOKING & request.POST.keys():
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
        data = with_another_wording(request.POST) if "another" in request.POST else request.POST
        return DeclineForm(data, application=application, today=today)
    initial = first_answers(application, request.at)
    return DeclineForm(application=application, today=today, initial=initial)


def _page(request: Request, application: Application, form: DeclineForm, *, status: int) -> HttpResponse:
    return render(request, "declines/new.html", _words(request, application, form), status=status)


def _words(request: Request, application: Application, form: DeclineForm) -> dict[str, Any]:
    """The words for what has been answered so far, what the review says of them, and what to know before."""
    if form.is_bound:
        # Asked for what it cleans, not for its verdict: half an answer makes half a letter.
        form.is_valid()
    answers = form.answers() if form.is_bound else services.Answers(**form.initial)
    # Fetched once, with their people: who was met, what is freed, and what could be asked instead.
    prefetch_related_objects([application], "interviews__interviewers")
    place = writing.place_of(application, request.at)
    rounds = without_missed(place.held, answers)
    situation = services.situation_of(application, answers, request.at, rounds=rounds)
    message = services.message_of(answers, situation)
    contact = answers.contact
    greeted = str(contact.name) if contact else ""
    record = record_of(application, answers, request.at, kind=Kind.DECLINE, greeted=greeted, rounds=rounds)
    findings = findings_in(message.subject, message.body, kind=Kind.DECLINE, channel=answers.channel, record=record)
    return {
        "application": application,
        "form": form,
        "message": message,
        "paragraphs": marked(message, findings),
        "findings": findings,
        "contact": contact,
        "words": word_count(message.body),
        "advice": advice(situation),
        "chosen_round": answers.interview,
        "instead": writing.asked_first(situation, place),
        "freed": [interview for interview in place.ahead if interview.starts_at],
        "at": request.at,
    }


@require_POST
def preview(request: Request, pk: int) -> HttpResponse:
    """The letter as it stands while one types. Writes nothing."""
    application = application_of(request, pk)
    form = _form(request, application)
    context = _words(request, application, form)
    # The choices come anew only when what they depend on has changed: whoever types keeps their place.
    context["choices_changed"] = request.POST.get("shown_for") != form.shown_for()
    # With 200 also while a field is wrong: htmx would not put a refusal into the page.
    return render(request, "declines/_preview.html", context)


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


def decline(request: Request, pk: int) -> HttpResponse:
    """The words in hand, the ways to tell them, and what follows."""
    kept = decline_of(request, pk)
    context = letter_context(request, kept.letter) | {
        "decline": kept,
        "freed": list(kept.freed.select_related("interview")),
        "follow_ups": kept.follow_ups.select_related("user", "application__company", "contact", "interview"),
    }
    return render(request, "declines/decline.html", context)


@require_POST
def take_back(request: Request, pk: int) -> HttpResponse:
    """Everything as it was before the no."""
    kept = decline_of(request, pk)
    try:
        done = services.take_back(decline=kept, by=request.user, at=request.at)
    except InvalidTransition as refusal:
        text = _("It has moved on since and stands at “%(status)s”, so this cannot be taken back.")
        messages.error(request, text % {"status": refusal.stands.label})
        return redirect(kept)
    kept.letter.refresh_from_db()
    if done and kept.letter.is_on_its_way:
        messages.warning(request, _("Taken back here. Its letter had left, or is leaving: the outbox says which."))
    elif done:
        messages.success(request, _("Taken back. Everything stands as it stood before."))
    else:
        messages.info(request, _("This was taken back before."))
    return redirect(kept.application)
