from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.adapter import needs_operator
from accounts.context import LOOKS
from accounts.forms import PreferencesForm
from accounts.http import Request, way_back
from accounts.models import User
from accounts.seen import holding

YEAR = 365 * 24 * 60 * 60


# Named again: our dispatch takes the place of allauth's, and with it of the mark that allauth put there.
@method_decorator(login_not_required, name="dispatch")
class SignInView(LoginView):  # type: ignore[misc]
    """allauth's sign-in; on an empty database there is nobody to sign in, so it leads to the first account."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not User.objects.exists():
            return redirect("account_signup")
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_sign_up = settings.SIGNUP_OPEN or needs_operator()
        context: dict[str, Any] = super().get_context_data(may_sign_up=may_sign_up, **kwargs)
        return context


@require_POST
def look(request: Request) -> HttpResponse:
    """Light, dark or as the device: a choice of this browser, as one screen may be in the sun and another not."""
    response = way_back(request) or redirect("accounts:preferences")
    chosen = request.POST.get("look", "")
    if chosen in LOOKS:
        response.set_cookie("look", chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response


def preferences(request: Request) -> HttpResponse:
    """Name and signature, hours and days off, how mails come."""
    with holding(request, User, request.user.pk):
        return _preferences(request)


def _preferences(request: Request) -> HttpResponse:
    # A copy of the person: a refused form has already written what was typed onto its instance, and the top of
    # the page greets request.user by name.
    form = PreferencesForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid() and form.settle():
        form.save()
        messages.success(request, _("Kept. Reminders follow your new times from now on."))
        if form.dropped_region:
            left = _("%(region)s belongs to another country and was left out. Choose a region once more.")
            messages.info(request, left % {"region": form.dropped_region})
        return redirect("accounts:preferences")
    return render(request, "accounts/preferences.html", {"form": form}, status=422 if form.errors else 200)
