"""After a yes: a checklist of everybody else who waits, and how it went with each of them."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import Request
from declines import services
from declines.forms.closing import CloseOutForm, Row
from declines.messages import Message
from declines.messages.advice import advice
from declines.models import Decline
from declines.services import closing
from declines.situation import Channel
from tracker.models import Application, Status
from tracker.services import today_of
from tracker.views.common import application_of
from tracker.when import number_word


@dataclass(frozen=True)
class Line:
    """One of the others on the page: its choices, and the words that they make."""

    row: Row
    message: Message
    contact: Any
    advice: list[str]


def close_out(request: Request, pk: int) -> HttpResponse:
    """Everybody else who waits, each with a no of their own. Nothing is written before the one button."""
    accepted = application_of(request, pk)
    if accepted.status != Status.ACCEPTED:
        text = _("First a yes, then the others: this application stands at “%(status)s”.")
        messages.info(request, text % {"status": accepted.get_status_display()})
        return redirect(accepted)
    form = _form(request, accepted)
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        results = services.close_out(chosen=form.chosen_answers(), by=request.user, at=request.at)
        return redirect(_address_of(accepted, results))
    return _page(request, accepted, form)


def _form(request: Request, accepted: Application) -> CloseOutForm:
    thanks, hello = services.follow_up_days(request.user, request.at)
    # One that was chosen and is over since, in another window, is still on the list: the result says so.
    also = [int(key) for key in request.POST.getlist("chosen") if key.isdecimal() and len(key) < 19]
    proposals = closing.propose(accepted, request.at, thank_you_on=thanks, stay_in_touch_on=hello, also=also)
    today = today_of(request.user, request.at)
    initial = {"thank_you_on": thanks, "stay_in_touch_on": hello}
    return CloseOutForm(request.POST or None, proposals=proposals, today=today, initial=initial)


def _page(request: Request, accepted: Application, form: CloseOutForm) -> HttpResponse:
    form.is_valid()
    context = {
        "application": accepted,
        "form": form,
        "lines": [_line(row, form, request) for row in form.rows()],
        "chosen": form["chosen"].value() or [],
        "at": request.at,
    }
    return render(request, "declines/close_out.html", context, status=422 if form.errors else 200)


def _line(row: Row, form: CloseOutForm, request: Request) -> Line:
    application = row.proposal.application
    answers = form.answers_to(str(application.pk))
    situation = services.situation_of(application, answers, request.at, rounds=row.proposal.rounds_held)
    return Line(row, services.message_of(answers, situation), answers.contact, advice(situation)[:1])


@require_POST
def letter(request: Request, pk: int) -> HttpResponse:
    """The words for one of the others as its choices stand. Writes nothing."""
    application = application_of(request, pk)
    proposals = [closing.proposal(application, request.at)]
    form = CloseOutForm(request.POST, proposals=proposals, today=today_of(request.user, request.at))
    form.is_valid()
    line = _line(form.rows()[0], form, request)
    return render(request, "declines/_close_letter.html", {"line": line})


@require_POST
def button(request: Request, pk: int) -> HttpResponse:
    """The one button with the number of those that are ticked now."""
    context = {"application": application_of(request, pk), "n": len(request.POST.getlist("chosen"))}
    return render(request, "declines/_close_button.html", context)


def _address_of(accepted: Application, results: list[closing.Closed]) -> str:
    """The page of the result: it can be opened again, where a page that answers a form would ask to send it anew."""
    lists = {
        "withdrawn": [result for result in results if result.is_withdrawn],
        "over": [result for result in results if result.stands],
        "failed": [result for result in results if result.failed],
    }
    query = {name: "-".join(str(one.application.pk) for one in found) for name, found in lists.items() if found}
    return f"{reverse('declines:closed_out', args=[accepted.pk])}?{urlencode(query)}"


def closed_out(request: Request, pk: int) -> HttpResponse:
    """How it went with each of them: withdrawn, with the way to its letter; over already; or not withdrawn."""
    accepted = application_of(request, pk)
    named = {name: _named(request, name) for name in ("withdrawn", "over", "failed")}
    declines = Decline.objects.for_user(request.user).standing().filter(application__in=named["withdrawn"])
    withdrawn = list(
        declines.select_related("application__company", "letter__contact", "letter__mail").order_by("pk")
    )
    rows = Application.objects.for_user(request.user).select_related("company")
    context = {
        "application": accepted,
        "withdrawn": withdrawn,
        "number": number_word(len(withdrawn)),
        "over": rows.filter(pk__in=named["over"]),
        "failed": rows.filter(pk__in=named["failed"]),
        "still_open": closing.accepted_with_others_open(request.user, accepted),
        "can_send": settings.MAIL_CONFIGURED,
        "email": Channel.EMAIL,
        "at": request.at,
    }
    return render(request, "declines/closed_out.html", context)


def _named(request: Request, name: str) -> list[int]:
    keys = request.GET.get(name, "").split("-")[: closing.AT_ONCE]
    return [int(key) for key in keys if key.isdecimal() and len(key) < 19]
