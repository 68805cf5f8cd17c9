"""Every address of Bowout. The rooms say theirs; this page says which rooms there are."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from config.views import healthz, manifest, readyz, service_worker

# One door: the admin's own sign-in form would know no limits on guessing.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("tracker.urls")),
    path("", include("declines.urls")),
    path("", include("accounts.urls")),
    path("outbox/", include("outbox.urls")),
    path("account/", include("accounts.signin_urls")),
    path("admin/", admin.site.urls),
    path("manifest.webmanifest", manifest, name="manifest"),
    path("service-worker.js", service_worker, name="service_worker"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
