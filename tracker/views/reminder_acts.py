"""Done, skipped, later and taken back: in place where htmx asks, else by a page that says so."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.http import Request
from tracker import queries, reminders, services
from tracker.forms import LaterForm
from tracker.models import Reminder
from tracker.reminders import Moment
from tracker.views.common import application_of, back, reminder_of, toast
from tracker.views.reminders import MOVED_MEANWHILE, later_days
from tracker.when import day_words

STANDS = gettext_lazy("Another one has taken its place, or it is no longer needed: this stays as it is.")


@require_POST
def close_reminder(request: Request, pk: int, *, done: bool) -> HttpResponse:
    """Done, or skipped. A second press changes nothing."""
    found = reminder_of(request, pk)
    closed = reminders.close(reminder=found, done=done, at=request.at)
    text = _("Done. One thing less.") if done else _("Skipped. We will not ask again.")
    # Done again after it was taken back, it is another Done: the button of the first one must not open the second.
    undo = _way_back(found, closed=request.at.isoformat()) if closed else ""
    return _became(request, found, text if closed else "", undo)


def snooze(request: Request, pk: int) -> HttpResponse:
    """Later: on a day, at the person's hour. Most say so in the menu of the row; this page is for the rest."""
    found, today = reminder_of(request, pk), services.today_of(request.user, request.at)
    form = LaterForm(request.POST or None, today=today)
    if request.method != "POST" or not form.is_valid() or form.day is None:
        return _later_page(request, found, form)
    if not found.is_open:
        return _became(request, found, _("This reminder is closed."), "")
    was = reminders.remember(found)
    if not reminders.reschedule(reminder=found, moment=Moment(form.day, request.user.reminder_clock)):
        return _stays(request, found, str(MOVED_MEANWHILE))
    text = _("We come back to it %(day)s.") % {"day": _inside(day_words(form.day, today), form.day == today)}
    return _became(request, found, text, _way_back(found, was=was))


def _later_page(request: Request, reminder: Reminder, form: LaterForm) -> HttpResponse:
    if request.htmx and form.is_bound:
        # In the row there is no room for the form; why it was refused is said on top, and the row stays as it is.
        return _stays(request, reminder, " ".join(str(one[0]) for one in form.errors.values()), error=True)
    context = {
        "form": form,
        "reminder": reminder,
        "later": later_days(request),
        "here": request.POST.get("next", request.GET.get("next", "")),
        "in_place": "row" in request.GET,
    }
    # The menu of a row comes when it is opened: a list would be twice as long with all of them.
    template = "_components/later_menu.html" if request.htmx else "tracker/later.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _inside(words: str, is_today: bool) -> str:
    """ "later today", "tomorrow", "on Thu 10 Sep"."""
    if is_today:
        return _("later today")
    return words if words == _("tomorrow") else _("on %(day)s") % {"day": words}


@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    """Take back "done", "skip" or "later"; of a "later" the button carries the day it stood on."""
    found = reminder_of(request, pk)
    taken_back = _taken_back(request, found)
    found = reminder_of(request, pk)
    if not taken_back:
        return _stays(request, found, str(STANDS))
    return _stays(request, found, _("Taken back. It stands where it stood before."), good=True)


def _taken_back(request: Request, reminder: Reminder) -> bool:
    if was := request.GET.get("was", ""):
        return reminders.put_back(reminder=reminder, was=was)
    try:
        closed_at = datetime.fromisoformat(request.GET["closed"]) if "closed" in request.GET else None
    except ValueError:
        return False
    return reminders.reopen(reminder=reminder, at=request.at, closed_at=closed_at)


@require_POST
def ask(request: Request, pk: int) -> HttpResponse:
    """The words that ask how things stand, ready to be read and sent."""
    application = application_of(request, pk)
    found = reminders.ask(application, at=request.at)
    if found is None:
        messages.info(request, _("You have asked twice. A third time would not help; silence is an answer, too."))
        return back(request, "tracker:application", pk)
    return redirect(found)


def _way_back(reminder: Reminder, **meant: str) -> str:
    return f"{reverse('tracker:reopen', args=[reminder.pk])}?{urlencode(meant)}"


def _became(request: Request, reminder: Reminder, text: str, undo: str) -> HttpResponse:
    """What became of it: one quiet line in its place, or a word on the page that the button stood on."""
    if request.htmx:
        return _part(request, "_components/reminder_closed.html", {"reminder": reminder, "text": text, "undo": undo})
    if undo:
        toast(request, text, undo=undo)
    elif text:
        messages.info(request, text)
    return back(request, "tracker:reminders")


def _stays(
    request: Request, reminder: Reminder, text: str, *, error: bool = False, good: bool = False
) -> HttpResponse:
    """It is on the list as it was, and a line says why."""
    level = messages.ERROR if error else messages.SUCCESS if good else messages.INFO
    if request.htmx and good:
        return _part(request, "_components/reminder_row.html", {"reminder": reminder, "again": True})
    messages.add_message(request, level, text)
    if request.htmx:
        closed = {"reminder": reminder, "text": "", "undo": ""}
        name = "_components/reminder_row.html" if reminder.is_open else "_components/reminder_closed.html"
        return _part(request, name, closed)
    return back(request, "tracker:reminders")


def _part(request: Request, template: str, context: dict[str, object]) -> HttpResponse:
    """One row; and the sentence on top of Today, which is true also after it changed."""
    here = request.POST.get("next", "")
    context |= {"part": template, "here": here, "later": later_days(request), "at": request.at}
    if here == reverse("tracker:today"):
        context["page"] = queries.today(request.user, request.at)
    return render(request, "_components/reminder_part.html", context | {"show_application": True})
