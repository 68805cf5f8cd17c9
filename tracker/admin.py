"""The operator's view of every search. Statuses and times are read only: they move through the services."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import insights, search
from tracker.models import Application, Company, Contact, Interview, Note, Reminder, Rule, Status, StatusChange
from tracker.reminders import Moment, refresh, reschedule
from tracker.services import add_application


class Counted(admin.ModelAdmin[Any]):
    """What is corrected or deleted here is counted anew on its owner's page of insights."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        insights.forget(_owner(form.instance))

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        insights.forget(_owner(obj))
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for owner in {_owner(one) for one in queryset}:
            insights.forget(owner)
        super().delete_queryset(request, queryset)


def _owner(thing: Any) -> int:
    owner: int = thing.user_id if isinstance(thing, Application) else thing.application.user_id
    return owner


@admin.register(Company)
class CompanyAdmin(admin.ModelAdmin[Company]):
    list_display = ["name", "user", "website"]
    list_select_related = ["user"]
    search_fields = ["name", "user__email"]
    autocomplete_fields = ["user"]

    def save_model(self, request: HttpRequest, obj: Company, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        search.index_all_of(obj)


@admin.register(Contact)
class ContactAdmin(admin.ModelAdmin[Contact]):
    list_display = ["__str__", "role", "company", "email", "phone", "user"]
    list_filter = ["role"]
    list_select_related = ["user", "company"]
    search_fields = ["name", "email", "company__name"]
    autocomplete_fields = ["user", "company"]

    def save_model(self, request: HttpRequest, obj: Contact, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        search.index_all_of(obj)


class InterviewInline(admin.TabularInline[Interview, Application]):
    model = Interview
    extra = 0
    fields = ["stage", "state", "starts_at", "time_zone", "minutes", "reply_by"]
    readonly_fields = ["state"]
    show_change_link = True


class StatusChangeInline(admin.TabularInline[StatusChange, Application]):
    """The timeline is append-only, for the operator, too."""

    model = StatusChange
    extra = 0
    fields = readonly_fields = ("at", "from_status", "to_status", "by")
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class NoteInline(admin.TabularInline[Note, Application]):
    model = Note
    extra = 0
    autocomplete_fields = ["contact"]


@admin.register(Application)
class ApplicationAdmin(Counted):
    list_display = ["position", "company", "status", "status_since", "applied_on", "priority", "user"]
    list_filter = ["status", "priority", "work_mode", "applied_on"]
    list_select_related = ["company", "user"]
    search_fields = ["position", "company__name", "user__email", "tags"]
    autocomplete_fields = ["user", "company", "contacts"]
    readonly_fields = ["status", "status_since", "withdrawn_at", "created_at"]
    date_hierarchy = "created_at"
    inlines = [InterviewInline, NoteInline, StatusChangeInline]

    def save_model(self, request: HttpRequest, obj: Application, form: Any, change: bool) -> None:
        if change:
            # Only what was changed here: a full save would write back a status that its owner has moved meanwhile.
            obj.save(update_fields=form.changed_data and [f for f in form.changed_data if f != "contacts"])
        else:
            add_application(obj, status=Status.SAVED, by=request.user, at=timezone.now())  # type: ignore[arg-type]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        for interview in form.instance.interviews.all():
            refresh(interview, at=timezone.now())
        search.index(form.instance.pk)


@admin.register(Interview)
class InterviewAdmin(Counted):
    list_display = ["application", "stage", "state", "starts_at", "time_zone", "reply_by"]
    list_filter = ["state", "stage"]
    list_select_related = ["application__company"]
    search_fields = ["application__position", "application__company__name"]
    autocomplete_fields = ["application", "interviewers"]
    readonly_fields = ["state", "answered_at"]
    date_hierarchy = "starts_at"

    def save_model(self, request: HttpRequest, obj: Interview, form: Any, change: bool) -> None:
        # As above: its owner may have answered meanwhile.
        obj.save(update_fields=[f for f in form.changed_data if f != "interviewers"] if change else None)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """A round at another hour is reminded of at another hour."""
        super().save_related(request, form, formsets, change)
        refresh(form.instance, at=timezone.now())
        search.index(form.instance.application_id)


@admin.register(StatusChange)
class StatusChangeAdmin(Counted):
    list_display = ["application", "from_status", "to_status", "at", "by"]
    list_filter = ["to_status"]
    list_select_related = ["application__company", "by"]
    search_fields = ["application__position", "application__company__name"]
    date_hierarchy = "at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: StatusChange | None = None) -> bool:
        return False


@admin.register(Note)
class NoteAdmin(Counted):
    list_display = ["application", "kind", "text", "at", "contact"]
    list_filter = ["kind"]
    list_select_related = ["application__company", "contact"]
    search_fields = ["text", "application__position", "application__company__name"]
    autocomplete_fields = ["application", "contact"]
    date_hierarchy = "at"

    def save_model(self, request: HttpRequest, obj: Note, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        search.index(obj.application_id)


@admin.register(Reminder)
class ReminderAdmin(admin.ModelAdmin[Reminder]):
    list_display = ["application", "kind", "state", "due_on", "due_time", "told_at", "user"]
    list_filter = ["kind", "state"]
    list_select_related = ["application__company", "user"]
    search_fields = ["title", "application__position", "application__company__name", "user__email"]
    # What it is about stays: of one occasion there is one open reminder, and the services see to that.
    about = ["user", "application", "kind", "interview", "contact"]
    readonly_fields = [*about, "state", "told_at", "closed_at", "created_at"]
    date_hierarchy = "due_on"

    def save_model(self, request: HttpRequest, obj: Reminder, form: Any, change: bool) -> None:
        """An open reminder on another day is told anew."""
        if not (obj.is_open and {"due_on", "due_time", "time_zone"} & set(form.changed_data)):
            # Not whether it is open and told: that may have changed since this form was opened.
            obj.save(update_fields=form.changed_data)
        elif not reschedule(reminder=obj, moment=Moment(obj.due_on, obj.due_time, obj.time_zone)):
            stands = _("It was done, moved or taken back meanwhile; that stands, and nothing was changed.")
            self.message_user(request, stands, messages.WARNING)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Rule)
class RuleAdmin(admin.ModelAdmin[Rule]):
    """Read only: what is planned already follows a rule only where its owner changes it."""

    list_display = ["user", "kind", "application", "is_on", "days", "again", "by_mail"]
    list_filter = ["kind", "is_on", "by_mail"]
    list_select_related = ["user", "application__company"]
    search_fields = ["user__email", "application__position", "application__company__name"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Rule | None = None) -> bool:
        return False
