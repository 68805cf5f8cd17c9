"""What the palette (Ctrl+K) asks while somebody types."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import Request
from tracker.models import Application
from tracker.queries.people import companies_by_word
from tracker.search import newest_matching

FEW = 6


def find(request: Request) -> HttpResponse:
    """The applications at companies called so, then the latest that have these words, as options of a list."""
    typed = " ".join(request.GET.get("q", "").split())[:200]
    mine = Application.objects.for_user(request.user)
    called = companies_by_word(request.user, typed)[:FEW] if typed else []
    there = mine.filter(company__in=called).order_by("-pk").values_list("pk", flat=True)[:FEW]
    found = list(dict.fromkeys([*there, *newest_matching(request.user, typed, mine, limit=FEW)]))[:FEW]
    rows = mine.select_related("company").in_bulk(found)
    return render(request, "tracker/_found.html", {"found": [rows[pk] for pk in found if pk in rows], "typed": typed})


def keys(request: Request) -> HttpResponse:
    """What the keys do: asked for when somebody presses "?", so that no page has to carry it."""
    return render(request, "tracker/_keys.html")
