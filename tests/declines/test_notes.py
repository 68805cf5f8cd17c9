"""Every message around a no, walked: kind × tone × wording × reader, with a sparse record and with a full one."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, partial
from itertools import pairwise, product

import pytest

from declines.messages import Message, notes, word_count
from declines.messages.notes import Topic
from declines.situation import Channel, Relationship, Situation, Stage, Tone
from declines.tone import Kind, Record, review
from tests.declines.situations import FULL, LEAN, USUAL

MET = replace(FULL, met=(FULL.recipient, "Dr. El-Sayed"))
BASES = {"sparse": replace(LEAN, position="Nurse", sender="Maya"), "full": MET}
TOLD = datetime(2026, 9, 3, 11, 0)
OPTIONS = (datetime(2026, 9, 14, 10, 0), datetime(2026, 9, 15, 14, 30), datetime(2026, 9, 16, 9, 0))
CHANGED = "my circumstances have changed, and the hours would suit me well now"
NEWS = "I have learned a great deal about bus timetables this year"
FITS = "product work for public transport, four days a week"
ABOUT = "she has run tram data for ten years, and likes calm teams"
APOLOGY = re.compile(r"\b(?:sorry|apolog\w+|regret\w*|forgiv\w+|pardon\w*|ashamed)\b", re.IGNORECASE)
HOLES = ["None", "[", "]", "{", "}", "<", ">", "  ", " ,", " .", "..", "?.", ",.", "XXX"]
EVERY_STAGE = tuple(Stage)
CANCELLED = (Stage.ACCEPTED, Stage.MISSED)
GOING_ON = (Stage.INVITED, Stage.ACCEPTED, Stage.BETWEEN_ROUNDS, Stage.FINAL_ROUND)


@dataclass(frozen=True)
class Case:
    """A message, and what is promised of it."""

    write: Callable[[Situation], Message]
    kind: Kind
    words: tuple[int, int]
    apologies: int = 0
    stages: tuple[Stage, ...] = EVERY_STAGE
    bases: tuple[str, ...] = ("sparse", "full")
    after_no: bool = False


def named(write: Callable[..., Message], **extra: object) -> Callable[[Situation], Message]:
    """Written to the person whom the situation greets."""
    return lambda situation: write(situation, name=situation.recipient, **extra)


def told(channel: Channel) -> Callable[[Situation], Message]:
    return partial(notes.confirmation, told_by=channel, told_on=TOLD)


SAID_NO = tuple(stage for stage in Stage if stage is not Stage.OFFER_ACCEPTED)
CASES = {
    "confirmed after a call": Case(told(Channel.PHONE), Kind.CONFIRMATION, (35, 90), stages=SAID_NO),
    "confirmed after a talk": Case(told(Channel.IN_PERSON), Kind.CONFIRMATION, (35, 90), stages=SAID_NO),
    "confirmed after a video call": Case(told(Channel.VIDEO), Kind.CONFIRMATION, (35, 90), stages=SAID_NO),
    "thanks": Case(named(notes.thanks_note), Kind.THANK_YOU, (40, 120), after_no=True),
    "thanks to one of three": Case(
        named(notes.thanks_note, met_on=MET.met_on, together=("Olga Tamm", "Bo Lund")),
        Kind.THANK_YOU,
        (40, 120),
        bases=("full",),
        after_no=True,
    ),
    "a hello": Case(named(notes.hello_note), Kind.STAY_IN_TOUCH, (40, 110), after_no=True),
    "a hello with news": Case(
        named(notes.hello_note, news=NEWS, since_words="last spring"), Kind.STAY_IN_TOUCH, (40, 110), after_no=True
    ),
    "openings": Case(named(notes.openings), Kind.OPENINGS, (40, 110), after_no=True),
    "openings that fit": Case(named(notes.openings, fits=FITS), Kind.OPENINGS, (40, 110), after_no=True),
    "a change of mind": Case(named(notes.reconsider, changed=CHANGED, days_since=1), Kind.RECONSIDER, (60, 150), 1),
    "one months later": Case(named(notes.reconsider, changed=CHANGED, days_since=99), Kind.RECONSIDER, (60, 150), 1),
    "one years later": Case(named(notes.reconsider, changed=CHANGED, days_since=999), Kind.RECONSIDER, (60, 150), 1),
    "somebody else": Case(named(notes.referral, who="Ana Ruiz", about=ABOUT, consent=True), Kind.REFERRAL, (40, 120)),
    "any other date": Case(named(notes.reschedule), Kind.RESCHEDULE, (35, 120), 1, GOING_ON),
    "one other date": Case(named(notes.reschedule, options=OPTIONS[:1]), Kind.RESCHEDULE, (35, 120), 1, GOING_ON),
    "three other dates": Case(named(notes.reschedule, options=OPTIONS), Kind.RESCHEDULE, (35, 120), 1, GOING_ON),
    **{
        f"about {topic.label}": Case(
            named(notes.ask_terms, about=topic.value), Kind.ASK_TERMS, (35, 120), 0, (*GOING_ON, Stage.OFFER)
        )
        for topic in Topic
    },
    "time for an offer": Case(
        named(notes.ask_time, until=date(2026, 9, 18), for_what="offer"), Kind.ASK_TIME, (35, 120), 0, (Stage.OFFER,)
    ),
    "time for a task": Case(
        named(notes.ask_time, until=None, for_what="take_home"), Kind.ASK_TIME, (35, 120), 0, (Stage.TAKE_HOME,)
    ),
    # No kind of its own: it is read as thanks, which must be in it.
    "an apology": Case(named(notes.sorry_for_missing), Kind.THANK_YOU, (35, 120), 1, CANCELLED),
}
PLACES = {Stage.IN_INTERVIEW: "interviewed", Stage.REFERENCE_CHECK: "between_rounds", Stage.MISSED: "accepted"}


@cache
def walk(name: str) -> list[tuple[Situation, Message]]:
    """One kind in every tone, eight wordings, to every reader, with both records; the stage changes on the way."""
    case = CASES[name]
    written = []
    turns = product(Tone, range(8), Relationship)
    for (turn, (tone, seed, whom)), base in product(enumerate(turns), case.bases):
        # One more with every wording, so that each stage meets each reader.
        stage = case.stages[(turn + seed) % len(case.stages)]
        situation = replace(BASES[base], tone=tone, seed=seed, relationship=whom, stage=stage, campus=seed % 2 == 1)
        if case.kind is not Kind.STAY_IN_TOUCH or notes.offers_hello(situation):
            written.append((situation, case.write(situation)))
    return written


def ours(situation: Situation, message: Message) -> str:
    """The body without the signature, which is the person's own."""
    return message.body.removesuffix(situation.signature).rstrip()


