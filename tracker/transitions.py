"""Where an application can stand, and every legal move between those places."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    SAVED = "saved", _("Saved")
    APPLIED = "applied", _("Applied")
    IN_CONVERSATION = "in_conversation", _("In conversation")
    INTERVIEWING = "interviewing", _("Interviewing")
    OFFER = "offer", _("Offer")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")  # they said no
    WITHDRAWN = "withdrawn", _("Withdrawn")  # I said no
    LAPSED = "lapsed", _("Lapsed")  # silence


# An accepted offer is over as well: nothing is waited for there, and no round of it is reminded of.
OPEN = frozenset({Status.SAVED, Status.APPLIED, Status.IN_CONVERSATION, Status.INTERVIEWING, Status.OFFER})
OVER = frozenset(Status) - OPEN

_ANY_END = {Status.REJECTED, Status.WITHDRAWN, Status.LAPSED}
_IN_PROCESS = {Status.IN_CONVERSATION, Status.INTERVIEWING, Status.OFFER}

# Forwards freely, since life skips steps; back by one or two, since people mis-click; out of every ending,
# since employers call again. An accepted offer can still fall through on either side.
MOVES: dict[Status, frozenset[Status]] = {
    Status.SAVED: frozenset({Status.APPLIED, *_IN_PROCESS, *_ANY_END}),
    Status.APPLIED: frozenset({Status.SAVED, *_IN_PROCESS, *_ANY_END}),
    Status.IN_CONVERSATION: frozenset({Status.APPLIED, Status.INTERVIEWING, Status.OFFER, *_ANY_END}),
    Status.INTERVIEWING: frozenset({Status.APPLIED, Status.IN_CONVERSATION, Status.OFFER, *_ANY_END}),
    Status.OFFER: frozenset({Status.INTERVIEWING, Status.ACCEPTED, *_ANY_END}),
    # Never lapsed: after a yes, silence is not an ending but something to ask about.
    Status.ACCEPTED: frozenset({Status.OFFER, Status.REJECTED, Status.WITHDRAWN}),
    # Not to withdrawn: where they have said no already, there is nothing left to decline.
    Status.REJECTED: frozenset(OPEN - {Status.SAVED}),
    Status.WITHDRAWN: frozenset({*OPEN, Status.ACCEPTED}),
    Status.LAPSED: frozenset({*OPEN, Status.REJECTED, Status.WITHDRAWN}),
}


class InvalidTransition(Exception):
    """A move that the table does not have, or one that somebody else made first.

    `stands` is where the application really is, read from the database.
    """

    def __init__(self, stands: Status, wanted: Status) -> None:
        super().__init__(f"{stands.value} → {wanted.value}")
        self.stands = stands
        self.wanted = wanted


def can_move(stands: Status, to: Status) -> bool:
    """Whether the move is in the table."""
    return to in MOVES[stands]


def moves_from(stands: Status) -> list[Status]:
    """The legal moves in the order of the process."""
    return [status for status in Status if status in MOVES[stands]]
