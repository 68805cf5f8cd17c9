from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from accounts.models import User


def needs_operator() -> bool:
    """Whether nobody runs this Bowout yet: then the next account does."""
    # Not "no accounts at all": the demo's account may be there first, and it must not lock the operator out.
    return not User.objects.filter(is_superuser=True).exists()


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in is allauth's; ours is who may sign up, and that the first to do so is the operator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.SIGNUP_OPEN or needs_operator()

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        # Set before allauth saves, so that no account exists for a moment without its rights and its name.
        user.is_staff = user.is_superuser = needs_operator()
        user.display_name = form.cleaned_data["display_name"]
        user.time_zone = form.cleaned_data["time_zone"]
        saved: User = super().save_user(request, user, form, commit)
        return saved