def record_of(situation: Situation, *, after_no: bool) -> Record:
    place = "" if situation.stage is Stage.COLD_APPROACH else PLACES.get(situation.stage, situation.stage.value)
    if after_no:
        place = "declined_after_meeting" if situation.has_met else "declined_never_met"
    return Record(
        recipient=situation.recipient,
        company=situation.company,
        role=situation.position,
        sender=situation.sender,
        stage=place,
        # After a no the day that is named is that of the meeting.
        interview_at=situation.met_on if after_no else situation.starts,
        known=(*situation.met, "Ana Ruiz", "Olga Tamm", "Bo Lund"),
    )


# --- of every kind

each_kind = pytest.mark.parametrize("name", CASES)


@each_kind
def test_nothing_is_left_to_fill_in(name: str) -> None:
    texts = [f"{message.subject}\n{message.body}" for _, message in walk(name)]
    assert [text for text in texts if any(hole in text for hole in HOLES)] == []


@each_kind
def test_it_is_greeted_signed_and_about_this_role(name: str) -> None:
    for situation, message in walk(name):
        greeting, *_, signoff = message.body.split("\n\n")
        assert greeting.endswith(f" {situation.recipient}," if situation.recipient else ",")
        assert signoff.splitlines()[1:] == [situation.sender, *situation.signature.splitlines()]
        assert situation.position in message.body
        assert message.subject.splitlines() == [message.subject]


@each_kind
def test_it_is_neither_curt_nor_long(name: str) -> None:
    least, most = CASES[name].words
    counts = [word_count(ours(*one)) for one in walk(name)]
    assert (min(counts) >= least, max(counts) <= most) == (True, True), (min(counts), max(counts))


@each_kind
def test_it_apologises_exactly_as_often_as_it_should(name: str) -> None:
    bodies = [message.body for _, message in walk(name)]
    assert [body for body in bodies if len(APOLOGY.findall(body)) != CASES[name].apologies] == []


@each_kind
def test_the_review_finds_nothing_in_it(name: str) -> None:
    case = CASES[name]
    found = {}
    for situation, message in walk(name):
        text = f"Subject: {message.subject}\n\n{message.body}"
        for one in review(text, case.kind, record_of(situation, after_no=case.after_no)):
            found[one.check, text[one.start : one.end]] = situation
    assert found == {}


@each_kind
def test_the_same_number_finds_the_same_words_and_the_next_one_others(name: str) -> None:
    case = CASES[name]
    for tone in Tone:
        base = replace(MET, tone=tone, stage=case.stages[0])
        bodies = [case.write(replace(base, seed=seed)).body for seed in range(9)]
        assert bodies == [case.write(replace(base, seed=seed)).body for seed in range(9)]
        assert [one for one, other in pairwise(bodies) if one == other] == []


def test_every_part_has_a_label_and_keeps_its_words() -> None:
    message = notes.reconsider(MET, name=MET.recipient, changed=CHANGED, days_since=3)
    labels = [part.label for parts in message.paragraphs for part in parts]
    assert labels == [
        "Greeting",
        "Sorry",
        "What has changed",
        "Interest",
        "What you liked",
        "An easy way out",
        "Sign-off",
    ]


# --- names that try to be more than names

ODD = ["None", "Acme & Sons <b>", "{{ x }}", "{% load %}", "{# gone #}", "%(day)s", "Ünal\u202eevil"]


@pytest.mark.parametrize("odd", ODD)
def test_what_was_typed_stands_as_typed_and_is_never_run(odd: str) -> None:
    def everything(typed: str) -> str:
        told_of = partial(notes.referral, name=typed, who=typed, about=f"It is {typed}", consent=True)
        written = [
            told_of(USUAL),
            notes.thanks_note(USUAL, name=typed, met_on=TOLD, together=(typed, f"A {typed}")),
            notes.hello_note(USUAL, name=typed, news=f"It is {typed}", since_words=f"at {typed}"),
            notes.openings(USUAL, name=typed, fits=f"as {typed}"),
            notes.reconsider(USUAL, name=typed, changed=f"It is {typed}", days_since=1),
            notes.ask_terms(USUAL, name=typed, about="role", detail=f"as {typed}"),
        ]
        return "\n".join(f"{message.subject}\n{message.body}" for message in written)

    assert everything(odd) == everything("Ypsilon").replace("Ypsilon", odd)


def test_what_was_typed_in_several_lines_stands_in_one() -> None:
    message = notes.referral(USUAL, name="Jean-Luc", who="Ana\r\nRuiz", about="she is\n\ngood,", consent=True)
    assert ("Ana Ruiz" in message.subject, "She is good." in message.body) == (True, True)
