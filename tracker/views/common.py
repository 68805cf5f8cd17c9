"""What the pages of this room share: the one getter per object, the way back, and the word that something is done."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect

from accounts.http import Request, way_back
from tracker.models import Application, Contact, Interview, Reminder


def application_of(request: Request, pk: int) -> Application:
    """The person's application; a stranger's is as missing as one that never was: 404."""
    rows = Application.objects.for_user(request.user).select_related("company", "user")
    return get_object_or_404(rows, pk=pk)


def interview_of(request: Request, pk: int) -> Interview:
    rows = Interview.objects.for_user(request.user).select_related("application__company", "application__user")
    return get_object_or_404(rows, pk=pk)


def contact_of(request: Request, pk: int) -> Contact:
    return get_object_or_404(Contact.objects.for_user(request.user), pk=pk)


def reminder_of(request: Request, pk: int) -> Reminder:
    rows = (
        Reminder.objects.for_user(request.user)
        .select_related("user", "application__company", "application__user", "interview", "contact")
        .prefetch_related("interview__interviewers")
    )
    return get_object_or_404(rows, pk=pk)


def back(request: Request, default: str, *args: object) -> HttpResponseRedirect:
    """To the page the button stood on, if it is one of ours."""
    return way_back(request) or redirect(default, *args)


def toast(request: Request, text: str, undo: str = "") -> None:
    """Say that something is done, with a button that takes it back: `undo` is an address that takes a POST.

    The next page says it; where htmx asked, config.notices adds it to the answer, so a view need do no more.
    """
    messages.success(request, text, extra_tags=f"toast {undo}".strip())


def number_in(text: str | None) -> int | None:
    """A row's number out of an address; none if it is no number that a database knows."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
