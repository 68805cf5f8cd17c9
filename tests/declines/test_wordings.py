"""A person's own wordings: what stands in braces is filled in, everything else stays as it was typed."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.models import User
from declines import services
from declines.messages.wordings import liking, reason
from declines.models import Wording
from declines.services import wordings as own
from declines.services.filling import VARIABLES
from declines.services.wordings import OURS, filled_in, from_ours, left_out, unknown_variables, wordings_for
from declines.situation import Channel, Kind, Reason, Situation, Stage, Tone
from tests.addresses import a_wording
from tests.factories import NOW, ApplicationFactory, ContactFactory

LEAN = Situation(company="Tallinn Traffic", position="Product Manager", sender="Maya Lindholm")
FULL = replace(
    LEAN,
    recipient="Jean-Luc",
    round_name="phone screen",
    starts=datetime(2026, 9, 10, 16, 30),
    met_on=datetime(2026, 9, 1, 14, 0),
    liked="how openly the team spoke",
    own_reason="I am moving to Tartu",
    signature="+49 30 5550100\nexample.org/maya",
)


def body(text: str, situation: Situation = FULL, kind: Kind = Kind.DECLINE) -> str:
    return filled_in(Wording(kind=kind, body=text), situation)[1]


def subject(text: str, situation: Situation = FULL) -> str:
    return filled_in(Wording(subject=text), situation)[0]


# --- filling in


def test_each_variable_says_what_the_record_knows() -> None:
    assert {name: body(f"-{{{name}}}-") for name in VARIABLES} == {
        "name": "-Jean-Luc-",
        "company": "-Tallinn Traffic-",
        "role": "-Product Manager-",
        "interview": "-phone screen-",
        "day": "-Thursday 10 September-",
        "hour": "-16:30-",
        "liked": "-how openly the team spoke-",
        "reason": "-I am moving to Tartu-",
        "me": "-Maya Lindholm-",
        "signature": "-+49 30 5550100\nexample.org/maya-",
    }


@pytest.mark.parametrize("typed", ["{company}", "{{company}}", "{ company }", "{{ Company }}", "{COMPANY}"])
def test_braces_are_forgiven_in_every_usual_form(typed: str) -> None:
    assert body(f"To {typed}.") == "To Tallinn Traffic."


@pytest.mark.parametrize(
    "typed",
    [
        "{% load i18n %}",
        "{% include 'base.html' %}",
        "{{ me|safe }}",
        "{{ user.password }}",
        "{me.__class__}",
        "{me!r}",
        "{0}",
        "%(me)s",
        "${me:x}",
        "{# me #}",
        "{}",
        "<script>alert(1)</script>",
        "{compnay}",
    ],
)
def test_anything_else_stays_as_it_was_typed(typed: str) -> None:
    assert body(f"I say {typed} here.") == f"I say {typed} here."
    assert subject(f"I say {typed} here") == f"I say {typed} here"


def test_a_name_that_looks_like_a_variable_is_not_filled_in_again() -> None:
    situation = replace(
        FULL, company="{me}", recipient="{{company}}", sender="{% now %}", liked="{name}, {signature}"
    )
    assert body("Dear {name}, {company} was {liked}.\n{me}", situation) == (
        "Dear {{company}}, {me} was {name}, {signature}.\n{% now %}"
    )


def test_nobody_by_name_is_the_hiring_manager() -> None:
    assert body("Dear {name},", LEAN) == "Dear Hiring Manager,"


def test_no_round_in_particular_is_the_interview() -> None:
    assert body("I must decline the {interview}.", LEAN) == "I must decline the interview."


def test_a_panel_is_called_as_in_our_own_letters() -> None:
    assert body("I must cancel our {interview}.", replace(FULL, round_name="panel")) == (
        "I must cancel our panel interview."
    )


def test_afterwards_the_day_is_the_one_they_met() -> None:
    text = "We met on {day}."
    kinds = [Kind.THANK_YOU, Kind.STAY_IN_TOUCH, Kind.OPENINGS, Kind.REFERRAL, Kind.RECONSIDER]
    assert {body(text, FULL, kind) for kind in kinds} == {"We met on Tuesday 1 September."}
    assert {body(text, FULL, kind) for kind in Kind if kind not in kinds} == {"We met on Thursday 10 September."}


def test_a_company_that_ends_in_a_dot_ends_the_sentence_with_it() -> None:
    situation = replace(FULL, company="Example Inc.")
    assert (
        body("I came to {company}. I liked {company}!", situation) == "I came to Example Inc. I liked Example Inc.!"
    )


# --- the reason, and what was liked


def test_a_reason_that_stands_alone_becomes_a_sentence() -> None:
    assert body("I withdraw. {reason}", replace(FULL, own_reason="we are moving,")) == "I withdraw. We are moving."
    assert body("I withdraw. {reason}.") == "I withdraw. I am moving to Tartu."


@pytest.mark.parametrize(
    ("typed", "within"),
    [("We are moving.", "we are moving"), ("I am moving;", "I am moving"), ("Tartu is far", "Tartu is far")],
)
def test_within_a_sentence_it_has_no_full_stop_and_no_capital_but_that_of_a_name(typed: str, within: str) -> None:
    assert body("Since {reason}, I withdraw.", replace(FULL, own_reason=typed)) == f"Since {within}, I withdraw."


@pytest.mark.parametrize("why", [why for why in Reason if why is not Reason.NONE])
def test_without_a_sentence_of_ones_own_it_is_ours_for_the_reason_chosen(why: Reason) -> None:
    for tone in Tone:
        situation = replace(LEAN, reason=why, tone=tone)
        ours = reason(situation)
        assert body("I withdraw. {reason}", situation) == f"I withdraw. {ours}"
        # Within somebody's sentence only "I" keeps its capital.
        within = ours if ours.startswith(("I ", "I’")) else ours[0].lower() + ours[1:]
        assert body("I withdraw because {reason}.", situation) == f"I withdraw because {within}"


@pytest.mark.parametrize(
    ("noted", "within"),
    [
        ("the calm team.", "It was the calm team that drew me."),
        ("The library", "It was The library that drew me."),
        ("I loved the\ntown!", "It was I loved the town! that drew me."),
    ],
)
def test_what_was_liked_is_a_sentence_alone_and_a_phrase_within_one(noted: str, within: str) -> None:
    situation = replace(FULL, liked=noted)
    alone = liking(situation)
    assert alone[0].isupper()
    assert body("{liked}", situation) == body("{liked}.", situation) == alone
    assert body("{liked} Thank you.", situation) == f"{alone} Thank you."
    assert body("It was {liked} that drew me.", situation) == within


def test_a_sentence_may_end_with_another_mark() -> None:
    situation = replace(FULL, liked="the calm team")
    assert body("{liked}!", situation) == f"{liking(situation).rstrip('.')}!"


def test_two_that_stand_side_by_side_are_two_sentences() -> None:
    assert body("{liked} {reason}", replace(FULL, own_reason="")) == liking(FULL)
    assert body("{liked} {reason}", replace(FULL, liked="")) == "I am moving to Tartu."


def test_at_the_beginning_of_a_sentence_it_has_a_capital() -> None:
    assert body("{liked} drew me.") == "How openly the team spoke drew me."


# --- what nobody knows


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("Thank you. I liked {liked} most. Goodbye.", "Thank you. Goodbye."),
        ("I withdraw. {reason} Goodbye.", "I withdraw. Goodbye."),
        ("I withdraw because {reason}.\nGoodbye.", "Goodbye."),
        ("Thank you.\n\n{liked}\n\n{reason}.\n\nGoodbye.", "Thank you.\n\nGoodbye."),
        ("Thank you.\n{liked} {reason}\nGoodbye.", "Thank you.\nGoodbye."),
        ("Thank you. {liked}\nGoodbye.", "Thank you.\nGoodbye."),
        ("Kind regards,\n{me}\n{signature}\nP.S. Good luck.", "Kind regards,\nMaya Lindholm\nP.S. Good luck."),
        ("Kind regards,\n{me}\n{signature}", "Kind regards,\nMaya Lindholm"),
        ("With Dr. {name} I liked {liked}. Goodbye.", "Goodbye."),
        ("With J. {name} I liked {liked}. Goodbye.", "Goodbye."),
        ("You liked it, as did I. I liked {liked}. Goodbye.", "You liked it, as did I. Goodbye."),
        ("Thank you (I liked {liked}). Goodbye.", "Thank you. Goodbye."),
        ("{reason}", ""),
    ],
)
def test_a_sentence_about_what_nobody_knows_is_left_out(typed: str, left: str) -> None:
    assert body(typed, LEAN) == left


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        (
            "I must cancel our {interview} on {day} at {hour}, as I withdraw.",
            "I must cancel our interview, as I withdraw.",
        ),
        ("I must cancel our {interview}, planned for {day}, {hour}, today.", "I must cancel our interview today."),
        ("The {interview}, on {day} at {hour}, is free.", "The interview is free."),
        ("The {interview} on {day}, at {hour}, is free.", "The interview is free."),
        ("The {interview} ({day}, {hour}) is free.", "The interview is free."),
        ("On {day} at {hour}, we were to meet.", "We were to meet."),
        ("Until {day} I had hoped. I must cancel.", "I must cancel."),
        ("On {day}. I must cancel.", "I must cancel."),
    ],
)
def test_a_decision_stands_also_where_its_date_is_not_known(typed: str, left: str) -> None:
    assert body(typed, LEAN) == left


def test_a_sentence_that_a_mail_program_broke_over_lines_is_one_sentence() -> None:
    long = (
        "What I will remember best of the hours that we spent together is\n{liked}, and how kind you were.\nGoodbye."
    )
    assert body(long, LEAN) == "Goodbye."
    assert body(long) == long.replace("{liked}", FULL.liked)


def test_a_list_is_no_broken_sentence() -> None:
    first = "What I will remember best of all the hours that we have spent together"
    for mark in "-*•":
        assert body(f"{first}\n{mark} {{liked}}\n{mark} the town", LEAN) == f"{first}\n{mark} the town"


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("Cancelling our {interview} on {day}: {role}", "Cancelling our interview: Product Manager"),
        ("{reason}: {role}, {me}", "Product Manager, Maya Lindholm"),
        ("{role} - {liked} - {me}", "Product Manager - Maya Lindholm"),
        ("{day}", ""),
        ("  A \t line\r\nof  {role} ", "A line of Product Manager"),
    ],
)
def test_of_a_subject_only_the_piece_that_nobody_knows_goes(typed: str, left: str) -> None:
    assert subject(typed, LEAN) == left


def test_what_was_left_out_is_told_but_for_a_signature_that_need_not_be() -> None:
    wording = Wording(subject="{liked}", body="{hour} {day} {me} {signature} {reason} {xyz}")
    assert left_out(wording, LEAN) == ["day", "hour", "liked", "reason"]
    assert left_out(wording, FULL) == []


# --- any text at all


def test_five_thousand_words_come_through_whole() -> None:
    words = "word {me}. " * 2500
    assert body(words) == ("word Maya Lindholm. " * 2500).strip()


def test_spaces_and_line_breaks_come_out_plain() -> None:
    assert body("One\tby  {me} \r\n\r\n\r\nTwo\rThree ") == "One by Maya Lindholm\n\nTwo\nThree"
    situation = replace(FULL, company="Tallinn\nTraffic", signature=" \n ")
    assert body("I like {company}.\n{signature}\nGoodbye.", situation) == "I like Tallinn Traffic.\nGoodbye."


@pytest.mark.parametrize("text", ["🚌" * 40, "a\0b", "\u202eabc", "e" + "\u0301" * 1000, "\ud800", "{" * 20_000])
def test_odd_signs_are_only_signs(text: str) -> None:
    assert body(text) == text


KNOWN = re.compile(r"\{\{? *(?:" + "|".join(VARIABLES) + r") *\}\}?", re.I)
NAMED = [f"{{{name}}}" for name in VARIABLES]
MARKS = [" ", ", ", ". ", "!", ": ", "(", ")", "{", "}", "\n", "\n\n", "\t", "\r\n"]
BITS = ["{{ Day }}", "{day", "hour}", "{xyz}", "on ", "at ", "planned for ", "Dr.", "word ", "x" * 70]
PIECES = st.sampled_from([*NAMED, *MARKS, *BITS])
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join))
VALUES = st.text(st.characters(exclude_characters="{}\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), max_size=30)


SITUATIONS = st.builds(
    Situation,
    **dict.fromkeys(["company", "position", "sender", "signature", "recipient", "round_name", "liked"], VALUES),
    own_reason=VALUES,
    reason=st.sampled_from(Reason),
    starts=st.sampled_from([None, FULL.starts]),
)


@given(text=TEXTS, kind=st.sampled_from(Kind), situation=SITUATIONS)
@example(text="{com({day})pany}", kind=Kind.DECLINE, situation=LEAN)
def test_whatever_is_typed_and_whatever_is_known_a_letter_comes_out_tidy(
    text: str, kind: Kind, situation: Situation
) -> None:
    filled = filled_in(Wording(kind=kind, subject=text[:300], body=text), situation)
    for words in filled:
        assert KNOWN.findall(words) == []
        assert "  " not in words
        assert "\n\n\n" not in words
        assert words == words.strip(" \n")
    assert "\n" not in filled[0]


# --- names that are none of ours


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("compnay", "company"),
        ("Company Name", "company"),
        ("company_name", "company"),
        ("position", "role"),
        ("job title", "role"),
        ("first-name", "name"),
        ("hiring manager", "name"),
        ("interviewer’s name", "name"),
        ("date", "day"),
        ("interview date", "day"),
        ("time", "hour"),
        ("your_name", "me"),
        ("signatur", "signature"),
        ("why", "reason"),
        ("xyz", ""),
        ("salary", ""),
    ],
)
def test_an_unknown_name_comes_with_the_one_that_was_probably_meant(typed: str, meant: str) -> None:
    assert unknown_variables(f"Dear {{{{{typed}}}}}, {{me}}, {{% load %}}") == {typed.lower(): meant}


def test_what_is_known_is_not_asked_about() -> None:
    assert unknown_variables(" ".join(f"{{{name}}}" for name in VARIABLES) + "{{ Name }} {x.y} {1} {} { }") == {}


def test_of_very_many_the_first_few_are_named() -> None:
    assert list(unknown_variables("".join(f"{{qq{n}q}}" for n in range(2000)))) == [f"qq{n}q" for n in range(5)]


# --- beginning from ours

WAYS = list(product([stage for stage in Stage if stage is not Stage.IN_INTERVIEW], Tone, range(8)))


@pytest.mark.parametrize("kind", OURS)
def test_ours_begin_as_templates_of_which_every_variable_is_known(kind: Kind) -> None:
    for stage, tone, seed in WAYS:
        words = "\n".join(from_ours(kind=kind, stage=stage, tone=tone, seed=seed))
        assert unknown_variables(words) == {}, (stage, tone, seed)
        assert {"{name}", "{role}", "{me}"} <= set(KNOWN.findall(words)), (stage, tone, seed)
        # The day and the hour that stood in for those of an application are gone.
        assert not re.search(r"\d|December", words), words


@pytest.mark.parametrize("kind", OURS)
def test_filled_in_ours_say_what_ours_say(kind: Kind) -> None:
    """Begun from ours and left as it is, a wording makes the letter that we would have written."""
    noted = replace(FULL, liked="The quiet library", own_reason="I am moving to Tartu.")
    met = {Stage.BETWEEN_ROUNDS, Stage.FINAL_ROUND, Stage.REFERENCE_CHECK, Stage.OFFER, Stage.OFFER_ACCEPTED}
    for stage, tone, seed in WAYS:
        situation = replace(noted, stage=stage, tone=tone, seed=seed, met_on=FULL.met_on if stage in met else None)
        begun = from_ours(kind=kind, stage=stage, tone=tone, seed=seed)
        ours = OURS[kind](situation)
        assert filled_in(Wording(kind=kind, subject=begun[0], body=begun[1]), situation) == (ours.subject, ours.body)


def test_another_number_is_another_wording() -> None:
    begun = {from_ours(kind=Kind.DECLINE, stage=Stage.INVITED, tone=Tone.WARM, seed=seed) for seed in range(4)}
    assert len(begun) == 4


# --- keeping them


def test_a_person_is_offered_their_own_for_the_occasion_by_name(maya: User, otto: User) -> None:
    short, long = a_wording(maya, name="Short"), a_wording(maya, name="Long")
    a_wording(otto)
    Wording.objects.create(user=maya, name="Thanks", kind=Kind.THANK_YOU, body="Thank you.", changed_at=NOW)
    assert list(wordings_for(maya, Kind.DECLINE)) == [long, short]


def test_a_wording_is_kept_with_its_hour(maya: User) -> None:
    wording = a_wording(maya)
    wording.body = "Thank you, {name}."
    later = NOW + timedelta(hours=1)
    assert own.keep(wording=wording, at=later)
    assert Wording.objects.values_list("name", "body", "changed_at").get() == (wording.name, wording.body, later)


def test_of_two_windows_that_give_one_name_the_second_is_told(maya: User, otto: User) -> None:
    a_wording(maya, name="Short")
    assert not own.keep(wording=Wording(user=maya, name="Short", body="Another."), at=NOW)
    assert own.keep(wording=Wording(user=otto, name="Short", body="Another."), at=NOW)
    assert list(Wording.objects.order_by("pk").values_list("user", "name")) == [
        (maya.pk, "Short"),
        (otto.pk, "Short"),
    ]


def a_no(maya: User, wording: Wording, channel: Channel) -> str:
    contact = ContactFactory.create(user=maya)
    application = ApplicationFactory.create(user=maya)
    answers = services.Answers(
        stage=Stage.APPLIED, reason=Reason.NONE, channel=channel, contact=contact, wording=wording
    )
    kept = services.decline(application=application, answers=answers, by=maya, at=NOW)
    own.forget(wording)
    kept.letter.refresh_from_db()
    return kept.letter.body


def test_a_no_by_mail_is_said_in_ones_own_words_and_outlives_the_wording(maya: User) -> None:
    said = "Thank you for your time. I withdraw my application."
    assert a_no(maya, a_wording(maya), Channel.EMAIL) == (
        f"Dear Jean-Luc d’Artois,\n\n{said}\n\nBest wishes,\nMaya Lindholm"
    )
    assert Wording.objects.count() == 0


def test_on_the_phone_a_letter_of_ones_own_is_not_read_aloud(maya: User) -> None:
    assert "Dear" not in a_no(maya, a_wording(maya), Channel.PHONE)
