"""Notes for a round, typed where the round stands; without JavaScript the same link opens the round's own form."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.http import Request
from tracker import services
from tracker.forms import PreparationForm
from tracker.views.common import interview_of


def preparation(request: Request, pk: int) -> HttpResponse:
    """The notes of one round, to be swapped in: their form, or with ?shown the notes again."""
    found = interview_of(request, pk)
    form = PreparationForm(request.POST if request.method == "POST" else None, instance=found)
    kept = request.method == "POST" and _keep(form, request)
    if kept and not request.htmx:
        return redirect(found.application)
    context = {"interview": interview_of(request, pk), "form": form, "returns": True, "at": request.at}
    if kept or "shown" in request.GET:
        return render(request, "tracker/_preparation.html", context)
    page = "tracker/_preparation_form.html" if request.htmx else "tracker/preparation_form.html"
    return render(request, page, context, status=422 if form.errors else 200)


def _keep(form: PreparationForm, request: Request) -> bool:
    if not form.is_valid():
        return False
    changes = form.changes()
    if form.errors or not changes:
        return not form.errors
    text, was = changes["preparation"], form.kept["preparation"]
    if services.note_preparation(interview=form.instance, text=text, was=was):
        return True
    # Between our look and our write: looked at once more, the form finds what changed.
    form.kept = {"preparation": interview_of(request, form.instance.pk).preparation}
    form.changes()
    return not form.errors
