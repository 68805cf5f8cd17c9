from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from tracker.models import SavedView


class SavedViewForm(forms.ModelForm[SavedView]):
    """A name for what the list shows."""

    class Meta:
        model = SavedView
        fields = ["name"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.user = user

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.instance._state.adding and SavedView.objects.for_user(self.instance.user).count() >= SavedView.MOST:
            raise ValidationError(_("That is twelve views already. Forget one first."))
        return data
