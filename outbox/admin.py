from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from outbox.models import Heartbeat, OutgoingEmail
from outbox.services import retry


@admin.register(OutgoingEmail)
class OutgoingEmailAdmin(admin.ModelAdmin[OutgoingEmail]):
    """Read only: a mail is written by what it tells about, and its state by the worker."""

    list_display = ["subject", "to", "delivery", "state", "created_at", "sent_at", "attempts", "last_error"]
    list_filter = ["state", "delivery", "created_at"]
    search_fields = ["subject", "to", "message_id"]
    date_hierarchy = "created_at"
    list_select_related = ["user"]
    actions = ["retry_sending", "send_now"]
    # A password-reset link in the text is a key to somebody's account, so the admin does not show it.
    exclude = ["text", "html"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: OutgoingEmail | None = None) -> bool:
        return False

    @admin.action(description=_("Retry sending"), permissions=["view"])
    def retry_sending(self, request: HttpRequest, queryset: QuerySet[OutgoingEmail]) -> None:
        self._again(request, queryset)

    @admin.action(description=_("Send now"), permissions=["view"])
    def send_now(self, request: HttpRequest, queryset: QuerySet[OutgoingEmail]) -> None:
        """Past its pause or its hour; what failed is for the other action."""
        # A letter's ten seconds are its owner's, to change their mind.
        waiting = queryset.filter(state=OutgoingEmail.State.WAITING)
        self._again(request, waiting.exclude(delivery=OutgoingEmail.Delivery.THIRD_PARTY, attempts=0))

    def _again(self, request: HttpRequest, mails: QuerySet[OutgoingEmail]) -> None:
        done = sum(retry(mail, at=timezone.now()) for mail in mails)
        text = ngettext("%(count)d mail is in line again.", "%(count)d mails are in line again.", done)
        self.message_user(request, text % {"count": done}, messages.SUCCESS)


@admin.register(Heartbeat)
class HeartbeatAdmin(admin.ModelAdmin[Heartbeat]):
    """The worker's own word on when it was last here."""

    list_display = ["job", "beat_at", "by", "late_since"]
    list_filter = ["job"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Heartbeat | None = None) -> bool:
        return False
