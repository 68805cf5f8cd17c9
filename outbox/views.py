from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import Request
from outbox.models import OutgoingEmail
from outbox.services import retry, settle_unknown

State = OutgoingEmail.State


def mails(request: Request) -> HttpResponse:
    """What left for this person and in their name: sent, waiting, failed and why, and what they must settle."""
    rows = OutgoingEmail.objects.for_user(request.user).defer("text", "html")
    waits, fails = Q(state=State.WAITING), Q(state=State.FAILED)
    # On every page of the list and all of them: a person has to decide, and nobody else can.
    unknown = list(rows.filter(state=State.UNKNOWN))
    context = rows.aggregate(failed=Count("pk", filter=fails), waiting=Count("pk", filter=waits))
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    return render(request, "outbox/mails.html", {"page": page, "unknown": unknown, **context})


def mail(request: Request, pk: int) -> HttpResponse:
    """One mail as it was written."""
    found = get_object_or_404(OutgoingEmail.objects.for_user(request.user), pk=pk)
    return render(request, "outbox/mail.html", {"mail": found})


@require_POST
def retry_mail(request: Request, pk: int) -> HttpResponse:
    """Put a failed mail back in line."""
    found = get_object_or_404(OutgoingEmail.objects.for_user(request.user), pk=pk)
    if retry(found, at=request.at):
        messages.success(request, _("It is first in line again."))
    else:
        messages.info(request, _("Nothing to do: this mail was sent, or is no longer wanted."))
    return redirect("outbox:mail", pk=pk)


@require_POST
def arrived(request: Request, pk: int) -> HttpResponse:
    """They have it, says the person: it counts as sent."""
    return _settle(request, pk, arrived=True, done=_("Good. It counts as sent."))


@require_POST
def send_again(request: Request, pk: int) -> HttpResponse:
    """Once more, says the person, who was told that it may be the second."""
    return _settle(request, pk, arrived=False, done=_("It is first in line again."))


def _settle(request: Request, pk: int, *, arrived: bool, done: str) -> HttpResponse:
    found = get_object_or_404(OutgoingEmail.objects.for_user(request.user), pk=pk)
    if settle_unknown(found, arrived=arrived, at=request.at):
        messages.success(request, done)
    else:
        messages.info(request, _("Nothing to do: it is known by now what became of this mail."))
    return redirect("outbox:mail", pk=pk)
