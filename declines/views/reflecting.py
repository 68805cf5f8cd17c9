"""Before you decide: four things to weigh, and the companies one might come back to."""

from dataclasses import fields

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.http import Request
from accounts.seen import holding
from declines.forms.reflecting import WeighForm
from declines.models import Reflection
from declines.services import reflecting
from declines.services.reflecting import Weighed
from tracker.filters import list_state
from tracker.models import Application, Status
from tracker.queries import answer_for
from tracker.views.common import application_of, back
from tracker.when import number_word

PAGE = 25


def weigh(request: Request, pk: int) -> HttpResponse:
    """Four questions before a no, all of them skippable; once it is said, what was weighed for it."""
    with holding(request, Application, pk):
        return _weigh(request, application_of(request, pk))


def _weigh(request: Request, application: Application) -> HttpResponse:
    form = _form(request, application)
    # Where it is over for another reason the thoughts are still worth keeping, but no letter follows.
    undecided = application.can_move_to(Status.WITHDRAWN)
    no = reflecting.standing_no(application)
    if request.method == "POST" and form.is_valid() and form.settle():
        # Also where it was declined in another window meanwhile: then they stay with that no.
        reflecting.note(application=application, weighed=form.weighed(), at=request.at)
        return redirect("declines:new", application.pk) if undecided else redirect(no or application)
    context = {
        "application": application,
        "form": form,
        "undecided": undecided,
        "onward": no or application,
        "earlier": reflecting.of_company(application),
        "answer": answer_for(application, request.user, request.at),
        "instead": reflecting.instead_of_no(application, request.at),
        "at": request.at,
    }
    return render(request, "declines/reflect.html", context, status=422 if form.errors else 200)


def _form(request: Request, application: Application) -> WeighForm:
    found = reflecting.of_application(application)
    kept = Weighed(**{field.name: getattr(found, field.name) for field in fields(Weighed)}) if found else Weighed()
    return WeighForm(request.POST if request.method == "POST" else None, kept=kept)


def revisit(request: Request) -> HttpResponse:
    """The companies that one might come back to."""
    page = Paginator(reflecting.might_revisit(request.user), PAGE).get_page(request.GET.get("page"))
    sentence = _("No place yet that you might come back to.")
    if count := page.paginator.count:
        sentence = ngettext("One place you might come back to.", "%(count)s places you might come back to.", count)
    context = {
        "page": page,
        "sentence": sentence % {"count": number_word(count)},
        # A tab of the list, at an address of its own: what one said about a no is nothing the list knows of.
        "state": list_state(QueryDict(), request.user, request.at, tab="revisit"),
        "choices": Reflection.Revisit.choices,
        "at": request.at,
    }
    return render(request, "declines/revisit.html", context)


@require_POST
def set_revisit(request: Request, pk: int) -> HttpResponse:
    """Yes, perhaps or no, from the page on which it was asked."""
    application = application_of(request, pk)
    answer = request.POST.get("revisit", "")
    if answer not in Reflection.Revisit.values:
        messages.error(request, _("Choose yes, perhaps or no."))
        return back(request, "tracker:application", pk)
    reflecting.set_revisit(application=application, answer=Reflection.Revisit(answer), at=request.at)
    text = _("%(company)s stays off the list of companies you might come back to.")
    if answer != Reflection.Revisit.NO:
        text = _("%(company)s is on the list of companies you might come back to.")
    messages.success(request, text % {"company": application.company})
    return back(request, "tracker:application", pk)
