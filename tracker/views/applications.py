from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.http import Request
from tracker import services
from tracker.forms import ApplicationForm
from tracker.views.common import application_of


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
