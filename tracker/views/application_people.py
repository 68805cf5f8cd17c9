"""Who is met on the way of one application: those known already first, so that nobody is kept twice."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import Request
from tracker.forms import ContactForm
from tracker.models import Application, Contact
from tracker.queries import people as queries
from tracker.queries.twins import same_person
from tracker.services.people import put_on
from tracker.services.people import take_off as take_them_off
from tracker.views.common import application_of, number_in, toast

# Known at the company, offered before anything is typed.
OFFERED = 5


def add_contact(request: Request, pk: int) -> HttpResponse:
    """Somebody known already, or somebody new."""
    application = application_of(request, pk)
    # In the address too: a toast's button has nothing else to say it with.
    if request.method == "POST" and (chosen := number_in(request.POST.get("known", request.GET.get("known")))):
        return _put_on_known(request, application, chosen)
    typed = request.GET.get("q", "").strip()[:200]
    company = None if typed else application.company
    found = queries.people_page(request.user, typed=typed, company=company).rows[: 25 if typed else OFFERED]
    on_it = set(application.contacts.values_list("pk", flat=True))
    context = {"application": application, "typed": typed, "found": [one for one in found if one.pk not in on_it]}
    if request.htmx:
        return render(request, "tracker/_contacts_found.html", context)
    return _new_contact(request, application, context)


def _new_contact(request: Request, application: Application, context: dict[str, object]) -> HttpResponse:
    contact = Contact(user=request.user, company=application.company)
    form = ContactForm(request.POST or None, instance=contact)
    if request.method == "POST" and form.is_valid():
        made = form.save(commit=False)
        twins = [] if "anyway" in request.POST else list(same_person(made)[:3])
        if not twins:
            put_on(application, made, at=request.at)
            messages.success(request, _("%(person)s is kept.") % {"person": made})
            return redirect(application)
        context["twins"] = twins
    status = 422 if form.errors or "twins" in context else 200
    return render(request, "tracker/contact_form.html", context | {"form": form}, status=status)


def _put_on_known(request: Request, application: Application, chosen: int) -> HttpResponseRedirect:
    contact = Contact.objects.for_user(request.user).filter(pk=chosen).first()
    if contact is None:
        messages.error(request, _("This person is not among yours any more."))
        return redirect("tracker:add_contact", application.pk)
    if put_on(application, contact, at=request.at):
        messages.success(request, _("%(person)s is on this application now.") % {"person": contact})
    return redirect(application)


@require_POST
def take_off(request: Request, pk: int) -> HttpResponse:
    """Somebody is taken off an application, and stays among one's people with all that was noted."""
    application = application_of(request, pk)
    chosen = number_in(request.POST.get("contact"))
    contact = Contact.objects.for_user(request.user).filter(pk=chosen).first() if chosen else None
    if contact and take_them_off(application, contact, at=request.at):
        undo = f"{reverse('tracker:add_contact', args=[pk])}?known={contact.pk}"
        toast(request, _("%(person)s is off this application.") % {"person": contact}, undo=undo)
    return redirect(application)
