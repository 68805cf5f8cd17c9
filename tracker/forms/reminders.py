from collections.abc import Sequence
from datetime import date
from typing import Any

from crispy_forms.layout import Column, Field, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.seen import Seen
from accounts.text import validate_one_line
from tracker.fields import DayField
from tracker.forms.layout import helper
from tracker.models import Contact, Note, Reminder


class NoteForm(forms.ModelForm[Note]):
    """A line for the timeline."""

    class Meta:
        model = Note
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Contact may go without words; a note is nothing but its words.
        self.fields["text"].required = True
        self.helper = helper(Field("text"))


class TouchForm(forms.Form):
    """You were in contact: when, how, with whom, and whether they answered."""

    on = DayField(label=gettext_lazy("When"))
    channel = forms.ChoiceField(
        label=gettext_lazy("How"), choices=[("", gettext_lazy("Not said")), *Note.Channel.choices], required=False
    )
    contact = forms.TypedChoiceField(
        label=gettext_lazy("With"), coerce=int, empty_value=None, choices=[], required=False
    )
    heard = forms.BooleanField(
        label=gettext_lazy("They answered, or they wrote to you"),
        help_text=gettext_lazy("Silence is counted from the last contact either way."),
        required=False,
    )
    said = forms.CharField(
        label=gettext_lazy("What was said"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def __init__(self, *args: Any, people: Sequence[Contact], today: date, **kwargs: Any) -> None:
        # It stands beside other forms on a page: ids of its own.
        kwargs |= {"auto_id": "touch_%s", "initial": {"on": today}}
        super().__init__(*args, **kwargs)
        self.people, self.today = people, today
        contact: Any = self.fields["contact"]
        contact.choices = [("", _("Somebody else, or nobody in particular")), *((one.pk, str(one)) for one in people)]
        who = Column("contact") if people else None
        self.helper = helper(Row(Column("on"), Column("channel"), *filter(None, [who])), "heard", "said")

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise ValidationError(_("This day has not come yet. Choose today or an earlier one."))
        return day

    def chosen_contact(self) -> Contact | None:
        """The person, if one of the application's people was chosen."""
        return next((one for one in self.people if one.pk == self.cleaned_data["contact"]), None)


class ReminderForm(forms.ModelForm[Reminder]):
    """Something of one's own to do, on a day."""

    title = forms.CharField(label=gettext_lazy("What"), max_length=200, validators=[validate_one_line])
    due_on = DayField(label=gettext_lazy("On"))

    class Meta:
        model = Reminder
        fields = ["title", "due_on"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.helper = helper("title", "due_on")

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        # Its mail would leave at once, about something that was to be remembered earlier.
        if day < self.today:
            raise ValidationError(_("This day has passed. Choose today or a later one."))
        return day


class ReminderChangeForm(Seen, forms.ModelForm[Reminder]):
    """The day, the hour and the words of a reminder that waits."""

    due_on = DayField(label=gettext_lazy("On"))
    due_time = forms.TimeField(
        label=gettext_lazy("At"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )

    class Meta:
        model = Reminder
        fields = ["due_on", "due_time", "subject", "words"]
        widgets = {"words": forms.Textarea(attrs={"rows": 12})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        letter = ["subject", "words"] if self.instance.words else []
        # A reminder without words is a nudge; empty boxes for a letter would ask for one.
        if not letter:
            del self.fields["subject"], self.fields["words"]
        self.remember_row(self.instance, self.fields)
        self.helper = helper(Row(Column("due_on"), Column("due_time")), *letter)


class LaterForm(forms.Form):
    """When to be reminded instead: one of the usual answers, or a day that was written."""

    on = DayField(required=False)
    other = DayField(label=gettext_lazy("On"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.helper = helper("other")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        # A day that was written is meant: Enter in its field presses the first button of the form as well.
        self.day: date | None = found.get("other") or found.get("on")
        if self.day is None and not self.errors:
            self.add_error("other", _("Choose a day."))
        # It would be told within a second: the opposite of "later".
        elif self.day is not None and self.day < self.today:
            self.add_error("other", _("This day has passed. Choose today or a later one."))
        return found
