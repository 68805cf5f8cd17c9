"""Where an application may go from where: one table, every pair tried."""

from datetime import timedelta
from itertools import product

import pytest

from tests.factories import NOW, ApplicationFactory
from tracker.models import Application, Status
from tracker.services import move
from tracker.transitions import MOVES, OPEN, OVER, InvalidTransition, can_move, moves_from

LATER = NOW + timedelta(hours=1)
PAIRS = list(product(Status, Status))
LEGAL = [(stands, to) for stands, to in PAIRS if to in MOVES[stands]]
ILLEGAL = [(stands, to) for stands, to in PAIRS if to not in MOVES[stands]]


def facts(application: Application) -> list[object]:
    """What the database says, whatever the instance in hand believes."""
    return [
        Application.objects.values_list("status", "status_since", "withdrawn_at").get(pk=application.pk),
        list(application.changes.values_list("from_status", "to_status", "at")),
    ]


def test_the_table_has_a_row_for_every_status() -> None:
    assert set(MOVES) == set(Status)


def test_every_status_can_be_reached_and_left() -> None:
    reached = {to for moves in MOVES.values() for to in moves}
    assert reached == set(Status)
    assert [status for status in Status if not MOVES[status]] == []


def test_every_status_is_either_open_or_over() -> None:
    assert sorted([*OPEN, *OVER]) == sorted(Status)


def test_no_move_leads_where_one_stands_already() -> None:
    assert [status for status in Status if can_move(status, status)] == []


def test_one_can_say_no_from_every_place_that_is_open_and_from_an_accepted_offer_and_from_silence() -> None:
    may = {status for status in Status if can_move(status, Status.WITHDRAWN)}
    assert may == OPEN | {Status.ACCEPTED, Status.LAPSED}


def test_moves_are_offered_in_the_order_of_the_process() -> None:
    assert moves_from(Status.OFFER) == [
        Status.INTERVIEWING,
        Status.ACCEPTED,
        Status.REJECTED,
        Status.WITHDRAWN,
        Status.LAPSED,
    ]


def test_an_application_offers_the_moves_of_its_place() -> None:
    application = ApplicationFactory.build(status=Status.OFFER)
    assert application.moves == moves_from(Status.OFFER)
    assert [to for to in Status if application.can_move_to(to)] == application.moves


@pytest.mark.django_db
@pytest.mark.parametrize(("stands", "to"), LEGAL, ids=lambda status: status.value)
def test_a_legal_move_moves_and_writes_one_line(stands: Status, to: Status) -> None:
    application = ApplicationFactory.create(status=stands)
    move(application=application, to=to, by=application.user, at=LATER)
    withdrawn_at = LATER if to is Status.WITHDRAWN else None
    assert facts(application) == [(to.value, LATER, withdrawn_at), [(stands.value, to.value, LATER)]]
    assert (application.status, application.status_since, application.withdrawn_at) == (to, LATER, withdrawn_at)


@pytest.mark.django_db
@pytest.mark.parametrize(("stands", "to"), ILLEGAL, ids=lambda status: status.value)
def test_an_illegal_move_is_refused_and_changes_nothing(stands: Status, to: Status) -> None:
    application = ApplicationFactory.create(status=stands)
    before = facts(application)
    with pytest.raises(InvalidTransition) as refused:
        move(application=application, to=to, by=application.user, at=LATER)
    assert (refused.value.stands, refused.value.wanted) == (stands, to)
    assert facts(application) == before
    assert application.status == stands
