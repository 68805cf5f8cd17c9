"""Advice on a change of mind: when to write, and what may come back. Pure."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

DAY, WEEK, QUARTER, YEAR = 1, 7, 90, 365


@dataclass(frozen=True)
class Answer:
    """One of the answers to be prepared for, and what to do when it comes."""

    answer: str | Promise
    do: str | Promise


def answers_to_expect() -> tuple[Answer, ...]:
    """The four answers after a change of mind (DOMAIN.md 3c)."""
    return (
        Answer(
            gettext_lazy("They welcome you back"),
            gettext_lazy("Thank them the same day, and keep to every date from now on: there is no third time."),
        ),
        Answer(
            gettext_lazy("Not this time, perhaps later"),
            gettext_lazy("Thank them, ask to hear of openings once, and say hello in a few months."),
        ),
        Answer(
            gettext_lazy("It has been filled"),
            gettext_lazy(
                "Wish them and their new colleague well, and ask for nothing. The contact is worth keeping."
            ),
        ),
        Answer(
            gettext_lazy("No answer"),
            gettext_lazy("Write once more after two weeks, in two lines. Then let it rest, and look ahead."),
        ),
    )


def timing_advice(days_since: int) -> str:
    """When to write after a change of mind, by how long ago the no was (DOMAIN.md 3c)."""
    if days_since <= DAY:
        return _("Write or call at once: the sooner they know, the less has moved. Check that the posting is open.")
    if days_since <= WEEK:
        return _("Within a week is best, so write today. Check first that the posting is still open.")
    if days_since <= QUARTER:
        return _("Check that the posting is still open, then write today. Somebody else may be far ahead by now.")
    if days_since <= YEAR:
        return _(
            "After months the hopes are shorter. See whether the role, or one like it, is open, "
            "and ask for a talk rather than for your old place."
        )
    return _(
        "After a year, approach them as new: look for a current opening, check that your contact still works there, "
        "say who you are and when you last spoke."
    )
