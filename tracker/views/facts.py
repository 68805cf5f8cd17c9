"""Facts are changed where they stand; without JavaScript the same links open the form of all, at their field."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.http import Request
from tracker import services
from tracker.forms import FactsForm
from tracker.forms.facts import GROUPS
from tracker.models import Application
from tracker.views.common import application_of

TRIES = 3


@dataclass(frozen=True)
class Fact:
    """A group of facts on the page: its name, its words, its first field, and whether anything is known."""

    group: str
    label: str
    field: str
    is_known: bool


def fact_of(application: Application, group: str) -> Fact:
    """The group as it stands."""
    label, names = GROUPS[group]
    # Normal says nothing: it is what nobody has thought about.
    unsaid = (None, "", Application.Priority.NORMAL) if group == "priority" else (None, "")
    return Fact(group, str(label), names[0], any(getattr(application, name) not in unsaid for name in names))


def facts_of(application: Application) -> list[Fact]:
    """All groups of the column beside the page, in its order."""
    return [fact_of(application, group) for group in GROUPS if group != "posting"]


def edit_application(request: Request, pk: int) -> HttpResponse:
    """All facts on a page of their own. The status is not among them."""
    form = _form(request, pk)
    if request.method == "POST" and _keep(form, request):
        return redirect(form.instance)
    # Read anew: a refused form has written what was typed onto its instance, and the heading shows what is kept.
    context = {"form": form, "application": application_of(request, pk)}
    return render(request, "tracker/application_form.html", context, status=422 if form.errors else 200)


def facts(request: Request, pk: int, group: str) -> HttpResponse:
    """One group of facts, to be swapped in where it stands: its form, or with ?shown the facts again.

    Opened by itself it is a page with that form.
    """
    if group not in GROUPS:
        raise Http404
    label, names = GROUPS[group]
    form = _form(request, pk, names)
    kept = request.method == "POST" and _keep(form, request)
    if kept and not request.htmx:
        return redirect(form.instance)
    found = application_of(request, pk)
    if kept or "shown" in request.GET:
        context = {"application": found, "fact": fact_of(found, group), "returns": True, "at": request.at}
        return render(request, "tracker/_posting.html" if group == "posting" else "tracker/_fact.html", context)
    page = "tracker/_fact_form.html" if request.htmx else "tracker/fact_form.html"
    context = {"application": found, "form": form, "group": group, "label": label}
    return render(request, page, context, status=422 if form.errors else 200)


def _form(request: Request, pk: int, names: tuple[str, ...] = ()) -> FactsForm:
    typed = request.POST if request.method == "POST" else None
    return FactsForm(typed, user=request.user, instance=application_of(request, pk), names=names)


def _keep(form: FactsForm, request: Request) -> bool:
    """Whether the facts are as they were typed now; if not, the form says why."""
    if not form.is_valid():
        return False
    for _try in range(TRIES):
        changes = form.changes()
        if form.errors:
            return False
        if not changes or _change(form, changes, request):
            return True
        # Between our look and our write another window was there: looked at once more, the form finds what changed.
        form.look_again(application_of(request, form.instance.pk))
    form.add_error(None, _("Another window changes this all the time. Look at the page, then try once more."))
    return False


@transaction.atomic
def _change(form: FactsForm, changes: dict[str, Any], request: Request) -> bool:
    was = {name: form.kept[name] for name in changes}
    if "company_name" in changes:
        changes["company"] = services.company_named(request.user, changes.pop("company_name"))
        was["company"] = form.company
        del was["company_name"]
    return services.change_facts(form.instance, to=changes, was=was, at=request.at)
