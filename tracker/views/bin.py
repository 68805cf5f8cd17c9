"""The bin: what was put away, for thirty days, and the way back."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import Request
from tracker import services
from tracker.models import Application, Attachment
from tracker.models.application import ApplicationQuerySet
from tracker.views.common import application_of, back, toast

SHOWN = 50


def binned_of(request: Request, pk: int) -> Application:
    """The person's application out of the bin; any other is missing."""
    rows = Application.objects.binned(request.user).select_related("company", "user")
    return get_object_or_404(rows, pk=pk)


def bin_page(request: Request) -> HttpResponse:
    """What lies in the bin, the latest first, and for how many days yet."""
    rows = _after(request, Application.objects.binned(request.user))
    rows = rows.select_related("company").defer("posting_text", "notes", "liked").order_by("-binned_at", "-pk")
    shown = list(rows[: SHOWN + 1])
    for row in shown:
        if row.binned_at:
            row.goes_on = row.binned_at + services.KEPT_FOR  # type: ignore[attr-defined]
    context = {
        "applications": shown[:SHOWN],
        # Of files nobody has so many that they need pages of their own.
        "files": _files(request) if "after" not in request.GET else [],
        "older": shown[SHOWN - 1].pk if len(shown) > SHOWN else None,
        "days": services.KEPT_FOR.days,
        "at": request.at,
    }
    return render(request, "tracker/bin.html", context)


def _files(request: Request) -> list[Attachment]:
    rows = Attachment.with_removed.for_user(request.user).removed().select_related("application__company")
    files = list(rows.defer("application__posting_text", "application__notes", "application__liked")[:SHOWN])
    for file in files:
        if file.removed_at:
            file.goes_on = file.removed_at + services.KEPT_FOR  # type: ignore[attr-defined]
    return files


def _after(request: Request, rows: ApplicationQuerySet) -> ApplicationQuerySet:
    """The next page begins after the last row of the one before; a number that is none of theirs begins anew."""
    after = request.GET.get("after", "")
    last = rows.filter(pk=int(after)).first() if after.isdecimal() and len(after) < 19 else None
    if last is None:
        return rows
    return rows.filter(Q(binned_at=last.binned_at, pk__lt=last.pk) | Q(binned_at__lt=last.binned_at))


@require_POST
def put_into_bin(request: Request, pk: int) -> HttpResponse:
    """Put away, and said so with the way back. What is in the bin is on no page but its own, so the list comes."""
    found = application_of(request, pk)
    if services.put_into_bin(found, by=request.user, at=request.at):
        text = _("%(application)s is in the bin and stays there for %(days)s days.")
        undo = reverse("tracker:take_out_of_bin", args=[pk])
        toast(request, text % {"application": found, "days": services.KEPT_FOR.days}, undo=undo)
    return redirect("tracker:applications")


@require_POST
def take_out_of_bin(request: Request, pk: int) -> HttpResponse:
    """Back where it stood, with its reminders."""
    # Also one that stands: a double click, or the same button in another window, finds it there.
    found = get_object_or_404(Application.objects.filter(user=request.user).select_related("company", "user"), pk=pk)
    services.take_out_of_bin(found, by=request.user, at=request.at)
    if Application.objects.for_user(request.user).filter(pk=pk).exists():
        messages.success(request, _("%(application)s is back where it stood.") % {"application": found})
    return back(request, "tracker:application", pk)


def delete_for_good(request: Request, pk: int) -> HttpResponse:
    """A page that says what will be gone, and the one button that does it."""
    found = binned_of(request, pk)
    if request.method != "POST":
        return render(request, "tracker/bin_delete.html", {"application": found})
    if services.delete_for_good(found, by=request.user):
        messages.success(request, _("%(application)s is gone for good.") % {"application": found})
    return redirect("tracker:bin")
