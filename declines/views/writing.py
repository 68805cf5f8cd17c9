"""The page of every message that is not the no: few questions, and the letter live beside them."""

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import Request
from declines import services
from declines.forms.message import LOOKING, MessageForm, with_another_wording
from declines.forms.writing import FORMS
from declines.marks import marked
from declines.messages import Message, word_count
from declines.models import Letter
from declines.reviewing import findings_in, record_of
from declines.services import writing
from declines.situation import Channel, Kind
from declines.tone import Record
from tracker.models import Application, Contact
from tracker.views.common import application_of


def write(request: Request, pk: int, kind: str) -> HttpResponse:
    """A letter of this kind. Nothing is written before the one button, and even that sends nothing."""
    application, form = _asked(request, pk, kind)
    fits = writing.makes_sense(kind, form.place)
    if request.method == "GET" and not fits:
        raise Http404
    if request.method == "POST" and form.is_valid() and not LOOKING & request.POST.keys():
        if fits:
            return redirect(_keep(request, application, form))
        # With everything that was typed: the words may still be wanted elsewhere.
        text = _("This has moved on since and stands at “%(status)s”, where such a letter no longer fits.")
        form.add_error(None, text % {"status": application.get_status_display()})
        return _page(request, application, form, status=409)
    return _page(request, application, form, status=422 if form.errors else 200)


@require_POST
def preview(request: Request, pk: int, kind: str) -> HttpResponse:
    """The letter as it stands while one types. Writes nothing."""
    application, form = _asked(request, pk, kind)
    # With 200 also while a field is wrong: htmx would not put a refusal into the page.
    return render(request, "declines/_write_letter.html", _words(request, application, form))


def _asked(request: Request, pk: int, kind: str) -> tuple[Application, MessageForm]:
    """The application and the form of this kind; an unknown kind, or one with nothing to say here, is missing."""
    application = application_of(request, pk)
    prefetch_related_objects([application], "contacts", "interviews__interviewers")
    place = writing.place_of(application, request.at)
    if kind not in FORMS or not writing.has_words(Kind(kind), place):
        raise Http404
    data = request.POST if request.method == "POST" else None
    if data is not None and "another" in data:
        data = with_another_wording(data)
    form = FORMS[Kind(kind)](data, application=application, place=place, at=request.at, asked=request.GET.dict())
    return application, form


def _page(request: Request, application: Application, form: MessageForm, *, status: int) -> HttpResponse:
    context = _words(request, application, form)
    return render(request, "declines/write.html", context, status=status)


def _words(request: Request, application: Application, form: MessageForm) -> dict[str, Any]:
    """The words for what has been answered so far, and what the review says of them."""
    answered = form.filled()
    # Asked for what it cleans, not for its verdict: half an answer makes half a letter.
    answered.is_valid()
    answers = answered.answers()
    rounds = services.rounds_held(application, answers, request.at)
    message = answered.words(services.situation_of(application, answers, request.at, rounds=rounds))
    greeted = str(answers.contact.name) if answers.contact else ""
    record = record_of(application, answers, request.at, kind=form.kind, greeted=greeted, rounds=rounds)
    return {
        "application": application,
        "form": form,
        "offer": writing.offer_of(form.kind),
        "kind": form.kind.value,
    } | words_context(message, record, form.kind, answers.contact)


def words_context(message: Message, record: Record, kind: Kind, contact: Contact | None) -> dict[str, Any]:
    """A letter as its page shows it: sentence by sentence, with the notes of the review."""
    found = findings_in(message.subject, message.body, kind=kind, channel=Channel.EMAIL, record=record)
    # What each sentence is for is known here, also of the one that was typed: it stands where it was asked for.
    findings = [finding for finding in found if finding.check != "unrecognised"]
    return {
        "message": message,
        "paragraphs": marked(message, findings),
        "findings": findings,
        "contact": contact,
        "words": word_count(message.body),
    }


def _keep(request: Request, application: Application, form: MessageForm) -> Letter:
    answers = form.answers()
    return services.keep(
        application=application,
        kind=form.kind,
        answers=answers,
        message=form.words(services.situation_of(application, answers, request.at)),
        follows=form.place.no,
        at=request.at,
    )
