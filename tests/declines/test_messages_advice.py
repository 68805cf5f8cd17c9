"""What one is told beside the words: when, whom first, and what else is possible."""

from dataclasses import replace

import pytest

from declines.messages.advice import RULES, advice
from declines.situation import Channel, Reason, Relationship, Stage
from tests.declines.situations import LEAN

QUIET = replace(LEAN, stage=Stage.APPLIED, relationship=Relationship.RECRUITER)
NOW = "It begins in less than four hours: call now, and write afterwards."
FIRST = "It is less than a day away: call first, then confirm it by e-mail."
TODAY = "It is tomorrow or the day after: write today."


def test_most_of_the_time_there_is_nothing_to_add() -> None:
    assert advice(QUIET) == []


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (-0.5, [NOW]),
        (3.9, [NOW]),
        (4, [FIRST]),
        (23.9, [FIRST]),
        (24, [TODAY]),
        (47.9, [TODAY]),
        (48, []),
        (None, []),
    ],
)
def test_the_closer_the_interview_the_sooner_one_calls(hours: float | None, said: list[str]) -> None:
    assert advice(replace(QUIET, stage=Stage.ACCEPTED, hours_ahead=hours)) == said


@pytest.mark.parametrize(
    ("changes", "opening"),
    [
        ({"stage": Stage.MISSED}, ["They waited for you: call first"]),
        ({"stage": Stage.INVITED}, ["Answer an invitation by the end of the day"]),
        ({"stage": Stage.TAKE_HOME}, ["If only the size of the task stands in the way"]),
        ({"stage": Stage.IN_INTERVIEW, "channel": Channel.IN_PERSON}, ["Confirm it in writing", "Not sure yet?"]),
        ({"stage": Stage.FINAL_ROUND}, ["Answer an invitation", "If you know each other well by now, a call"]),
        ({"stage": Stage.FINAL_ROUND, "channel": Channel.PHONE}, ["Answer an invitation", "Confirm it in writing"]),
        ({"stage": Stage.OFFER}, ["Call whoever made the offer, and send the letter within two days."]),
        ({"stage": Stage.OFFER_ACCEPTED}, ["Call them as soon as you are sure", "Taking back a yes is remembered."]),
        (
            {"relationship": Relationship.AGENCY_RECRUITER},
            ["Tell the agency before the company", "If you have met the company, thank the people there"],
        ),
        ({"relationship": Relationship.AGENCY_RECRUITER, "stage": Stage.COLD_APPROACH}, []),
        ({"relationship": Relationship.REFERRER}, ["Give your friend the reason that the company hears"]),
        ({"relationship": Relationship.PANEL}, ["One letter to the person you deal with is enough"]),
        ({"reason": Reason.PERSONAL}, ["“Personal circumstances” alone is often not believed"]),
        ({"reason": Reason.PERSONAL, "own_reason": "My mother needs me."}, []),
        ({"channel": Channel.VOICEMAIL}, ["Leave your name and number and ask for a call back"]),
        ({"channel": Channel.PHONE}, ["Confirm it in writing afterwards"]),
    ],
)
def test_what_is_worth_knowing(changes: dict[str, object], opening: list[str]) -> None:
    said = advice(replace(QUIET, **changes))  # type: ignore[arg-type]
    assert [sentence[: len(start)] for sentence, start in zip(said, opening, strict=True)] == opening


def test_a_careers_service_has_rules_of_its_own() -> None:
    invited = replace(QUIET, stage=Stage.INVITED, campus=True, reason=Reason.SALARY, hours_ahead=72)
    notice = "Most careers services want 48 hours’ notice"
    assert [line[:43] for line in advice(invited)][1:] == [notice]
    unsaid = advice(replace(invited, reason=Reason.NONE))
    assert "Some careers services do not accept “no longer interested” as a reason." in unsaid
    apology = "This late, a careers service usually asks for a letter of apology to the employer, and one to itself."
    assert apology not in unsaid
    assert apology in advice(replace(invited, hours_ahead=47))
    assert apology in advice(replace(invited, stage=Stage.MISSED, hours_ahead=None))


def test_every_piece_of_advice_is_a_short_whole_sentence_or_two() -> None:
    lines = [str(words) for _holds, words in RULES]
    assert [line for line in lines if not line.endswith(".") or len(line.split()) > 30] == []
    assert len(set(lines)) == len(lines)
