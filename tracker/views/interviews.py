from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import Request
from accounts.seen import holding
from tracker import services
from tracker.forms import InterviewForm
from tracker.models import Application, Interview
from tracker.views.common import application_of, back, interview_of


def add_interview(request: Request, pk: int) -> HttpResponse:
    """A new round of an application."""
    return _interview_form(request, application_of(request, pk), Interview())


def edit_interview(request: Request, pk: int) -> HttpResponse:
    """The facts of a round."""
    with holding(request, Interview, pk):
        found = interview_of(request, pk)
        return _interview_form(request, found.application, found)


def _interview_form(request: Request, application: Application, interview: Interview) -> HttpResponse:
    form = InterviewForm(request.POST or None, user=request.user, application=application, instance=interview)
    if request.method == "POST" and form.is_valid() and form.settle():
        services.save_interview(
            form.save(commit=False),
            # Beside the form's own fields: the model's state is not editable, so that the service sets it.
            state=form.chosen_state(),
            interviewers=list(form.cleaned_data["interviewers"]),
            by=request.user,
            at=request.at,
        )
        messages.success(request, _("This round is kept."))
        return redirect(application)
    context = {"form": form, "application": application, "interview": interview if interview.pk else None}
    return render(request, "tracker/interview_form.html", context, status=422 if form.errors else 200)


@require_POST
def answer(request: Request, pk: int) -> HttpResponse:
    """Say yes to a round, note that it was held, or that they cancelled it."""
    found = interview_of(request, pk)
    to = request.POST.get("to", "")
    if to not in {Interview.State.ACCEPTED, Interview.State.DONE, Interview.State.CANCELLED}:
        messages.error(request, _("Choose yes, done or cancelled."))
    # Accepted without a date, it would stand nowhere on Today and nobody would be reminded of it.
    elif to == Interview.State.ACCEPTED and found.state == Interview.State.INVITED and not found.starts_at:
        messages.info(request, _("Say when it is and choose “Accepted”, so that we can remind you."))
        return redirect("tracker:edit_interview", pk)
    elif services.set_interview_state(interview=found, to=Interview.State(to), at=request.at):
        messages.success(request, _("Noted: %(state)s.") % {"state": found.get_state_display().lower()})
    else:
        messages.info(
            request, _("This round was finished already: %(state)s.") % {"state": found.get_state_display()}
        )
    return back(request, "tracker:application", found.application_id)
