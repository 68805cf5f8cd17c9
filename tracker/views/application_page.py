"""The page of one application: all that hangs on it, in a fixed number of questions."""

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import Request
from tracker import queries, services
from tracker.forms import NoteForm, TouchForm
from tracker.timeline import reminders_of, timeline
from tracker.views.common import application_of
from tracker.views.facts import facts_of


def application(request: Request, pk: int) -> HttpResponse:
    """Everything about one application."""
    found = application_of(request, pk)
    prefetch_related_objects([found], "contacts")
    # Open ones for the list, closed ones for the timeline: one question, and the rounds and notes come along.
    reminders = reminders_of(found)
    people = list(found.contacts.all())
    spoke = queries.last_spoke_each(found, request.at)
    context = {
        "application": found,
        "interviews": list(found.interviews.all()),
        "timeline": timeline(found, request.at, reminders),
        "earlier": queries.history(found, people, request.at),
        "people": [(person, spoke.get(person.pk)) for person in people],
        "facts": (facts := facts_of(found)),
        "more_facts": [fact for fact in facts if not fact.is_known and fact.group != "liked"],
        "attachments": list(found.attachments.all()),
        "reminders": [reminder for reminder in reminders if reminder.is_open],
        "answer": queries.answer_for(found, request.user, request.at),
        "note_form": NoteForm(),
        "touch_form": TouchForm(people=people, today=services.today_of(request.user, request.at)),
        "at": request.at,
    }
    return render(request, "tracker/application.html", context)


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
