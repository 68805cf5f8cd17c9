"""The board: a column for each status, and under them the places where it can end."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.http import Request
from tracker import queries
from tracker.filters import ListState, list_state
from tracker.models import Application, Status
from tracker.timeline import STATUS_ICONS
from tracker.transitions import MOVES, OPEN, OVER

DOES = {
    Status.SAVED: _("keeps it for later"),
    Status.APPLIED: _("waits for their word"),
    Status.IN_CONVERSATION: _("you are talking again"),
    Status.INTERVIEWING: _("there are rounds again"),
    Status.OFFER: _("yours to answer"),
    Status.ACCEPTED: _("I said yes, closes the rest kindly"),
    Status.WITHDRAWN: _("I said no, opens the letter"),
    Status.REJECTED: _("they said no, keeps your notes"),
    Status.LAPSED: _("silence, stops the nudges"),
}
ENDS = (Status.ACCEPTED, Status.WITHDRAWN, Status.REJECTED, Status.LAPSED)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Below = tuple[Status, tuple[datetime, int]]


@dataclass(frozen=True)
class Place:
    """Where a card can be put: a column with its cards, or a box under the board that has none."""

    status: Status
    count: str
    address: str
    cards: list[queries.Card] = field(default_factory=list)
    more: str = ""

    @property
    def moves(self) -> str:
        """Where its cards may go."""
        return " ".join(sorted(MOVES[self.status]))

    @property
    def shape(self) -> str:
        return STATUS_ICONS[self.status]

    @property
    def does(self) -> Promise:
        """What putting a card here does."""
        return DOES[self.status]


def board_view(request: Request, state: ListState) -> HttpResponse:
    """The first cards of each column. Further ones come alone to htmx, and as a board of that column to others."""
    below = _below(request.GET.get("after", ""))
    lanes = [below[0]] if below else _lanes(state)
    columns = _columns(state, lanes, below)
    if below and request.htmx:
        further = {"cards": columns[0].cards, "more": _more(state, columns[0])}
        return render(request, "tracker/_board_cards.html", further)
    counts = _counts(state, columns)
    context: dict[str, object] = {
        "state": state,
        "at": request.at,
        "lanes": [Place(one.status, counts[one.status], "", one.cards, _more(state, one)) for one in columns],
        "ends": [_box(state, status, counts) for status in ENDS if status not in lanes],
        "others": [_box(state, status, counts) for status in Status if status in OPEN and status not in lanes],
        "continued": below,
    }
    return render(request, "tracker/board.html", context)


def answer(request: Request, moved: Application, *, refusal: str = "", status: int = 200) -> HttpResponse | None:
    """What a move on the board changes there: the card, the counts. None where it was not pressed on a board."""
    state = _asked_from(request)
    if state is None:
        return None
    lanes = _lanes(state)
    stands = Status(moved.status)
    columns = _columns(state, lanes, None) if _is_filtered(state) else []
    counts = _counts(state, columns)
    context = {
        "moved": moved,
        "cards": [queries.card_of(moved, user=request.user, at=request.at)] if stands in lanes else [],
        "counts": counts,
        "refusal": refusal,
        "at": request.at,
    }
    return render(request, "tracker/_board_answer.html", context, status=status)


def _asked_from(request: Request) -> ListState | None:
    """The board that htmx says it stands on."""
    address = urlsplit(request.htmx.current_url_abs_path or "") if request.htmx else urlsplit("")
    if address.path != reverse("tracker:applications"):
        return None
    state = list_state(QueryDict(address.query), request.user, request.at)
    return state if state.view == "board" else None


def _lanes(state: ListState) -> list[Status]:
    """The statuses that the tab shows, or those that were asked for by name."""
    chosen = [status for status in Status if status in state.data.getlist("status")]
    shelf = {"open": OPEN, "over": OVER}.get(state.tab, frozenset(Status))
    return chosen or [status for status in Status if status in shelf]


def _is_filtered(state: ListState) -> bool:
    # A status that was asked for by name is a column, not a filter.
    return bool(state.text or set(state.asked) - {"status"})


def _columns(state: ListState, lanes: list[Status], below: Below | None) -> list[queries.Column]:
    # Without the tab's own condition: the status says it, and the two together would lead past the column's index.
    among = replace(state, tab="all").rows() if _is_filtered(state) else None
    return queries.columns(lanes, user=state.user, at=state.at, among=among, below=below[1] if below else None)


def _counts(state: ListState, columns: list[queries.Column]) -> dict[Status, str]:
    """How many there are of each; under a filter how many are shown, and whether there are more."""
    if _is_filtered(state):
        return dict.fromkeys(Status, "") | {
            one.status: f"{len(one.cards)}+" if one.below else str(len(one.cards)) for one in columns
        }
    counts = queries.counts(state.user)
    return {status: f"{queries.MANY:,}+" if n > queries.MANY else str(n) for status, n in counts.items()}


def _more(state: ListState, column: queries.Column) -> str:
    """Where the column goes on; empty at its end."""
    if column.below is None:
        return ""
    moment = (column.below.since - EPOCH) // timedelta(microseconds=1)
    return state.address(after=f"{column.status.value}.{moment}.{column.below.pk}")


def _box(state: ListState, status: Status, counts: dict[Status, str]) -> Place:
    return Place(status, counts[status], state.address(status=[status.value], tab=None))


def _below(text: str) -> Below | None:
    """The column and the card after which it goes on; None for what is no such place."""
    status, _dot, rest = text.partition(".")
    moment, _dot, pk = rest.partition(".")
    # Eighteen digits: more than either database numbers its rows with.
    if status not in Status.values or not pk.isdecimal() or len(pk) > 18:
        return None
    try:
        return Status(status), (EPOCH + timedelta(microseconds=int(moment)), int(pk))
    except (OverflowError, ValueError):
        return None
