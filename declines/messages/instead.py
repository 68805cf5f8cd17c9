"""What one might ask for before saying no: another day, other terms, more time (DOMAIN.md 2b). Pure."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from declines.situation import Kind, Reason, Situation, Stage


class Instead(NamedTuple):
    """A letter that asks instead of declining; `about` is what it asks about."""

    kind: Kind
    about: str
    question: Promise


# Terms are worth asking about while somebody may still change them.
NEGOTIABLE = {
    Stage.INVITED,
    Stage.ACCEPTED,
    Stage.BETWEEN_ROUNDS,
    Stage.FINAL_ROUND,
    Stage.REFERENCE_CHECK,
    Stage.OFFER,
}
TERMS = {
    Reason.SALARY: Instead(Kind.ASK_TERMS, "salary", _("A yes for more money?")),
    Reason.BENEFITS: Instead(Kind.ASK_TERMS, "benefits", _("A yes with other benefits?")),
    Reason.HOURS_TRAVEL: Instead(Kind.ASK_TERMS, "travel", _("A yes with less travel, or other hours?")),
    Reason.RELOCATION: Instead(Kind.ASK_TERMS, "remote", _("A yes from where you live?")),
    Reason.PART_TIME: Instead(Kind.ASK_TERMS, "hours", _("A yes with fewer hours?")),
    Reason.ROLE_DIFFERS: Instead(Kind.ASK_TERMS, "role", _("A yes if the role were closer to what you read?")),
}
ANOTHER_DAY = Instead(Kind.RESCHEDULE, "", _("Is it only the day?"))
A_SMALLER_TASK = Instead(Kind.ASK_TIME, "take_home", _("A yes to a smaller task, or a later one?"))
MORE_TIME = Instead(Kind.ASK_TIME, "offer", _("Only not sure yet?"))


def instead_of(situation: Situation) -> list[Instead]:
    """What could be asked for before this no, the most likely first; empty where asking makes no sense."""
    found = []
    reason = Reason(situation.reason)
    if reason in TERMS and situation.stage in NEGOTIABLE:
        found.append(TERMS[reason])
    if situation.stage == Stage.TAKE_HOME:
        found.append(A_SMALLER_TASK)
    if situation.stage == Stage.OFFER:
        found.append(MORE_TIME)
    is_ahead = situation.hours_ahead is not None and situation.hours_ahead > 0
    if situation.stage in {Stage.INVITED, Stage.ACCEPTED, Stage.FINAL_ROUND} and is_ahead:
        found.append(ANOTHER_DAY)
    return found
