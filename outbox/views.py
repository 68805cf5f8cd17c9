from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import Request
from outbox.forms import AddressForm
from outbox.models import OutgoingEmail
from outbox.services import readdress, retry, settle_unknown, stop
from outbox.trial import is_trial, send_trial

State = OutgoingEmail.State
# A worker comes round each second; after a minute something is wrong.
SOON = timedelta(minutes=1)
# A page that is left open asks for this long ahead; what waits for tomorrow is read by opening it anew.
WATCHED = timedelta(minutes=5)


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
    """One mail as it was written, and what became of it."""
    return render(request, "outbox/mail.html", _standing(_own(request, pk), request))


def became(request: Request, pk: int) -> HttpResponse:
    """What became of a mail, for the page that watches it. Once that is another matter, the page is fetched anew."""
    standing = _standing(_own(request, pk), request)
    response = render(request, "outbox/_became.html", standing)
    if request.GET.get("was") != standing["stage"]:
        response["HX-Refresh"] = "true"
    return response


def _own(request: Request, pk: int) -> OutgoingEmail:
    return get_object_or_404(OutgoingEmail.objects.for_user(request.user), pk=pk)


def _standing(mail: OutgoingEmail, request: Request) -> dict[str, Any]:
    waits = mail.state == State.WAITING
    moves = mail.state == State.CLAIMED or (waits and mail.next_try_at - request.at < WATCHED)
    return {
        "mail": mail,
        "trial": is_trial(mail),
        "watched": moves and settings.MAIL_CONFIGURED,
        "ahead": waits and mail.next_try_at > request.at,
        "overdue": waits and request.at - mail.next_try_at > SOON,
        # From waiting into a worker's hands and out of them again is one stage, unless it comes back refused.
        "stage": f"{'moving' if waits or mail.state == State.CLAIMED else mail.state}-{mail.attempts}",
    }


@require_POST
def test_mail(request: Request) -> HttpResponse:
    """Write a mail to the person that takes the way of every reminder, and show what becomes of it."""
    if not settings.MAIL_CONFIGURED:
        # The list says so, and how to change it; a test that leaves in a week would only startle.
        return redirect("outbox:mails")
    written = send_trial(user=request.user, in_a_minute=request.POST.get("when") == "minute", at=request.at)
    return redirect("outbox:mail", pk=written.pk)


def change_address(request: Request, pk: int) -> HttpResponse:
    """Send a failed mail to another address."""
    found = _own(request, pk)
    form = AddressForm(request.POST or None, initial={"to": found.to})
    if form.is_valid():
        to = form.cleaned_data["to"]
        if readdress(found, to=to, at=request.at):
            messages.success(request, _("It is in line again, to %(to)s.") % {"to": to})
        else:
            messages.info(request, _("Nothing to do: this mail was sent, or is no longer wanted."))
        return redirect("outbox:mail", pk=pk)
    status = 422 if form.errors else 200
    return render(request, "outbox/change_address.html", {"form": form, "mail": found}, status=status)


@require_POST
def leave(request: Request, pk: int) -> HttpResponse:
    """Give up a mail that failed, or one that waits."""
    if stop(_own(request, pk)):
        messages.success(request, _("Good. It does not leave."))
    else:
        messages.info(request, _("Nothing to do: this mail was sent, or is no longer wanted."))
    return redirect("outbox:mail", pk=pk)


@require_POST
def retry_mail(request: Request, pk: int) -> HttpResponse:
    """Put a failed mail back in line."""
    if retry(_own(request, pk), at=request.at):
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
    if settle_unknown(_own(request, pk), arrived=arrived, at=request.at):
        messages.success(request, done)
    else:
        messages.info(request, _("Nothing to do: it is known by now what became of this mail."))
    return redirect("outbox:mail", pk=pk)
