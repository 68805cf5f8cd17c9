"""The page that is opened every morning."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import Request
from tracker import queries
from tracker.models import Application
from tracker.views.reminders import later_days


def today(request: Request) -> HttpResponse:
    """What needs this person now. Somebody with nothing kept yet is shown three ways to begin."""
    page = queries.today(request.user, request.at)
    if page.is_empty and not Application.objects.for_user(request.user).exists():
        return render(request, "tracker/first_run.html", {"at": request.at})
    context = {"page": page, "later": later_days(request), "at": request.at}
    return render(request, "tracker/today.html", context)
