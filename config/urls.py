"""Every address of Bowout. The rooms say theirs; this page says which rooms there are."""

from django.contrib import admin
from django.urls import include, path

from config.views import healthz

urlpatterns = [
    path("", include("tracker.urls")),
    path("", include("declines.urls")),
    path("", include("accounts.urls")),
    path("outbox/", include("outbox.urls")),
    path("account/", include("accounts.signin_urls")),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
]
