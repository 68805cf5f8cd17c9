"""A person's own wordings: the list, the words with a look at them on a real application, and nothing lost."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import Request
from accounts.seen import holding
from declines import services
from declines.forms.wordings import BeginForm, WordingForm, begin_form, name_taken
from declines.marks import marked
from declines.messages import word_count
from declines.models import Wording
from declines.reviewing import findings_in, record_of
from declines.services import wordings as own
from declines.services.filling import VARIABLES
from declines.situation import Channel, Kind, Stage, Tone
from tracker.models import Application


def wordings(request: Request) -> HttpResponse:
    """All of them, by what they are for."""
    mine = list(Wording.objects.for_user(request.user))
    kinds = [(kind, [wording for wording in mine if wording.kind == kind]) for kind in Kind]
    context = {"kinds": [(kind, rows) for kind, rows in kinds if rows], "ours": own.OURS}
    return render(request, "declines/wordings.html", context)


def new(request: Request) -> HttpResponse:
    """A new one, begun from ours: which of ours stands in the address."""
    begin = begin_form(request.GET)
    form = WordingForm(
        request.POST or None, user=request.user, instance=Wording(user=request.user), initial=_ours(begin)
    )
    return _answered(request, form, begin=begin)


def _ours(begin: BeginForm) -> dict[str, Any]:
    chosen = begin.cleaned_data
    kind = Kind(chosen["kind"])
    subject, body = own.from_ours(
        kind=kind, stage=Stage(chosen["stage"]), tone=Tone(chosen["tone"]), seed=chosen["seed"]
    )
    return {"kind": kind, "subject": subject, "body": body}


def edit(request: Request, pk: int) -> HttpResponse:
    """The words, and a look at them beside."""
    with holding(request, Wording, pk):
        kept = _wording_of(request, pk)
        return _answered(request, WordingForm(request.POST or None, user=request.user, instance=kept))


def _wording_of(request: Request, pk: int) -> Wording:
    """The person's wording; a stranger's is as missing as one that never was: 404."""
    return get_object_or_404(Wording.objects.for_user(request.user), pk=pk)


def _answered(request: Request, form: WordingForm, *, begin: BeginForm | None = None) -> HttpResponse:
    # A browser without JavaScript asks for the preview with a button of the same form.
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST and form.settle():
        if own.keep(wording=form.save(commit=False), at=request.at):
            messages.success(request, _("Kept, in your words."))
            return redirect("declines:wordings")
        form.add_error("name", name_taken(form.cleaned_data["name"]))
    # Read anew: a refused form has written what was typed onto its instance.
    kept = _wording_of(request, form.instance.pk) if form.instance.pk else None
    context = {"form": form, "begin": begin, "wording": kept, "variables": VARIABLES} | _seen(request, form)
    return render(request, "declines/wording_form.html", context, status=422 if form.errors else 200)


@require_POST
def preview(request: Request) -> HttpResponse:
    """The words on an application while one types. Keeps nothing."""
    form = WordingForm(request.POST, user=request.user, instance=Wording(user=request.user))
    return render(request, "declines/_wording_preview.html", {"form": form, "live": True} | _seen(request, form))


def _seen(request: Request, form: WordingForm) -> dict[str, Any]:
    """The words as they stand in the form, filled in, and what the review says of them then."""
    application = form.application_chosen()
    if application is None:
        return {}
    # From what was typed and not from what was cleaned: half a text has its preview too.
    kind = form["kind"].value()
    wording = Wording(
        kind=kind if kind in Kind.values else Kind.DECLINE,
        subject=form["subject"].value() or "",
        body=form["body"].value() or "",
    )
    return _on(application, wording, request)


def _on(application: Application, wording: Wording, request: Request) -> dict[str, Any]:
    application.user = request.user
    answers = replace(services.answers_for(application, request.at), wording=wording)
    rounds = services.rounds_held(application, answers, request.at)
    situation = services.situation_of(application, answers, request.at, rounds=rounds)
    message = services.message_of(answers, situation)
    kind, name = Kind(wording.kind), answers.contact.name if answers.contact else ""
    record = record_of(application, answers, request.at, kind=kind, greeted=name, rounds=rounds)
    findings = findings_in(message.subject, message.body, kind=kind, channel=Channel.EMAIL, record=record)
    return {
        "application": application,
        "contact": answers.contact,
        "message": message,
        "paragraphs": marked(message, findings),
        "findings": findings,
        "left_out": own.left_out(wording, situation),
        "words": word_count(message.body),
    }


@require_POST
def delete(request: Request, pk: int) -> HttpResponse:
    """Take one away. Letters written with it keep their words."""
    wording = _wording_of(request, pk)
    own.forget(wording)
    messages.success(request, _("“%(name)s” is gone. Letters written with it stay as they are.") % {"name": wording})
    return redirect("declines:wordings")
