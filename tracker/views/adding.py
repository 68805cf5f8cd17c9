"""A new application: on its own page, in the small window over any page, from a share menu or a bookmark."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from accounts.http import Request
from tracker import queries, services
from tracker.forms import NewApplicationForm, QuickAddForm
from tracker.models import Application, Status
from tracker.shared import first_answers


def add_application(request: Request) -> HttpResponse:
    """Company and role are enough."""
    form = new_application_form(request)
    if request.method == "POST" and form.is_valid():
        made = keep_new(form, request)
        messages.success(request, _("%(application)s is on your list.") % {"application": made})
        return redirect(made)
    return render(request, "tracker/application_form.html", {"form": form}, status=422 if form.errors else 200)


def quick_add(request: Request) -> HttpResponse:
    """The small window that "n" and the plus open. The script puts it there; a form by itself has the whole page."""
    form = QuickAddForm(request.POST or None, user=request.user, instance=Application(user=request.user))
    if request.method == "POST" and form.is_valid():
        made = keep_new(form, request)
        messages.success(request, _("%(application)s is on your list.") % {"application": made})
        return HttpResponseClientRedirect(made.get_absolute_url()) if request.htmx else redirect(made)
    return render(request, "tracker/_quick_add.html", {"form": form}, status=422 if form.errors else 200)


def save_page(request: Request) -> HttpResponse:
    """The bookmark "Save this job", and how a phone shares a page with us."""
    return render(request, "tracker/save.html")


def known(request: Request) -> HttpResponse:
    """ "Did I already apply here?", asked while the company is being typed. A hint, never a hindrance."""
    found = queries.applied_before(request.user, request.GET.get("company_name", ""))
    return render(request, "tracker/_known.html", {"found": found, "at": request.at})


def new_application_form(request: Request) -> NewApplicationForm:
    """The form of a new application: empty, with what a link or a share menu brought, or as it was sent."""
    made = Application(user=request.user)
    return NewApplicationForm(
        request.POST or None, user=request.user, instance=made, initial=first_answers(request.GET)
    )


def keep_new(form: NewApplicationForm, request: Request) -> Application:
    """Keep a new application, its company and the person named beside it: all or nothing, and once a form."""
    try:
        return _keep(form, request)
    except IntegrityError:
        # A double click, and the other press was faster by less than our look.
        kept = form.of_this_key()
        if kept is None:
            raise
        return kept


@transaction.atomic
def _keep(form: NewApplicationForm, request: Request) -> Application:
    # One look: a second one may see what the other press of a double click has kept meanwhile.
    kept = form.of_this_key()
    if kept and form.says_the_same(kept):
        return kept
    made = form.save(commit=False)
    made.company = services.company_named(request.user, form.cleaned_data["company_name"])
    made.form_key = None if kept else form.cleaned_data["form_key"]
    contact = form.contact()
    if contact:
        contact.company = made.company
    status = Status(form.cleaned_data["status"])
    return services.add_application(made, status=status, by=request.user, at=request.at, contact=contact)
