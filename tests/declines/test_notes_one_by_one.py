"""Every message around a no, one by one: what each promises to say, and what it never does."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from itertools import product

import pytest

from declines.messages import Message, notes
from declines.messages.notes import Topic
from declines.messages.reconsidering import answers_to_expect, timing_advice
from declines.situation import Channel, Relationship, Situation, Stage, Tone
from tests.declines.situations import USUAL
from tests.declines.test_notes import ABOUT, APOLOGY, CHANGED, FITS, MET, NEWS, OPTIONS, TOLD, told

DECLINES = re.compile(r"\b(?:withdr\w+|declin\w+|cancel\w*|turn\w* down|step\w* back|not pursue)\b", re.IGNORECASE)


# --- the no in writing


def in_every_wording(write: Callable[[Situation], Message], base: Situation = USUAL) -> Iterator[str]:
    for tone, seed in product(Tone, range(4)):
        yield write(replace(base, tone=tone, seed=seed)).body


@pytest.mark.parametrize(
    ("channel", "how"),
    [(Channel.PHONE, "on the phone"), (Channel.IN_PERSON, "in person"), (Channel.VIDEO, "online")],
)
def test_a_confirmation_says_how_and_when_they_were_told(channel: Channel, how: str) -> None:
    bodies = list(in_every_wording(told(channel)))
    assert [body for body in bodies if f"{how} on Thursday 3 September" not in body] == []


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.SMS, Channel.LINKEDIN, Channel.VOICEMAIL])
def test_nothing_is_confirmed_that_was_not_said(channel: Channel) -> None:
    with pytest.raises(ValueError, match=channel.value):
        notes.confirmation(USUAL, told_by=channel, told_on=TOLD)


@pytest.mark.parametrize(
    ("stage", "decision"),
    [
        (Stage.APPLIED, "withdraw"),
        (Stage.COLD_APPROACH, "pursu"),
        (Stage.INVITED, "interview for"),
        (Stage.FINAL_ROUND, "next round"),
        (Stage.ACCEPTED, "our panel interview on Thursday 10 September at 16:30"),
        (Stage.OFFER, "the offer of"),
        (Stage.OFFER_ACCEPTED, "my acceptance of"),
    ],
)
def test_a_confirmation_decides_again_what_was_decided(stage: Stage, decision: str) -> None:
    bodies = list(in_every_wording(told(Channel.PHONE), replace(USUAL, stage=stage)))
    assert [body for body in bodies if decision not in body] == []


def test_a_confirmation_of_a_broken_word_apologises_at_most_once() -> None:
    bodies = list(in_every_wording(told(Channel.PHONE), replace(MET, stage=Stage.OFFER_ACCEPTED)))
    assert {len(APOLOGY.findall(body)) for body in bodies} == {0, 1}
    assert [body for body in bodies if "sorry" not in body and "responsibility" not in body] == []


# --- thanks


def test_who_was_met_is_thanked_for_that_with_the_day_and_the_others() -> None:
    write = partial(notes.thanks_note, name="Dr. El-Sayed", met_on=datetime(2026, 8, 27), together=("Olga Tamm",))
    for body in in_every_wording(write):
        assert "Dr. El-Sayed," in body.splitlines()[0]
        assert ("on Thursday 27 August" in body, "you and Olga Tamm" in body) == (True, True)
        assert "Tallinn Traffic" in body


def test_who_sat_there_is_not_named_to_themselves() -> None:
    note = notes.thanks_note(USUAL, name="Olga Tamm", met_on=TOLD, together=("Olga Tamm", "Bo", "Cy"))
    assert ("you, Bo and Cy" in note.body, note.body.count("Olga Tamm")) == (True, 1)


def test_who_was_not_met_is_thanked_for_their_time_only() -> None:
    for body in in_every_wording(partial(notes.thanks_note, name="Jean-Luc")):
        assert [said for said in ("meeting", "meet you", "talking with", "1 September") if said in body] == []


def test_thanks_read_well_before_the_no_was_heard() -> None:
    """Whoever interviewed may not have been told yet: nothing says that they have, or that this is the no."""
    for body in in_every_wording(notes.thanks_note):
        assert ("as I told you" in body, "I withdraw" in body, "I decline" in body) == (False, False, False)


def test_only_the_agency_itself_is_asked_to_pass_on_thanks() -> None:
    agency = replace(USUAL, relationship=Relationship.AGENCY_RECRUITER)
    to_agency = [
        body.count("client") for body in in_every_wording(partial(notes.thanks_note, name="Jean-Luc"), agency)
    ]
    to_other = [
        body.count("client") for body in in_every_wording(partial(notes.thanks_note, name="Dr. El-Sayed"), agency)
    ]
    assert (min(to_agency) > 0, set(to_other)) == (True, {0})


def test_the_pair_is_the_note() -> None:
    note = notes.thanks_note(USUAL, name="Jean-Luc")
    assert notes.thank_you(USUAL, name="Jean-Luc") == (note.subject, note.body)
    hello = notes.hello_note(USUAL, name="Jean-Luc", news=NEWS)
    assert notes.stay_in_touch(USUAL, name="Jean-Luc", news=NEWS) == (hello.subject, hello.body)


# --- a hello, and openings


def test_a_hello_says_when_it_was_and_the_news_as_they_were_typed_and_asks_nothing() -> None:
    for body in in_every_wording(partial(notes.hello_note, name="Jean-Luc", news=NEWS, since_words="last spring")):
        assert ("last spring" in body, f"{NEWS}." in body, "?" in body) == (True, True, False)


def test_a_hello_without_news_wishes_well_instead() -> None:
    plain = notes.hello_note(USUAL, name="Jean-Luc")
    labels = [(part.label, "hope" in part.text) for parts in plain.paragraphs for part in parts]
    assert ("News", True) in labels


def test_a_colleague_gets_no_hello() -> None:
    colleague = replace(USUAL, relationship=Relationship.INTERNAL)
    assert (notes.offers_hello(USUAL), notes.offers_hello(colleague)) == (True, False)
    with pytest.raises(ValueError, match="colleague"):
        notes.stay_in_touch(colleague, name="Jean-Luc")


@pytest.mark.parametrize(
    ("fits", "liked", "said"),
    [
        (FITS, USUAL.liked, f"{FITS}."),
        ("", USUAL.liked, USUAL.liked),
        ("  ", "", "Product Manager"),
    ],
)
def test_openings_say_what_would_fit_or_what_was_liked_or_the_line_of_work(fits: str, liked: str, said: str) -> None:
    message = notes.openings(replace(USUAL, liked=liked), name="Jean-Luc", fits=fits)
    idea = [part.text for parts in message.paragraphs for part in parts if part.label == "What I have in mind"]
    assert [said in text for text in idea] == [True]


# --- a change of mind


def test_a_change_of_mind_says_what_changed_and_leaves_an_easy_way_out() -> None:
    for body in in_every_wording(partial(notes.reconsider, changed=CHANGED, days_since=2)):
        assert f"M{CHANGED[1:]}." in body
        way_out = body.split("\n\n")[-2]
        assert re.search(r"\b(?:filled|no longer open|somebody else)\b", way_out)


@pytest.mark.parametrize(
    ("days", "said", "anew"),
    [(0, "", False), (60, "", False), (61, "months", False), (365, "months", False), (366, "over a year", True)],
)
def test_the_longer_ago_the_more_it_reminds(days: int, said: str, anew: bool) -> None:
    for body in in_every_wording(partial(notes.reconsider, changed=CHANGED, days_since=days)):
        assert said in body.lower()
        assert ("Maya Lindholm" in body.split("\n\n")[1]) is anew


def test_a_change_of_mind_without_a_word_on_why_is_still_a_letter() -> None:
    message = notes.reconsider(USUAL, name="Jean-Luc", changed=" \n", days_since=2)
    assert "What has changed" not in [part.label for parts in message.paragraphs for part in parts]


def test_the_four_answers_each_come_with_something_to_do() -> None:
    answers = answers_to_expect()
    assert [str(one.answer) for one in answers] == [
        "They welcome you back",
        "Not this time, perhaps later",
        "It has been filled",
        "No answer",
    ]
    assert [one for one in answers if not str(one.do).endswith(".")] == []


@pytest.mark.parametrize(
    ("days", "advice"),
    [
        (0, "at once"),
        (1, "at once"),
        (2, "Within a week"),
        (7, "Within a week"),
        (8, "write today"),
        (90, "write today"),
        (91, "hopes are shorter"),
        (365, "hopes are shorter"),
        (366, "as new"),
    ],
)
def test_advice_on_when_to_write_changes_with_the_days(days: int, advice: str) -> None:
    assert advice in timing_advice(days)
    assert re.search("posting|open", timing_advice(days))


# --- somebody else


def test_nobody_is_suggested_without_their_consent() -> None:
    with pytest.raises(ValueError, match="consent"):
        notes.referral(USUAL, name="Jean-Luc", who="Ana Ruiz", about=ABOUT, consent=False)


def test_a_suggestion_says_who_what_and_that_they_agree_and_asks() -> None:
    write = partial(notes.referral, name="Jean-Luc", who="Ana Ruiz", about=ABOUT, consent=True)
    for body in in_every_wording(write):
        assert ("Ana Ruiz" in body, f"S{ABOUT[1:]}." in body) == (True, True)
        assert re.search(r"agree|happy about it|knows that I am writing|I asked", body)
        assert re.search(r"introduc|meet you", body)


# --- another date, other terms, more time


def test_another_date_is_asked_for_without_a_word_that_declines() -> None:
    bodies = in_every_wording(partial(notes.reschedule, options=OPTIONS))
    assert [body for body in bodies if DECLINES.search(body)] == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (OPTIONS[:1], "Monday 14 September at 10:00"),
        (OPTIONS[:2], "Monday 14 September at 10:00 or Tuesday 15 September at 14:30"),
        (
            (*OPTIONS, datetime(2026, 9, 17, 9, 0)),
            "Monday 14 September at 10:00, Tuesday 15 September at 14:30 or Wednesday 16 September at 9:00",
        ),
    ],
)
def test_up_to_three_dates_are_offered(options: tuple[datetime, ...], said: str) -> None:
    bodies = list(in_every_wording(partial(notes.reschedule, options=options)))
    assert [body for body in bodies if said not in body or "17 September" in body] == []


@pytest.mark.parametrize("topic", Topic)
def test_terms_are_one_question_and_no_threat(topic: Topic) -> None:
    for body in in_every_wording(partial(notes.ask_terms, about=topic.value, detail="I live near the depot")):
        assert (body.count("?"), "I live near the depot." in body) == (1, True)
        assert not re.search(r"\b(?:unless|otherwise|or else|if not|only if|deadline|decline)\b", body)


def test_a_question_about_terms_names_them_in_its_subject() -> None:
    assert "the working hours" in notes.ask_terms(USUAL, name="Jean-Luc", about="hours").subject
    with pytest.raises(ValueError, match="weather"):
        notes.ask_terms(USUAL, name="Jean-Luc", about="weather")


def test_time_for_an_offer_is_asked_until_a_day() -> None:
    offer = replace(USUAL, stage=Stage.OFFER)
    until = partial(notes.ask_time, until=date(2026, 9, 18), for_what="offer")
    assert [body for body in in_every_wording(until, offer) if "by Friday 18 September" not in body] == []
    open_end = notes.ask_time(offer, until=None, for_what="offer").body
    assert "in a few more days" in open_end


def test_a_task_may_be_smaller_or_earlier_work_may_stand_in_for_it() -> None:
    task = partial(notes.ask_time, until=None, for_what="take_home")
    for body in in_every_wording(task, replace(USUAL, stage=Stage.TAKE_HOME)):
        assert re.search(r"smaller|shorter|number of hours", body)
        assert re.search(r"earlier work|done already", body)
    with pytest.raises(ValueError, match="holiday"):
        notes.ask_time(USUAL, until=None, for_what="holiday")


# --- an apology


@pytest.mark.parametrize(("stage", "said"), [(Stage.MISSED, "I did not come to"), (Stage.ACCEPTED, "I cancelled")])
def test_an_apology_says_what_happened_and_when_and_blames_nobody(stage: Stage, said: str) -> None:
    for body in in_every_wording(notes.sorry_for_missing, replace(USUAL, stage=stage)):
        assert f"{said} our panel interview on Thursday 10 September at 16:30" in body
        assert re.search(r"responsibility|no excuse|my doing", body)


def test_an_apology_on_campus_thinks_of_the_careers_service_or_of_other_students() -> None:
    for body in in_every_wording(notes.sorry_for_missing, replace(USUAL, stage=Stage.MISSED, tone=Tone.WARM)):
        assert "student" not in body
    campus = replace(USUAL, stage=Stage.MISSED, campus=True)
    warm = [notes.sorry_for_missing(replace(campus, seed=seed)).body for seed in range(4)]
    assert [body for body in warm if not re.search("student|careers service", body)] == []
