"""Which applications are counted: by the day they were sent."""

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Period(models.TextChoices):
    ALL = "all", _("All of it")
    YEAR = "year", _("This year")
    QUARTER = "quarter", _("Last 90 days")

    def since(self, today: date) -> date | None:
        """The first day of it, or None for the whole search."""
        if self is Period.YEAR:
            return today.replace(month=1, day=1)
        return today - timedelta(days=90) if self is Period.QUARTER else None
