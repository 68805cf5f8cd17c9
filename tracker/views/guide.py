from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import Request
from tracker.guide import guide


def status_guide(request: Request) -> HttpResponse:
    """What each status means, when to use it, and where one can go from there."""
    return render(request, "tracker/status_guide.html", {"pages": guide()})
