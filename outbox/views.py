from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import Request
from outbox.models import OutgoingEmail
from outbox.services import retry


def mails(request: Request) -> HttpResponse:
    """What Bowout wrote to this person: sent, waiting, failed and why."""
    rows = OutgoingEmail.objects.for_user(request.user).defer("text", "html")
    failed = rows.filter(state=OutgoingEmail.State.FAILED).count()
    waiting = rows.filter(state=OutgoingEmail.State.WAITING).count()
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    return render(request, "outbox/mails.html", {"page": page, "failed": failed, "waiting": waiting})


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
