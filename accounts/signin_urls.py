"""The pages of allauth that Bowout uses, under allauth's own names."""

from allauth.account import views
from django.urls import path, re_path

from accounts.views import SignInView

# One by one instead of including allauth's list: that has pages for several addresses and their confirmation,
# which nobody here needs, and every page that exists must be guarded and tested.
urlpatterns = [
    path("sign-in/", SignInView.as_view(), name="account_login"),
    path("sign-up/", views.signup, name="account_signup"),
    path("sign-out/", views.logout, name="account_logout"),
    path("password/", views.password_change, name="account_change_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/sent/", views.password_reset_done, name="account_reset_password_done"),
    # The key has dashes of its own: the number of the person ends at the first.
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("inactive/", views.account_inactive, name="account_inactive"),
]
