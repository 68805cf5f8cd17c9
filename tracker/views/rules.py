"""When reminders come, for all applications and for one; contact that restarts them; no more about this one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import Request
from accounts.models import User
from accounts.seen import holding
from tracker import reminders, services
from tracker.forms import RulesForm, TouchForm
from tracker.models import Application
from tracker.views.common import application_of


def rules(request: Request) -> HttpResponse:
    """For all applications."""
    return _rules(request, None)


def application_rules(request: Request, pk: int) -> HttpResponse:
    """For one: as for all, or its own way."""
    return _rules(request, application_of(request, pk))


def _rules(request: Request, application: Application | None) -> HttpResponse:
    with holding(request, User, request.user.pk):
        return _change_rules(request, application)


def _change_rules(request: Request, application: Application | None) -> HttpResponse:
    book = reminders.Book(request.user)
    form = RulesForm(request.POST or None, book=book, application=application)
    if request.method == "POST" and form.is_valid() and form.settle():
        reminders.set_rules(form.wanted(), user=request.user, application=application, at=request.at)
        messages.success(request, _("Kept. What was planned by the old numbers has moved along."))
        return redirect(application) if application else redirect("tracker:reminders")
    context = {"form": form, "application": application}
    return render(request, "tracker/rules.html", context, status=422 if form.errors else 200)


@require_POST
def retire(request: Request, pk: int) -> HttpResponse:
    """No more follow-ups, questions and hellos about this one; its status stays as true as it is."""
    found = application_of(request, pk)
    if services.retire(found, at=request.at):
        messages.success(request, _("No more reminders about this one, but for what has a date or waits for you."))
    return redirect(found)


@require_POST
def unretire(request: Request, pk: int) -> HttpResponse:
    """Remind again."""
    found = application_of(request, pk)
    if services.unretire(found, at=request.at):
        messages.success(request, _("We remind you of this one again."))
    return redirect(found)


def add_touch(request: Request, pk: int) -> HttpResponse:
    """You were in contact."""
    found = application_of(request, pk)
    today = services.today_of(request.user, request.at)
    form = TouchForm(request.POST or None, people=list(found.contacts.all()), today=today)
    if request.method == "POST" and form.is_valid():
        services.log_touch(
            found,
            on=form.cleaned_data["on"],
            channel=form.cleaned_data["channel"],
            contact=form.chosen_contact(),
            text=form.cleaned_data["said"],
            heard=form.cleaned_data["heard"],
            by=request.user,
            at=request.at,
        )
        messages.success(request, _("Noted. Silence is counted from that day."))
        return redirect(found)
    context = {"form": form, "application": found}
    return render(request, "tracker/touch_form.html", context, status=422 if form.errors else 200)
