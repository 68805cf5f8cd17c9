from django.contrib import messages
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import Request
from tracker import queries, services
from tracker.forms import ApplicationForm, NoteForm, TouchForm
from tracker.timeline import reminders_of, timeline
from tracker.views.common import application_of


def application(request: Request, pk: int) -> HttpResponse:
    """Everything about one application."""
    found = application_of(request, pk)
    # The page names who is in each round; without this, one question a round.
    prefetch_related_objects([found], "interviews__interviewers", "contacts")
    spoke = queries.last_spoke_each(found, request.at)
    # Open ones for the list, closed ones for the timeline: one question.
    reminders = reminders_of(found)
    context = {
        "application": found,
        "interviews": list(found.interviews.all()),
        "timeline": timeline(found, request.at, reminders),
        "people": [(person, spoke.get(person.pk)) for person in found.contacts.all()],
        "reminders": [reminder for reminder in reminders if reminder.is_open],
        "answer": queries.answer_for(found, request.user, request.at),
        "note_form": NoteForm(),
        "touch_form": TouchForm(people=list(found.contacts.all()), today=services.today_of(request.user, request.at)),
        "at": request.at,
    }
    return render(request, "tracker/application.html", context)


def edit_application(request: Request, pk: int) -> HttpResponse:
    """The facts. The status is not among them."""
    found = application_of(request, pk)
    form = ApplicationForm(request.POST or None, user=request.user, instance=found)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            kept = form.save(commit=False)
            kept.company = services.company_named(request.user, form.cleaned_data["company_name"])
            fields = [*form.Meta.fields, "company", "applied_on", "closes_on", "offer_reply_by"]
            services.change_facts(kept, fields=fields, at=request.at)
        return redirect(kept)
    # Read anew: a refused form has written what was typed onto its instance, and the heading shows what is kept.
    context = {"form": form, "application": application_of(request, pk)}
    return render(request, "tracker/application_form.html", context, status=422 if form.errors else 200)


@require_POST
def add_note(request: Request, pk: int) -> HttpResponse:
    """A line for the timeline."""
    found = application_of(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "application": found}
        return render(request, "tracker/note_form.html", context, status=422)
    services.add_note(application=found, text=form.cleaned_data["text"], at=request.at)
    messages.success(request, _("Noted."))
    return redirect(found)
