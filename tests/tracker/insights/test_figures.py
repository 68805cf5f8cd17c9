"""What the stories add up to."""

import json
from datetime import date, timedelta

import pytest

from tests.tracker.insights.histories import TODAY, invited, story
from tracker.insights import blocks, captions, words
from tracker.insights.figures import Figures, Flow, Source, count
from tracker.insights.spread import Spread, spread
from tracker.insights.stories import Story


def figures(*stories: Story) -> Figures:
    return count(stories, TODAY)


def young() -> Story:
    return story("0 applied", applied_on=TODAY - timedelta(days=3))


def test_each_stage_counts_whatever_came_after_it() -> None:
    found = figures(
        story("0 saved"),
        story("0 applied"),
        story("0 applied", "3 rejected"),
        story("0 applied", "3 in_conversation", "9 lapsed"),
        story("0 applied", "3 interviewing", "9 withdrawn"),
        story("0 applied", "3 interviewing", "9 offer", "12 accepted"),
    )
    assert (found.total, found.sent, found.answered, found.reached, found.accepted) == (6, 5, 4, [5, 3, 2, 1], 1)


def test_a_yes_that_fell_through_was_a_yes() -> None:
    found = figures(story("0 applied", "3 offer", "4 accepted", "9 rejected"))
    assert (found.accepted, found.standing) == (1, {"rejected": 1})


def test_it_agrees_with_the_board_status_by_status() -> None:
    found = figures(
        story("0 saved"), story("0 saved", "2 lapsed"), story("0 applied"), story("0 applied", "3 lapsed")
    )
    assert found.standing == {"saved": 1, "lapsed": 2, "applied": 1}
    assert (found.sent, found.unsent, found.standing["saved"]) == (2, 1, 1)


def test_a_share_is_of_those_that_have_had_two_weeks() -> None:
    old = [story("0 applied", "5 rejected")] * 3 + [story("0 applied")] * 2
    found = figures(*old, young(), young())
    assert (found.rate, found.rate_of, found.too_young) == (3, 5, 2)
    assert words.rate(found) == "Three of the five that have had two weeks were answered: 60\xa0%."


def test_under_a_handful_it_is_too_early_to_say() -> None:
    found = figures(*[story("0 applied")] * 4)
    assert words.rate(found) == "Too early to say: four of four have had two weeks to answer."


def test_while_most_are_young_it_is_too_early_to_say_and_never_nought_per_cent() -> None:
    found = figures(*[story("0 applied")] * 5, *[young()] * 6)
    assert words.rate(found) == "Too early to say: five of 11 have had two weeks to answer."
    assert [row.share for row in blocks.far(found).rows] == [""] * 6


def test_a_true_nought_is_said_in_words() -> None:
    found = figures(*[story("0 applied")] * 5)
    assert words.rate(found) == "None of the five that have had two weeks was answered yet."


def test_who_was_told_no_before_they_could_answer_is_left_out() -> None:
    found = figures(*[story("0 applied", "20 rejected")] * 5, story("0 applied", "3 withdrawn"))
    assert (found.rate, found.rate_of, found.i_was_first) == (5, 5, 1)
    assert blocks.rate(found).note == "One is left out: you withdrew before they had two weeks."


def test_a_long_silence_counts_also_where_i_ended_it() -> None:
    found = figures(story("0 applied", "30 withdrawn"))
    assert (found.rate, found.rate_of, found.i_was_first) == (0, 1, 0)


def test_answers_are_counted_by_how_long_they_took() -> None:
    found = figures(*(story("0 applied", f"{day} rejected") for day in (2, 6, 9, 15, 40)))
    assert (found.answer_spans, found.answer_days) == ([2, 1, 1, 1], Spread(5, 6.0, 9.0, 15.0))
    assert words.silence(found) == "Half of those who answered did so within nine days, nine in ten within 30 days."


def test_who_has_not_said_a_word_is_counted_apart() -> None:
    found = figures(story("0 applied"), young(), story("0 applied", heard=[]), story("0 applied", "4 interviewing"))
    assert words.waiting(found) == "Three wait for a first word, two longer than two weeks."


def test_time_in_a_stage_is_the_middle_one_and_the_middle_half() -> None:
    found = figures(*(story("0 applied", f"{day} interviewing") for day in (2, 4, 6, 8, 30)))
    assert found.stages == {"applied": Spread(5, 4.0, 6.0, 8.0)}
    assert words.stages(found) == "“Applied” takes longest: half of them are through within six days."


def test_quick_answers_are_said_with_their_number() -> None:
    found = figures(*(story("0 applied", rounds=[invited(1, 1 + hours / 24)]) for hours in (1, 2, 5, 30, 60)))
    assert words.replies(found) == "Half your answers went out within five hours; three of five within a day."
    assert found.reply_spans == [3, 0, 1, 1]


def test_before_five_answers_the_page_says_what_will_be_there() -> None:
    found = figures(story("0 applied", rounds=[invited(1, 1.5)]))
    text = "After five answers you will see here how quickly you reply; there is one so far."
    assert words.replies(found) == text


