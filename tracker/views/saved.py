"""Views of the list that are kept under a name: kept, renamed, forgotten."""

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import Request
from tracker import services
from tracker.filters import list_state
from tracker.forms.views import SavedViewForm
from tracker.models import SavedView


@require_POST
def keep_view(request: Request) -> HttpResponse:
    """Keep what the list shows as a tab of one's own."""
    query = list_state(QueryDict(request.POST.get("query", "")[:2000]), request.user, request.at).address()
    return _keep(request, SavedView(query=query[:2000]))


@require_POST
def saved_view(request: Request, pk: int) -> HttpResponse:
    """Give it another name, or forget it."""
    found = get_object_or_404(SavedView.objects.for_user(request.user), pk=pk)
    if "forget" in request.POST:
        services.forget_view(found)
        messages.success(
            request, _("The view %(name)s is forgotten. Its applications are where they were.") % {"name": found}
        )
        return redirect(_address(found))
    return _keep(request, found)


def _keep(request: Request, view: SavedView) -> HttpResponse:
    form = SavedViewForm(request.POST, instance=view, user=request.user)
    if form.is_valid():
        try:
            kept = services.keep_view(form.save(commit=False))
        except IntegrityError:
            # Two windows, or a double click: the other was faster by less than our look.
            form.add_error("name", _("You have a view of this name already."))
        else:
            messages.success(request, _("Kept as %(name)s, beside the tabs.") % {"name": kept})
            return redirect(_address(kept))
    return render(request, "tracker/saved_view.html", {"form": form, "view": view}, status=422)


def _address(view: SavedView) -> str:
    return f"{reverse('tracker:applications')}?{view.query}"
