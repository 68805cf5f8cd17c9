"""Why they said no, where it is known."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import Request
from tracker import services
from tracker.models import Application
from tracker.views.common import application_of


@require_POST
def they_said(request: Request, pk: int) -> HttpResponse:
    """Note it, or choose the empty line to take the note away."""
    found = application_of(request, pk)
    reason = request.POST.get("reason", "")
    if reason and reason not in Application.TheySaid.values:
        messages.error(request, _("Choose one of the reasons, or none."))
    elif services.note_they_said(application=found, reason=reason):
        messages.success(request, _("Noted."))
    else:
        messages.error(request, _("This stands elsewhere by now. Look at it once more."))
    return redirect(found)
