"""What each status means: when to use it, the common mistake, what it does to the numbers, and where one can go.

The picture is drawn from the table of moves itself, so it cannot say anything else than what the product does.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.transitions import OPEN, Status, moves_from

# The picture, in its own units: this status on the left, a line to each place on the right.
ROW, WIDTH, FROM_X, TO_X = 26, 340, 132, 208


@dataclass(frozen=True)
class Words:
    """What the guide says of one status."""

    when: str | Promise
    mistake: str | Promise
    counts: str | Promise


@dataclass(frozen=True)
class Way:
    """One line of the picture: where it leads, and how it is drawn."""

    to: Status
    y: int
    path: str
    is_mine: bool


@dataclass(frozen=True)
class Entry:
    """One status with its words and its picture."""

    status: Status
    words: Words
    ways: list[Way]
    height: int
    middle: int
    is_open: bool


WORDS: dict[Status, Words] = {
    Status.SAVED: Words(
        _("You found it and have sent nothing yet."),
        _("Leaving it here after you have applied. Follow-ups only begin once it stands at “Applied”."),
        _("Not counted as sent, so it lowers no rate. It waits until you apply or let it go."),
    ),
    Status.APPLIED: Words(
        _("Your application has left. Nobody has written to you yet, or only a machine has."),
        _("Moving it on for an automatic “we have received your application”. Nobody has answered yet."),
        _("Counts as sent from the day you applied. After two weeks it counts among those that had time to answer."),
    ),
    Status.IN_CONVERSATION: Words(
        _("A person has written or called, and no interview is agreed: questions, a first chat, papers."),
        _("Skipping it. A recruiter who replies is an answer, and the answer rate should know."),
        _("Counts as an answer. How long they take to the next step is counted from here."),
    ),
    Status.INTERVIEWING: Words(
        _("A round is offered or agreed, of any kind: a call, a task, a panel."),
        _("Waiting for the first round to be over. It counts from the invitation; adding a round moves it here."),
        _("Counts as interviewed, held or not. An invitation also starts the clock of your own answers."),
    ),
    Status.OFFER: Words(
        _("They want you, in writing or by word."),
        _("Forgetting the day by which they want an answer. The reply clock shows it once it is noted."),
        _("Counts as an offer ever received, whatever you answer."),
    ),
    Status.ACCEPTED: Words(
        _("You have said yes."),
        _("Leaving the others open. “Close them out” tells each of them, kindly and in one go."),
        _("Counts as your yes. No more rounds of it are reminded of."),
    ),
    Status.REJECTED: Words(
        _("They said no, at any stage, by any way."),
        _("Using it for your own no, or for silence. Then nobody can say what really happened in your search."),
        _("Counts as their no, and as an answer; how far it came stays counted. You can note why."),
    ),
    Status.WITHDRAWN: Words(
        _("You said no: to an invitation, an offer, or the whole thing. “Decline” moves it here, with the words."),
        _("Just going quiet. A few kind lines keep the door open, and Bowout writes them with you."),
        _("Counts as your no, with your reason; never as a failure. How far it came stays counted."),
    ),
    Status.LAPSED: Words(
        _("Silence for so long that you stop waiting, and nobody has said no."),
        _("Closing it too soon, or never. After thirty days Bowout asks; if they write after all, it moves back."),
        _("Counts as silence: sent and not answered. Their no and yours stay clean of it."),
    ),
}


def guide() -> list[Entry]:
    """Every status in the order of the process."""
    return [_entry(status) for status in Status]


def _entry(status: Status) -> Entry:
    moves = moves_from(status)
    height = ROW * len(moves)
    middle = height // 2
    ways = []
    for number, to in enumerate(moves):
        y = ROW * number + ROW // 2
        bend = (FROM_X + TO_X) // 2
        path = f"M{FROM_X} {middle}C{bend} {middle} {bend} {y} {TO_X} {y}"
        ways.append(Way(to, y, path, is_mine=to is Status.WITHDRAWN))
    return Entry(status, WORDS[status], ways, height, middle, is_open=status in OPEN)
