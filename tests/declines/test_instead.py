"""What one might ask for before a no, where a yes is still thinkable."""

from dataclasses import replace

import pytest

from declines.messages.instead import instead_of
from declines.situation import Kind, Reason, Situation, Stage

PLAIN = Situation(company="Acme", position="Editor", sender="Maya", stage=Stage.BETWEEN_ROUNDS)


@pytest.mark.parametrize(
    ("stage", "reason", "hours", "asks"),
    [
        (Stage.BETWEEN_ROUNDS, Reason.SALARY, None, [(Kind.ASK_TERMS, "salary")]),
        (Stage.OFFER, Reason.SALARY, None, [(Kind.ASK_TERMS, "salary"), (Kind.ASK_TIME, "offer")]),
        (Stage.ACCEPTED, Reason.HOURS_TRAVEL, 30.0, [(Kind.ASK_TERMS, "travel"), (Kind.RESCHEDULE, "")]),
        (Stage.INVITED, Reason.NONE, 30.0, [(Kind.RESCHEDULE, "")]),
        (Stage.INVITED, Reason.NONE, None, []),
        (Stage.ACCEPTED, Reason.NONE, -1.0, []),
        (Stage.TAKE_HOME, Reason.PROCESS_TOO_LONG, None, [(Kind.ASK_TIME, "take_home")]),
        (Stage.OFFER_ACCEPTED, Reason.SALARY, None, []),
        (Stage.COLD_APPROACH, Reason.SALARY, None, []),
        (Stage.BETWEEN_ROUNDS, Reason.ACCEPTED_OTHER, None, []),
    ],
)
def test_asking_is_offered_where_it_could_still_change_something(
    stage: Stage, reason: Reason, hours: float | None, asks: list[tuple[Kind, str]]
) -> None:
    found = instead_of(replace(PLAIN, stage=stage, reason=reason, hours_ahead=hours))
    assert [(one.kind, one.about) for one in found] == asks
