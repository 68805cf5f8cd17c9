"""The companies of a search, and the page of one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import Request
from accounts.seen import holding
from tracker.forms.people import CompanyForm
from tracker.models import Company
from tracker.queries import people as queries
from tracker.queries.twins import same_company
from tracker.services.people import keep, let_go
from tracker.views.common import number_in


def company_of(request: Request, pk: int) -> Company:
    """The person's company; a stranger's is missing: 404."""
    return get_object_or_404(Company.objects.for_user(request.user), pk=pk)


def companies(request: Request) -> HttpResponse:
    """Every company by name, or those that a word finds."""
    typed = request.GET.get("q", "").strip()[:200]
    after = number_in(request.GET.get("after"))
    page = queries.companies_page(request.user, typed=typed, after=after)
    context = {
        "page": page,
        "rows": queries.applied_at(page.rows),
        "typed": typed,
        "more": urlencode({"after": page.after}) if page.after else "",
        "at": request.at,
    }
    name = "tracker/_companies_rows.html" if request.htmx else "tracker/companies.html"
    return render(request, name, context)


def company(request: Request, pk: int) -> HttpResponse:
    """One company: what you applied for there, whom you met, what you know."""
    found = company_of(request, pk)
    applications = queries.applications_at(found)
    people = queries.people_page(request.user, company=found)
    context = {
        "company": found,
        "applications": applications,
        "people": queries.known(people.rows, request.at),
        "more": people.after,
        "twins": list(same_company(found)[:3]),
        "merges": list(found.merges.standing(request.at).select_related("company")),
        "is_used": bool(applications or people.rows),
        "at": request.at,
    }
    return render(request, "tracker/company.html", context)


def edit_company(request: Request, pk: int) -> HttpResponse:
    """Another name, the website, notes."""
    with holding(request, Company, pk):
        return _edit_company(request, company_of(request, pk))


def _edit_company(request: Request, found: Company) -> HttpResponse:
    form = CompanyForm(request.POST or None, instance=found)
    if request.method == "POST" and (kept := _keep_company(form)):
        messages.success(request, _("%(company)s is kept.") % {"company": kept})
        return redirect(kept)
    context = {"form": form, "company": company_of(request, found.pk)}
    return render(request, "tracker/company_form.html", context, status=422 if form.errors else 200)


def _keep_company(form: CompanyForm) -> Company | None:
    if not form.is_valid() or not form.settle():
        return None
    kept: Company = form.save(commit=False)
    keep(kept)
    return kept


@require_POST
def delete_company(request: Request, pk: int) -> HttpResponse:
    """A company where nothing was applied for and nobody is known is let go."""
    found = company_of(request, pk)
    if not let_go(found):
        messages.error(request, _("%(company)s has applications or people, and stays.") % {"company": found})
        return redirect(found)
    messages.success(request, _("%(company)s is gone from your companies.") % {"company": found})
    return redirect("tracker:companies")
