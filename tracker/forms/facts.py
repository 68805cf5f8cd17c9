"""The facts of an application, whole or a group at a time, each changed where it stands."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Field
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.seen import Seen
from tracker.forms.applications import ApplicationForm
from tracker.forms.layout import helper
from tracker.models import Application

# In the order of the page. What I like comes first, because it goes into the letter.
GROUPS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "liked": (gettext_lazy("What I like"), ("liked",)),
    "salary": (gettext_lazy("Salary"), ("salary_min", "salary_max", "currency")),
    "where": (gettext_lazy("Where"), ("location", "work_mode")),
    "source": (gettext_lazy("Found through"), ("source",)),
    "days": (gettext_lazy("Days"), ("applied_on", "closes_on", "offer_reply_by")),
    "priority": (gettext_lazy("Priority"), ("priority",)),
    "tags": (gettext_lazy("Tags"), ("tags",)),
    "notes": (gettext_lazy("Notes"), ("notes",)),
    "posting": (gettext_lazy("Posting"), ("posting_url", "posting_text")),
}


class FactsForm(Seen, ApplicationForm):
    """Facts that say which of them were changed, and ask where another window was faster."""

    def __init__(self, *args: Any, instance: Application, names: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        if names:
            for name in set(self.fields) - set(names):
                del self.fields[name]
            self.helper = helper(*(Field(name) for name in names))
            # Swapped in: the hand that pressed "Change" types on.
            self.fields[names[0]].widget.attrs["autofocus"] = True
        self.company = instance.company
        self.remember(self._values(instance))

    def _values(self, instance: Application) -> dict[str, Any]:
        company = {"company_name": instance.company.name} if "company_name" in self.fields else {}
        return company | {name: getattr(instance, name) for name in self.fields if name != "company_name"}

    def look_again(self, instance: Application) -> None:
        """It changed between our look and our write: what is kept now counts, what was drawn stays what it was."""
        self.company = instance.company
        self.kept = self._values(instance)

    def changes(self) -> dict[str, Any]:
        found = super().changes()
        merged = {**self.kept, **found}
        low, high = merged.get("salary_min"), merged.get("salary_max")
        # Each end may have been changed in a window of its own.
        if {"salary_min", "salary_max"} & set(found) and low is not None and high is not None and high < low:
            text = _("Another window changed the salary meanwhile: %(low)s to %(high)s is upside down.")
            self.add_error("salary_max", text % {"low": low, "high": high})
        return found
