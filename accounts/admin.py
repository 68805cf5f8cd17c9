from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.utils.translation import gettext_lazy as _

from accounts.models import User


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):
    list_display = ["email", "display_name", "time_zone", "is_active", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_superuser"]
    search_fields = ["email", "display_name"]
    ordering = ["email"]
    date_hierarchy = "date_joined"
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        (_("Person"), {"fields": ["display_name", "signature"]}),
        (
            _("Time"),
            {"fields": ["time_zone", "reminder_hour", "working_days", "country", "region", "week_starts_on"]},
        ),
        (_("Mails"), {"fields": ["digest", "digest_weekday", "quiet_from", "quiet_until"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "is_superuser", "last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "display_name", "time_zone", "password1", "password2"]})]