def test_many_answers_are_kept_as_counts() -> None:
    found = figures(*[story("0 applied", rounds=[invited(1, 1.5)])] * 41)
    assert (found.reply_hours, found.reply_spans, blocks.dots(found.reply_hours)) == ([], [0, 41, 0, 0], None)


def test_points_never_lie_on_each_other() -> None:
    drawn = blocks.dots([1, 1, 1, 2, 9, 30.5])
    assert drawn is not None
    places = [(float(dot.x), float(dot.y)) for dot in drawn.dots]
    near = [(a, b) for a in places for b in places if a < b and abs(a[0] - b[0]) < 12 and abs(a[1] - b[1]) < 12]
    assert (near, [dot.late for dot in drawn.dots], drawn.longest) == ([], [False] * 5 + [True], "31 hours")


def test_sources_are_one_whatever_their_capitals_and_small_counts_stay_counts() -> None:
    found = figures(
        story("0 applied", "3 interviewing", source="A friend"),
        story("0 applied", source="a  friend"),
        story("0 applied", "3 offer", source="A friend"),
        story("0 applied", source="LinkedIn"),
    )
    assert found.sources == [Source("A friend", 3, 2, 2, 1), Source("LinkedIn", 1, 0, 0, 0)]
    assert words.sources(found) == "A friend brought the most interviews: two of three."


def test_many_places_end_in_one_line_and_the_table_adds_up() -> None:
    found = figures(*(story("0 applied", source=f"Place {number}") for number in range(40)))
    _bars, listed = blocks.sources(found)
    assert (len(listed), listed[-1], sum(one.sent for one in listed)) == (31, Source("Other places", 10, 0, 0, 0), 40)


def test_reasons_add_up_to_all_that_ended_so() -> None:
    found = figures(
        *[story("0 applied", "3 rejected", they_said="fit")] * 4,
        *[story("0 applied", "3 rejected", they_said="salary")] * 2,
        story("0 applied", "3 rejected"),
    )
    shown = blocks.they_said(found)
    assert [(row.label, row.number) for row in shown.rows] == [
        ("Not the right fit with the team", 4),
        ("Salary", 2),
        ("Not noted", 1),
    ]
    assert (shown.whole, shown.say) == (7, "Most often: not the right fit with the team, four of six.")


def test_the_flow_has_each_application_once() -> None:
    found = figures(
        story("0 applied"),
        story("0 applied", "3 interviewing", "4 applied"),
        story("0 applied", "3 offer", "4 rejected", "9 offer", "10 accepted"),
        story("0 saved"),
    )
    assert found.flows == [
        Flow("applied", "applied", 1),
        Flow("interviewing", "applied", 1),
        Flow("offer", "accepted", 1),
    ]


def test_figures_are_kept_as_json_and_come_back_as_they_were() -> None:
    found = figures(
        story("0 applied", "3 interviewing", "9 rejected", source="A friend", rounds=[invited(1, 1.5)]), young()
    )
    assert Figures.from_json(json.loads(json.dumps(found.as_json()))) == found


def test_nothing_adds_up_to_nothing() -> None:
    found = figures()
    assert (found.total, found.first_on, words.headline(found)) == (0, "", "Figures come with the first answers.")


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (11, 34, "One in three applications becomes an interview."),
        (15, 37, "Two in five applications become an interview."),
        (1, 40, "One in 40 applications becomes an interview."),
        (9, 9, "Every application becomes an interview."),
    ],
)
def test_the_headline_says_a_fraction_as_people_say_it(part: int, whole: int, said: str) -> None:
    sent = [story("0 applied", "3 interviewing")] * part + [story("0 applied")] * (whole - part)
    assert words.headline(figures(*sent)) == said


def test_the_headline_says_that_answers_are_quick_only_where_most_are() -> None:
    quick = [story("0 applied", rounds=[invited(1, 1.5)])] * 4
    assert words.headline(figures(*quick, story("0 applied", rounds=[invited(1, 5)]))).startswith(
        "You answer quickly"
    )
    slow = [story("0 applied", rounds=[invited(1, 5)])] * 2
    assert not words.headline(figures(*quick, *slow)).startswith("You answer quickly")


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(1, 3, "33\xa0%"), (0, 7, "0\xa0%"), (1, 400, "under 1\xa0%"), (399, 400, "99\xa0%"), (7, 7, "100\xa0%")],
)
def test_a_percentage_is_all_or_nothing_only_where_it_is(part: int, whole: int, said: str) -> None:
    assert words.percent(part, whole) == said


def test_the_middle_half_is_read_between_neighbours() -> None:
    assert spread([1, 2, 3, 4]) == Spread(4, 1.75, 2.5, 3.25)
    assert spread([]) == Spread()


def test_a_stretch_names_the_year_once_where_it_is_one() -> None:
    assert captions.stretch(date(2026, 3, 3), date(2026, 11, 22)) == "3 March to 22 November 2026"
    assert captions.stretch(date(2025, 3, 3), date(2026, 11, 22)) == "3 March 2025 to 22 November 2026"
