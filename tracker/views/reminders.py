from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.http import Request
from accounts.seen import holding
from tracker import queries, reminders, services
from tracker.forms import ReminderChangeForm, ReminderForm
from tracker.models import Reminder
from tracker.queries.agenda import beyond, place_of, read_place, sections
from tracker.reminders import Moment
from tracker.views.common import application_of, back, reminder_of
from tracker.when import number_word

# Of these a page stays light on a slow line.
PAGE = 12
MANY = 200
MOVED_MEANWHILE = gettext_lazy("This reminder was closed or moved in another window meanwhile; that stands.")


def later_days(request: Request) -> list[tuple[date, str]]:
    """The three usual answers to "not now"."""
    today = services.today_of(request.user, request.at)
    tomorrow, working = today + timedelta(days=1), request.user.next_working_day(today)
    days = [(tomorrow, _("Tomorrow")), (working, _("Next working day")), (today + timedelta(days=7), _("In a week"))]
    # Mostly the next working day is tomorrow, and need not stand there twice.
    return [days[0], *(one for one in days[1:] if one[0] != tomorrow)]


def reminder_list(request: Request) -> HttpResponse:
    """All that waits for its hour, and what was told and is not done: a page at a time, by the day."""
    today = services.today_of(request.user, request.at)
    waiting = queries.reminders_to_list(request.user, request.at)
    after = read_place(request.GET.get("after", ""))
    rows = list((beyond(waiting, after) if after else waiting)[: PAGE + 1])
    shown = rows[:PAGE]
    context = {
        "sections": sections(shown, request.user, request.at),
        # Nobody needs to know how many more than this, and counting them takes longer the more there are.
        "count": (count := waiting[: MANY + 1].count()),
        "number": number_word(count),
        "many": MANY,
        "after": place_of(shown[-1]) if len(rows) > PAGE else "",
        "is_first": after is None,
        "later": later_days(request),
        "today": today,
        "at": request.at,
    }
    return render(request, "tracker/reminders.html", context)


def reminder(request: Request, pk: int) -> HttpResponse:
    """One reminder: what, for whom, and the words to send."""
    found = reminder_of(request, pk)
    spoke = queries.last_spoke(found.application, request.at, found.contact)
    context = {"reminder": found, "later": later_days(request), "spoke": spoke, "at": request.at}
    return render(request, "tracker/reminder.html", context)


def change_reminder(request: Request, pk: int) -> HttpResponse:
    """Another day, another hour, other words."""
    with holding(request, Reminder, pk):
        return _change_reminder(request, reminder_of(request, pk))


def _change_reminder(request: Request, found: Reminder) -> HttpResponse:
    # Closed while somebody typed: then the words come back to them, with a line that says so.
    if not found.is_open and request.method != "POST":
        messages.info(request, _("This reminder is closed."))
        return redirect(found)
    form = ReminderChangeForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid() and form.settle():
        kept = form.save(commit=False)
        moment = Moment(form.cleaned_data["due_on"], form.cleaned_data["due_time"], kept.time_zone)
        if reminders.reschedule(reminder=kept, moment=moment):
            messages.success(request, _("Kept."))
            return back(request, "tracker:reminder", found.pk)
        form.add_error(None, MOVED_MEANWHILE)
    context = {"form": form, "reminder": found, "next": request.GET.get("next", request.POST.get("next", ""))}
    return render(request, "tracker/reminder_form.html", context, status=422 if form.errors else 200)


def add_reminder(request: Request, pk: int) -> HttpResponse:
    """A reminder of one's own."""
    application = application_of(request, pk)
    form = ReminderForm(request.POST or None, today=services.today_of(request.user, request.at))
    if request.method == "POST" and form.is_valid():
        reminders.schedule(
            application=application,
            kind=Reminder.Kind.OTHER,
            title=form.cleaned_data["title"],
            moment=Moment(form.cleaned_data["due_on"], request.user.reminder_clock),
            at=request.at,
        )
        messages.success(request, _("You will be reminded."))
        return redirect(application)
    context = {"form": form, "application": application}
    return render(request, "tracker/reminder_form.html", context, status=422 if form.errors else 200)
