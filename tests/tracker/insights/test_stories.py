"""What became of one application, told from its history."""

from datetime import date

import pytest

from tests.tracker.insights.histories import day, history, invited, moves, story
from tracker.insights.stories import Round, standing_changes


def places(*steps: str) -> list[str]:
    return [change.to_status for change in standing_changes(moves(*steps))]


def test_a_move_that_was_taken_back_never_happened() -> None:
    assert places("0 applied", "5 interviewing", "6 back") == ["applied"]


def test_taking_back_what_was_taken_back_makes_it_count_again() -> None:
    assert places("0 applied", "5 interviewing", "6 back", "7 back") == ["applied", "interviewing"]
    assert places("0 applied", "5 interviewing", "6 back", "7 back", "8 back") == ["applied"]


def test_two_moves_are_taken_back_one_after_the_other() -> None:
    changes = moves("0 applied", "5 interviewing", "6 offer", "7 back")
    first = changes[1]
    again = first._replace(pk=5, from_status="interviewing", to_status="applied", at=day(8), takes_back=first.pk)
    assert [change.to_status for change in standing_changes([*changes, again])] == ["applied"]


def test_what_has_ended_still_counts_where_it_got_to() -> None:
    told = story("0 applied", "5 interviewing", "9 rejected")
    assert (told.depth, told.stands, told.answered) == (2, "rejected", True)


def test_one_that_was_moved_back_by_hand_did_get_there() -> None:
    assert story("0 applied", "5 interviewing", "9 applied").depth == 2


@pytest.mark.parametrize(
    ("steps", "sent"),
    [
        (["0 saved"], False),
        (["0 applied"], True),
        (["0 saved", "3 applied"], True),
        (["0 saved", "3 applied", "4 saved"], False),
        (["0 saved", "3 withdrawn"], False),
        (["0 saved", "3 lapsed"], False),
        (["0 saved", "3 rejected"], True),
        (["0 lapsed"], True),
        (["0 withdrawn"], True),
    ],
)
def test_what_stands_at_saved_or_was_closed_from_there_was_not_sent(steps: list[str], sent: bool) -> None:
    assert story(*steps).sent is sent


def test_a_day_on_which_it_was_sent_says_that_it_was() -> None:
    assert story("0 saved", "3 withdrawn", applied_on=date(2026, 6, 2)).sent is True


@pytest.mark.parametrize("answer", ["in_conversation", "interviewing", "offer", "rejected"])
def test_every_move_of_theirs_is_an_answer(answer: str) -> None:
    told = story("0 applied", f"5 {answer}")
    assert (told.answered, told.answered_on) == (True, date(2026, 6, 6))


@pytest.mark.parametrize("silence", ["withdrawn", "lapsed", "saved"])
def test_a_move_of_mine_is_none(silence: str) -> None:
    assert story("0 applied", f"5 {silence}").answered is False


def test_a_round_is_an_answer_and_an_interview_also_where_the_status_was_left_alone() -> None:
    told = story("0 applied", rounds=[invited(4)])
    assert (told.depth, told.answered_on) == (2, date(2026, 6, 5))


def test_contact_in_which_they_answered_is_an_answer() -> None:
    told = story("0 applied", heard=[day(3)])
    assert (told.depth, told.answered_on) == (1, date(2026, 6, 4))


def test_what_a_spreadsheet_says_happened_on_no_day_that_anybody_knows() -> None:
    told = story("0 rejected", applied_on=date(2026, 6, 1))
    assert (told.answered, told.answered_on) == (True, None)


def test_who_wrote_to_me_first_was_not_asked() -> None:
    assert story("0 in_conversation", "4 interviewing").asked is False
    assert story("0 in_conversation", applied_on=date(2026, 6, 1)).asked is True


def test_the_day_it_was_sent_goes_before_the_day_it_was_noted() -> None:
    assert story("9 applied", applied_on=date(2026, 6, 2)).began_on == date(2026, 6, 2)
    assert story("0 saved", "9 applied").began_on == date(2026, 6, 10)


def test_the_day_is_the_one_on_the_persons_calendar() -> None:
    assert story("0.54 applied").began_on == date(2026, 6, 2)  # 22:57 in London, 0:57 in Berlin


def test_a_stage_takes_from_the_move_into_it_to_the_move_out_of_it() -> None:
    told = story("0 saved", "2 applied", "9 interviewing", "12.5 offer", "14 offer")
    assert told.spells == (("applied", 7.0), ("interviewing", 3.5), ("offer", 1.5))


def test_where_it_stands_now_is_not_over() -> None:
    assert story("0 applied", "9 interviewing").spells == (("applied", 9.0),)


def test_what_stood_somewhere_for_less_than_an_hour_was_a_correction() -> None:
    assert story("0 applied", "0.02 interviewing", "6 offer").spells == (("interviewing", 5.98),)


def test_my_answer_is_counted_in_hours_from_the_invitation() -> None:
    rounds = [invited(4, 4.25), invited(8, 9), Round("done"), invited(11, state="invited")]
    told = story("0 applied", "4 interviewing", rounds=rounds)
    assert (told.replies, told.to_answer) == ((6.0, 24.0), 1)


def test_of_a_search_that_is_over_nobody_waits_for_an_answer() -> None:
    assert story("0 applied", "4 lapsed", rounds=[invited(4, state="invited")]).to_answer == 0


def test_reasons_belong_to_how_it_stands() -> None:
    reasons = {"they_said": "fit", "i_said": "salary"}
    assert story("0 applied", "4 rejected", **reasons)[-2:] == ("fit", "")
    assert story("0 applied", "4 withdrawn", **reasons)[-2:] == ("", "salary")
    assert story("0 applied", **reasons)[-2:] == ("", "")


def test_one_that_was_opened_again_after_their_no_goes_on_after_an_answer() -> None:
    told = story("0 applied", "4 rejected", "9 applied")
    assert (told.reopened, told.depth, told.answered) == (True, 1, True)


def test_an_application_without_a_timeline_is_told_by_how_it_stands() -> None:
    told = story("0 applied", changes=[])
    assert (told.sent, told.began_on, told.depth) == (True, date(2026, 6, 1), 0)
    assert history("0 offer", changes=[]).status == "offer"
