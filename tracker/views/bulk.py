"""What is done to the rows that somebody ticked, and one button that takes it back."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.http import Request
from accounts.text import legible
from tracker.models import Application, BulkAction, Status
from tracker.services import bulk
from tracker.views.common import back, toast

# As many as the table shows, and some more.
MOST, LONGEST_TAG = 100, 60
Rows = Sequence[Application]


@require_POST
def act(request: Request) -> HttpResponse:
    """Move, tag, leave alone or put away the rows that are ticked."""
    chosen = [int(pk) for pk in request.POST.getlist("pk")[:MOST] if pk.isdecimal() and len(pk) < 19]
    rows = list(Application.objects.for_user(request.user).select_related("company", "user").filter(pk__in=chosen))
    acts: dict[str, Callable[[Request, Rows], None]] = {"move": _move, "tag": _tag, "retire": _retire, "bin": _bin}
    do = acts.get(request.POST.get("act", ""))
    if not rows:
        messages.error(request, _("Tick at least one application first."))
    elif do is None:
        messages.error(request, _("Choose what to do with them."))
    else:
        do(request, rows)
    return back(request, "tracker:applications")


def _move(request: Request, rows: Rows) -> None:
    to = request.POST.get("to", "")
    if to == Status.WITHDRAWN:
        text = _("To say no, open the application and press Decline: it has words, one company at a time.")
        messages.error(request, text)
    elif to == Status.ACCEPTED:
        messages.error(request, _("To say yes, open the application: a yes is said to one company."))
    elif to not in Status.values:
        messages.error(request, _("Choose where they move to."))
    else:
        outcome = bulk.move_all(rows, to=Status(to), by=request.user, at=request.at)
        text = ngettext("%(n)d moved to %(to)s.", "%(n)d moved to %(to)s.", outcome.count)
        _say(
            request,
            outcome,
            text % {"n": outcome.count, "to": Status(to).label},
            _("These cannot go there: %(names)s."),
        )


def _tag(request: Request, rows: Rows) -> None:
    tag = legible(request.POST.get("tag", "").replace(",", " "))
    if not tag or len(tag) > LONGEST_TAG:
        messages.error(request, _("Write the tag, in sixty letters at most."))
        return
    outcome = bulk.tag_all(rows, tag=tag, by=request.user, at=request.at)
    text = ngettext("%(n)d has the tag “%(tag)s” now.", "%(n)d have the tag “%(tag)s” now.", outcome.count)
    _say(
        request,
        outcome,
        text % {"n": outcome.count, "tag": tag},
        _("These had it already, or have no room: %(names)s."),
    )


def _retire(request: Request, rows: Rows) -> None:
    outcome = bulk.retire_all(rows, by=request.user, at=request.at)
    text = ngettext("No more follow-ups about %(n)d.", "No more follow-ups about these %(n)d.", outcome.count)
    _say(request, outcome, text % {"n": outcome.count}, _("These were left alone already: %(names)s."))


def _bin(request: Request, rows: Rows) -> None:
    outcome = bulk.bin_all(rows, by=request.user, at=request.at)
    text = ngettext("%(n)d is in the bin, for thirty days.", "%(n)d are in the bin, for thirty days.", outcome.count)
    _say(request, outcome, text % {"n": outcome.count}, _("These are not there any more: %(names)s."))


def _say(request: Request, outcome: bulk.Outcome, done: str, left: str) -> None:
    if outcome.action:
        toast(request, done, undo=reverse("tracker:take_back_all", args=[outcome.action.pk]))
    if outcome.left:
        messages.info(request, left % {"names": _names(outcome.left)})


def _names(rows: Rows) -> str:
    return "; ".join(str(row) for row in rows)


@require_POST
def take_back_all(request: Request, pk: int) -> HttpResponse:
    """Undo what was done to several, for each that has not moved on since."""
    action = get_object_or_404(BulkAction.objects.for_user(request.user), pk=pk)
    undone = bulk.take_back_all(action, by=request.user, at=request.at)
    if undone is None:
        messages.info(request, _("This was taken back before."))
        return back(request, "tracker:applications")
    count, moved_on = undone
    if count:
        text = ngettext("%(n)d stands as it stood.", "%(n)d stand as they stood.", count)
        messages.success(request, text % {"n": count})
    if moved_on:
        text = _("These have moved on since, and stay: %(names)s.")
        messages.info(request, text % {"names": _names(moved_on)})
    return back(request, "tracker:applications")
