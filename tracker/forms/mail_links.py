from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.fields import DayField
from tracker.forms.layout import helper


class LaterFromMailForm(forms.Form):
    """When to come back to it: three usual answers, or a day."""

    when = forms.ChoiceField(label=gettext_lazy("When?"), widget=forms.RadioSelect, required=False)
    on = DayField(label=gettext_lazy("Or on another day"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        usual = [(1, _("Tomorrow")), (3, _("In 3 days")), (7, _("In a week"))]
        self.days = {str(ahead): today + timedelta(days=ahead) for ahead, _label in usual}
        self.fields["when"].choices = [  # type: ignore[attr-defined]
            (str(ahead), f"{label}, {date_format(self.days[str(ahead)], 'D j M')}") for ahead, label in usual
        ]
        self.fields["when"].initial = "1"
        self.helper = helper("when", "on")
        self.helper.disable_csrf = True  # it would set a cookie that this page has no use for

    def clean_on(self) -> date | None:
        day: date | None = self.cleaned_data["on"]
        # A day that has passed would be told within a second: the opposite of "later".
        if day is not None and day < self.today:
            raise ValidationError(_("This day has passed. Choose today or a later one."))
        return day

    @property
    def day(self) -> date:
        """The day that was chosen. Whoever wrote one meant it, though "tomorrow" is still marked above."""
        written: date | None = self.cleaned_data["on"]
        return written or self.days[self.cleaned_data["when"] or "1"]
