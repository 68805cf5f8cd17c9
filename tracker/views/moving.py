"""One legal step, and back. The page, the board and the list press the same two buttons."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import Request
from accounts.time import local
from tracker import services
from tracker.models import Application, Status, StatusChange
from tracker.transitions import InvalidTransition
from tracker.views import board
from tracker.views.common import application_of, back, toast
from tracker.when import moment_words

CONFLICT, REFUSED = 409, 422


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Request, pk: int) -> HttpResponse:
    """The legal steps, and taking one of them. Saying no has its own page, because it has words."""
    found = application_of(request, pk)
    if request.method != "POST":
        return _offered(request, found)
    to = request.POST.get("to", "")
    # The page carries where it stood when it was drawn; a button of yesterday's page is asked about, not obeyed.
    if request.POST.get("stands", found.status) != found.status:
        return _meanwhile(request, found, to)
    if to not in Status.values or to == Status.WITHDRAWN:
        return _refused(request, found, _("Choose where it moves to. To say no yourself, press Decline."), REFUSED)
    try:
        change = services.move(application=found, to=Status(to), by=request.user, at=request.at)
    except InvalidTransition as refusal:
        if refusal.stands != found.status:
            return _meanwhile(request, application_of(request, pk), to)
        text = _("It stands at %(stands)s and cannot go from there to %(wanted)s.")
        words = {"stands": refusal.stands.label, "wanted": refusal.wanted.label}
        return _refused(request, found, text % words, REFUSED)
    toast(request, _said(found), undo=reverse("tracker:take_back", args=[change.pk]))
    return _done(request, found)


@require_POST
def take_back(request: Request, pk: int) -> HttpResponse:
    """Undo this one move, if it is still the latest: a toast of an hour ago never undoes what came after it.

    That of a decline is undone on the decline's page, with all that hangs on it.
    """
    rows = StatusChange.objects.filter(application__user=request.user, application__binned_at__isnull=True)
    change = get_object_or_404(rows.select_related("application__company", "application__user"), pk=pk)
    found = change.application
    if change.to_status == Status.WITHDRAWN:
        return redirect(found)
    if change.takes_back_id and change.from_status == Status.WITHDRAWN:
        # Back to a no without its words and with the rounds still standing: only declining does that whole.
        return _refused(request, found, _("To say no again, press Decline."), REFUSED)
    try:
        services.take_back(change=change, by=request.user, at=request.at)
    except InvalidTransition:
        return _not_taken_back(request, change)
    text = _("Taken back. %(company)s stands at %(status)s again.")
    toast(request, text % {"company": found.company, "status": found.get_status_display()})
    return board.answer(request, found) or back(request, "tracker:application", found.pk)


def _done(request: Request, found: Application) -> HttpResponse:
    if answer := board.answer(request, found):
        return answer
    # The page of a yes asks whether to tell the others; the list that it was pressed on does not.
    return redirect(found) if found.status == Status.ACCEPTED else back(request, "tracker:application", found.pk)


def _not_taken_back(request: Request, change: StatusChange) -> HttpResponse:
    found = change.application
    if not change.from_status:
        return _refused(request, found, _("There is no move here to take back."), REFUSED)
    if StatusChange.objects.filter(takes_back=change).exists():
        messages.info(request, _("This was taken back before."))
        return _done(request, found)
    text = _("It has moved on since, so this is not taken back.")
    return _refused(request, found, f"{text} {_latest(request, found)}", CONFLICT)


def _said(moved: Application) -> str:
    words = {"company": moved.company, "status": moved.get_status_display()}
    if moved.status == Status.ACCEPTED:
        return _("You said yes to %(company)s. Congratulations.") % words
    return _("%(company)s moved to %(status)s.") % words


def _meanwhile(request: Request, found: Application, to: str) -> HttpResponse:
    """Somebody was first: this person in another window, most likely."""
    if found.status == to:
        # A double click, or two windows of one mind: nothing is lost, so nobody is asked.
        messages.info(request, _latest(request, found))
        return _done(request, found)
    return _refused(request, found, _latest(request, found), CONFLICT)


def _latest(request: Request, found: Application) -> str:
    """ "You moved this to Interviewing at 14:06 in another window." """
    change = found.changes.select_related("by").order_by("-pk").first()
    if change is None:
        return _("It stands at %(status)s now.") % {"status": found.get_status_display()}
    words = {
        "status": change.get_to_status_display(),
        "when": _at(request, change),
        "who": change.by or _("Somebody"),
    }
    mine = change.by_id == request.user.pk
    if change.to_status == Status.WITHDRAWN:
        text = _("You withdrew this %(when)s in another window.") if mine else _("%(who)s withdrew this %(when)s.")
    elif mine and change.takes_back_id:
        text = _("You took this back to %(status)s %(when)s in another window.")
    elif mine:
        text = _("You moved this to %(status)s %(when)s in another window.")
    else:
        text = _("%(who)s moved this to %(status)s %(when)s.")
    return text % words


def _at(request: Request, change: StatusChange) -> str:
    """ "at 14:06", and with its day when that is not today."""
    zone = request.user.time_zone
    wall, now = local(change.at, zone), local(request.at, zone)
    if wall.date() == now.date():
        return _("at %(hour)s") % {"hour": date_format(wall, "G:i")}
    return _("(%(when)s)") % {"when": moment_words(change.at, at=request.at, zone=zone)}


def _refused(request: Request, found: Application, text: str, status: int) -> HttpResponse:
    """Why not, where it stands now, and the moves there are from there."""
    answer = board.answer(request, found, refusal=text, status=status)
    if answer is None:
        context = {"application": found, "text": text, "next": request.POST.get("next", "")}
        return render(request, "tracker/move.html", context, status=status)
    toast(request, text)
    return answer


def _offered(request: Request, found: Application) -> HttpResponse:
    """The legal moves: a menu for the board, a page for who has no JavaScript."""
    context = {"application": found, "next": request.headers.get("Referer", "")}
    if request.htmx:
        context["next"] = request.htmx.current_url_abs_path or ""
        return render(request, "tracker/_board_menu.html", context)
    return render(request, "tracker/move.html", context)
