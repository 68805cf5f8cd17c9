from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from declines.forms import first_answers
from declines.models import Decline, DeclinedInterview, Letter, Reflection, Wording
from declines.services import Answers, decline
from tracker.admin import ApplicationAdmin
from tracker.models import Application
from tracker.transitions import InvalidTransition


class DeclinedInterviewInline(admin.TabularInline[DeclinedInterview, Decline]):
    model = DeclinedInterview
    extra = 0
    fields = readonly_fields = ("interview", "former_state")
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Decline)
class DeclineAdmin(admin.ModelAdmin[Decline]):
    list_display = [
        "application",
        "reason",
        "stage",
        "letter__channel",
        "decided_at",
        "letter__delivered_at",
        "taken_back_at",
    ]
    list_filter = ["reason", "stage", "letter__channel"]
    list_select_related = ["application__company", "letter"]
    search_fields = ["application__position", "application__company__name", "letter__subject"]
    date_hierarchy = "decided_at"
    inlines = [DeclinedInterviewInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Decline | None = None) -> bool:
        return False


@admin.register(Reflection)
class ReflectionAdmin(admin.ModelAdmin[Reflection]):
    list_display = ["application", "why", "revisit", "fit", "decline", "noted_at"]
    list_filter = ["revisit", "why"]
    list_select_related = ["application__company", "decline__application__company"]
    date_hierarchy = "noted_at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Reflection | None = None) -> bool:
        return False


# The tracker may not know that there is such a thing as a no, so its page is replaced from up here.
admin.site.unregister(Application)


@admin.register(Application)
class DecliningApplicationAdmin(ApplicationAdmin):
    """The tracker's page, and one thing it cannot know: how to say no."""

    actions = ["decline"]

    @admin.action(description=_("Decline, without naming a reason"), permissions=["change"])
    def decline(self, request: HttpRequest, queryset: QuerySet[Application]) -> None:
        """Each by itself: one that is over already does not stop the others."""
        done, over = 0, []
        for application in queryset.select_related("company", "user"):
            try:
                decline_plainly(application, request)
            except InvalidTransition:
                over.append(str(application))
            else:
                done += 1
        if done:
            text = ngettext("%(count)d declined; the words wait for its owner.", "%(count)d declined.", done)
            self.message_user(request, text % {"count": done}, messages.SUCCESS)
        if over:
            self.message_user(request, _("Over already: %(names)s") % {"names": "; ".join(over)}, messages.WARNING)


def decline_plainly(application: Application, request: HttpRequest) -> Decline:
    """A no with what the record tells and no reason, by e-mail, with both follow-ups."""
    at = timezone.now()
    answers = Answers(**first_answers(application, at))
    return decline(application=application, answers=answers, by=request.user, at=at)  # type: ignore[arg-type]


@admin.register(Wording)
class WordingAdmin(admin.ModelAdmin[Wording]):
    list_display = ["name", "user", "kind", "changed_at"]
    list_filter = ["kind"]
    list_select_related = ["user"]
    search_fields = ["name", "user__email"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Wording | None = None) -> bool:
        return False


@admin.register(Letter)
class LetterAdmin(admin.ModelAdmin[Letter]):
    """To look things up; words are changed, and told, on their own page."""

    list_display = ["application", "kind", "channel", "contact", "written_at", "delivered_at", "delivered_by"]
    list_filter = ["kind", "channel", "tone"]
    list_select_related = ["application__company", "contact"]
    search_fields = ["subject", "application__position", "application__company__name"]
    date_hierarchy = "written_at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        return False
