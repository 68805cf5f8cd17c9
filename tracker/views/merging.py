"""Two that are one: who may be, field by field what is kept, and the way back."""

from typing import TypeVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import Request, way_back
from tracker import services
from tracker.forms.people import MergeForm
from tracker.models import Alike, Company, Contact, Merge
from tracker.queries import people as queries
from tracker.queries import twins
from tracker.services.merging import CannotMerge, CannotTakeBack, merge, take_back_merge
from tracker.views.common import contact_of, number_in, toast
from tracker.views.companies import company_of

Thing = TypeVar("Thing", Contact, Company)


def twins_page(request: Request) -> HttpResponse:
    """Who may be in the book twice."""
    context = {
        "people": twins.people_twice(request.user),
        "companies": twins.companies_twice(request.user),
    }
    return render(request, "tracker/twins.html", context)


@require_POST
def different_person(request: Request, pk: int) -> HttpResponse:
    """These two people are two."""
    return _different(request, contact_of(request, pk), Contact.objects.for_user(request.user))


@require_POST
def different_company(request: Request, pk: int) -> HttpResponse:
    """These two companies are two."""
    return _different(request, company_of(request, pk), Company.objects.for_user(request.user))


def _different(request: Request, one: Thing, others: QuerySet[Thing]) -> HttpResponse:
    number = number_in(request.POST.get("other"))
    if not number or number == one.pk:
        messages.error(request, _("Choose who else it might be first."))
        return redirect(one)
    other = get_object_or_404(others, pk=number)
    pair = services.say_different(one, other, at=request.at)
    text = _("%(one)s and %(other)s are two, and are not shown together again.")
    toast(request, text % {"one": one, "other": other}, undo=reverse("tracker:not_different", args=[pair.pk]))
    return way_back(request) or redirect("tracker:people_twice")


@require_POST
def not_different(request: Request, pk: int) -> HttpResponse:
    """They may be one after all."""
    pair = get_object_or_404(Alike.objects.for_user(request.user), pk=pk)
    services.take_back_different(pair)
    messages.success(request, _("Taken back: these may be one."))
    return way_back(request) or redirect("tracker:people_twice")


def merge_person(request: Request, pk: int) -> HttpResponse:
    """Somebody who is in the book twice becomes one."""
    keep = contact_of(request, pk)
    other = number_in(request.POST.get("other", request.GET.get("other")))
    if other and other != pk:
        gone = Contact.objects.for_user(request.user).select_related("company").filter(pk=other).first()
        return _merge_two(request, keep, gone, other)
    typed = request.GET.get("q", "").strip()[:200]
    found = queries.people_page(request.user, typed=typed).rows if typed else list(twins.same_person(keep)[:10])
    return _choose(request, keep, [one for one in found if one != keep], typed)


def merge_company(request: Request, pk: int) -> HttpResponse:
    """A company that is kept under two names becomes one."""
    keep = company_of(request, pk)
    other = number_in(request.POST.get("other", request.GET.get("other")))
    if other and other != pk:
        gone = Company.objects.for_user(request.user).filter(pk=other).first()
        return _merge_two(request, keep, gone, other)
    typed = request.GET.get("q", "").strip()[:200]
    found = queries.companies_page(request.user, typed=typed).rows if typed else list(twins.same_company(keep)[:10])
    return _choose(request, keep, [one for one in found if one != keep], typed)


def _choose(request: Request, keep: Contact | Company, found: list[Thing], typed: str) -> HttpResponse:
    context = {"keep": keep, "found": found, "typed": typed, "is_person": isinstance(keep, Contact)}
    name = "tracker/_merge_found.html" if request.htmx else "tracker/merge_choose.html"
    return render(request, name, context)


def _merge_two(request: Request, keep: Thing, gone: Thing | None, other: int) -> HttpResponse:
    if gone is None:
        return _gone_already(request, keep, other)
    form = MergeForm(request.POST if request.method == "POST" else None, keep=keep, gone=gone)
    if request.method == "POST" and form.is_valid():
        try:
            made = merge(
                keep,
                gone,
                chosen=form.cleaned_data,
                seen=request.POST.get("seen", ""),
                by=request.user,
                at=request.at,
            )
        except CannotMerge:
            messages.error(
                request, _("One of the two was changed in another window. Look at them once more, then merge.")
            )
            address = reverse(_address(keep), args=[keep.pk])
            return redirect(f"{address}?other={other}")
        text = _("%(gone)s and %(kept)s are one now.") % {"gone": gone, "kept": made.kept}
        toast(request, text, undo=reverse("tracker:take_back_merge", args=[made.pk]))
        return redirect(made.kept)
    context = {"form": form, "keep": keep, "gone": gone, "is_person": isinstance(keep, Contact)}
    return render(request, "tracker/merge.html", context, status=422 if form.errors else 200)


def _gone_already(request: Request, keep: Contact | Company, other: int) -> HttpResponse:
    """Merged by another window a moment ago; anything else that is not there was never there."""
    get_object_or_404(Merge.objects.for_user(request.user).standing(request.at), gone_id=other)
    messages.info(request, _("These two were merged in another window meanwhile; that stands."))
    return redirect(keep)


def _address(thing: Contact | Company) -> str:
    return "tracker:merge_person" if isinstance(thing, Contact) else "tracker:merge_company"


@require_POST
def take_back(request: Request, pk: int) -> HttpResponse:
    """Make one two again."""
    found = get_object_or_404(Merge.objects.for_user(request.user).select_related("contact", "company"), pk=pk)
    refusals = {
        "over": _("This merge was taken back already, or is more than thirty days old."),
        "later": _("Another one was merged into it since. Take that back first."),
        "name": _("There is a company of the former name again. Rename it, or merge the two."),
    }
    try:
        again = take_back_merge(found, by=request.user, at=request.at)
    except CannotTakeBack as refusal:
        messages.error(request, refusals[str(refusal)])
        return redirect(found.kept)
    messages.success(
        request, _("Taken back: %(one)s and %(other)s are two again.") % {"one": again, "other": found.kept}
    )
    return redirect(found.kept)
