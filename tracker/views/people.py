"""Everybody met on the way: the list, the page of one, and contact with them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import Request
from accounts.seen import holding
from tracker import services
from tracker.forms.people import PersonForm, PersonTouchForm
from tracker.models import Company, Contact
from tracker.queries import people as queries
from tracker.queries.twins import same_person
from tracker.services.people import keep, let_go
from tracker.views.common import back, contact_of, number_in, toast

# Of the hellos to come; the rest stands under Reminders.
HELLOS = 8


def people(request: Request) -> HttpResponse:
    """Whom to stay in touch with, and everybody by name; a word, a role or a company narrows it."""
    typed = request.GET.get("q", "").strip()[:200]
    role = request.GET.get("role", "")
    role = role if role in Contact.Role.values else ""
    at_company = number_in(request.GET.get("company"))
    company = Company.objects.for_user(request.user).filter(pk=at_company).first() if at_company else None
    after = number_in(request.GET.get("after"))
    page = queries.people_page(request.user, typed=typed, role=role, company=company, after=after)
    whole = not (typed or role or company or after)
    hellos = queries.hellos(request.user, limit=HELLOS) if whole else []
    known = queries.known([*page.rows, *(hello.contact for hello in hellos if hello.contact)], request.at)
    spoke = {one.person.pk: one.spoke for one in known}
    kept = {"q": typed, "role": role, "company": str(company.pk) if company else ""}
    context = {
        "page": page,
        "rows": known[: len(page.rows)],
        "hellos": [(hello, spoke.get(hello.contact_id or 0)) for hello in hellos],
        "today": services.today_of(request.user, request.at),
        "whole": whole,
        "typed": typed,
        "role": role,
        "company": company,
        "roles": [(value, label, _query(kept, role=value)) for value, label in Contact.Role.choices],
        "without": {name: _query(kept, **{name: ""}) for name in kept},
        "first": _query(kept),
        "more": _query(kept, after=page.after) if page.after else "",
        "at": request.at,
    }
    name = "tracker/_people_rows.html" if request.htmx else "tracker/people.html"
    return render(request, name, context)


def _query(kept: dict[str, str], **changes: object) -> str:
    return urlencode({name: str(value) for name, value in {**kept, **changes}.items() if value})


def person(request: Request, pk: int) -> HttpResponse:
    """One person: who they are, where you met, and when you were in contact."""
    found = contact_of(request, pk)
    applications = queries.applications_with(found)
    reminders = list(found.reminders.open().select_related("user", "application__company", "interview"))
    history = queries.spoken_with(found, request.at)
    context = {
        "person": found,
        "spoke": queries.last_spoke_with([found.pk], request.at).get(found.pk),
        "applications": applications,
        "reminders": reminders,
        "hello": next((one for one in reminders if one.kind == "stay_in_touch"), None),
        "history": history,
        "touch_form": touch_form(request, found) if applications else None,
        "twins": list(same_person(found)[:3]),
        "merges": list(found.merges.standing(request.at).select_related("contact")),
        "is_used": bool(applications or history or reminders),
        "at": request.at,
    }
    return render(request, "tracker/person.html", context)


def touch_form(request: Request, contact: Contact) -> PersonTouchForm:
    """The form for contact with this person, empty or as it was sent."""
    applications = queries.applications_with(contact)
    today = services.today_of(request.user, request.at)
    return PersonTouchForm(request.POST or None, applications=applications, today=today)


def touch_person(request: Request, pk: int) -> HttpResponse:
    """You were in contact with this person."""
    found = contact_of(request, pk)
    form = touch_form(request, found)
    if request.method == "POST" and form.applications and form.is_valid():
        services.log_touch(
            form.chosen_application(),
            on=form.cleaned_data["on"],
            channel=form.cleaned_data["channel"],
            contact=found,
            text=form.cleaned_data["said"],
            heard=form.cleaned_data["heard"],
            by=request.user,
            at=request.at,
        )
        toast(request, _("Noted. The next hello to %(person)s is counted from that day.") % {"person": found})
        return back(request, "tracker:person", pk)
    context = {"form": form, "person": found, "next": request.POST.get("next", request.GET.get("next", ""))}
    # In place, under the row that it was asked for; else on a page of its own.
    name = "tracker/_person_touch.html" if request.htmx else "tracker/person_touch.html"
    return render(request, name, context, status=422 if form.errors else 200)


def edit_contact(request: Request, pk: int) -> HttpResponse:
    """The facts of a person, wherever met."""
    with holding(request, Contact, pk):
        return _edit_contact(request, contact_of(request, pk))


def _edit_contact(request: Request, found: Contact) -> HttpResponse:
    form = PersonForm(request.POST or None, instance=found)
    if request.method == "POST" and (kept := _keep_person(form, request)):
        messages.success(request, _("%(person)s is kept.") % {"person": kept})
        return redirect(kept)
    context = {
        "form": form,
        "contact": contact_of(request, found.pk),
        "companies": queries.company_names(request.user),
    }
    return render(request, "tracker/person_form.html", context, status=422 if form.errors else 200)


def _keep_person(form: PersonForm, request: Request) -> Contact | None:
    if not form.is_valid() or not form.settle():
        return None
    kept: Contact = form.save(commit=False)
    named = form.cleaned_data["company_name"]
    kept.company = services.company_named(request.user, named) if named else None
    keep(kept)
    return kept


@require_POST
def delete_person(request: Request, pk: int) -> HttpResponse:
    """Somebody who stands nowhere is let go."""
    found = contact_of(request, pk)
    if not let_go(found):
        messages.error(request, _("%(person)s stands on an application or in a note, and stays.") % {"person": found})
        return redirect(found)
    messages.success(request, _("%(person)s is gone from your people.") % {"person": found})
    return redirect("tracker:people")
