"""Each check of the tone review against its row of DOMAIN.md 4: what it must flag, and what it must not."""

import time
from datetime import datetime
from typing import Any

import pytest

from declines.tone import Finding, Kind, Record, Severity, review, verdict

THANKS, NO, SIGNED = "Thank you for the invitation.", "I have decided to withdraw.", "Best wishes,\nMaya Lindholm"
RECORD: dict[str, Any] = {
    "recipient": "Otto Brenner",
    "company": "Tallinn Traffic OÜ",
    "role": "Product Manager",
    "sender": "Maya Lindholm",
    "stage": "invited",
}


def letter(*sentences: str, greeting: str = "Dear Otto,", signed: str = SIGNED) -> str:
    return f"{greeting}\n\n{' '.join(sentences)}\n\n{signed}"


def found(text: str, kind: Kind = Kind.DECLINE, **known: Any) -> dict[str, Severity]:
    """The checks that object, and how strongly; questions are left out."""
    findings = review(text, kind, Record.of(RECORD | known))
    return {one.check: one.severity for one in findings if one.severity is not Severity.HINT}


def said(sentence: str, kind: Kind = Kind.DECLINE, **known: Any) -> dict[str, Severity]:
    """The same for one sentence in a letter that has all else it needs."""
    return found(letter(THANKS, NO, sentence), kind, **known)


def at(finding: Finding, text: str) -> str:
    return text[finding.start : finding.end]


# --- placeholder_left


@pytest.mark.parametrize(
    "blank",
    [
        "Thank you for the {{role}} interview.",
        "Thank you for the ${name} interview.",
        "I admire <company> very much.",
        "Thank you for the ACME/XXXX role.",
        "I would have liked to work at [Company].",
        "Our call on DD/MM was a pleasure.",
        "I was struck by (mention one thing you liked).",
        "I hope %COMPANY% does well.",
    ],
)
def test_a_blank_left_in_blocks(blank: str) -> None:
    assert said(blank)["placeholder_left"] is Severity.BLOCK


@pytest.mark.parametrize("greeting", ["Dear [Manager],", "Dear None,", "Hi ,", "Dear Firstname,", "Dear {{ name }},"])
def test_a_greeting_of_nobody_blocks(greeting: str) -> None:
    assert found(letter(THANKS, NO, greeting=greeting))["placeholder_left"] is Severity.BLOCK


@pytest.mark.parametrize(
    ("sentence", "known"),
    [
        ("Your letter [ref 2291] gave me great pleasure.", {}),
        ("Thank you for the “intervew” [sic], it made me smile.", {}),
        ("I wish Placeholder Inc a good year.", {"company": "Placeholder Inc"}),
        ("Please thank Mr. Brackett for the tour.", {}),
    ],
)
def test_brackets_that_hold_no_blank_pass(sentence: str, known: dict[str, Any]) -> None:
    assert said(sentence, stage="interviewed", **known) == {}


# --- wrong_name


def test_a_greeting_of_somebody_else_blocks() -> None:
    assert found(letter(THANKS, NO, greeting="Dear Ms Petrov,"))["wrong_name"] is Severity.BLOCK


def test_the_company_of_another_application_blocks() -> None:
    others: dict[str, Any] = {"other_companies": ["Pevensey Films"]}
    assert said("I have long admired Pevensey Films.", **others)["wrong_name"] is Severity.BLOCK


def test_two_spellings_of_one_person_block() -> None:
    assert said("Please thank Mr. Brener for me.")["wrong_name"] is Severity.BLOCK


def test_a_man_is_not_greeted_as_a_woman() -> None:
    wrong = found(letter(THANKS, NO, greeting="Dear Ms Brenner,"), recipient="Mr Otto Brenner")
    assert wrong["wrong_name"] is Severity.BLOCK


@pytest.mark.parametrize(
    ("recipient", "greeting"),
    [
        ("Robert Hall", "Dear Bob,"),
        ("Beatrice Lamb", "Dear Bea,"),
        ("Otto Brenner", "Dear O. Brenner,"),
        ("Jürgen Kühn", "Dear Juergen,"),
        ("Nguyễn Thị Hạnh", "Dear Ms Hanh,"),
        ("Lindholm, Maya", "Dear Maya,"),
        ("Mrs Anna Whitlam", "Dear Ms Whitlam,"),
    ],
)
def test_one_person_has_many_names(recipient: str, greeting: str) -> None:
    assert found(letter(THANKS, NO, greeting=greeting), recipient=recipient) == {}


def test_a_short_form_of_the_company_passes() -> None:
    assert said("I have always liked Deloitte.", company="Deloitte LLP") == {}


def test_the_employer_one_has_accepted_is_only_a_question() -> None:
    text = letter(THANKS, NO, "I accepted an offer at Pevensey Films.")
    findings = review(text, Kind.DECLINE, Record.of(RECORD | {"other_companies": ["Pevensey Films"]}))
    assert [(one.check, one.severity) for one in findings] == [("oversharing", Severity.HINT)]


# --- no_decision, ambiguous_decision


@pytest.mark.parametrize(
    ("sentence", "check"),
    [
        ("I have a lot on my mind about this role.", "no_decision"),
        ("It is probably not for me, but keep me posted.", "ambiguous_decision"),
        ("Can we hold?", "ambiguous_decision"),
        ("Let's circle back in May.", "ambiguous_decision"),
        ("I might have to withdraw.", "ambiguous_decision"),
        ("I am withdrawing unless the salary can move.", "ambiguous_decision"),
    ],
)
def test_a_no_that_is_none_blocks(sentence: str, check: str) -> None:
    assert found(letter(THANKS, sentence))[check] is Severity.BLOCK


@pytest.mark.parametrize(
    "sentence",
    [
        "I must decline at this time.",
        "I’ll step aside.",
        "I must bow to circumstances and leave the process.",
        "Please take me out of the pool.",
        "I shall not be proceeding.",
        "I have to say no, and perhaps we might meet again one day.",
        "Kindly treat my candidature as withdrawn.",
        "I won’t be putting myself forward.",
    ],
)
def test_a_no_has_many_words(sentence: str) -> None:
    assert found(letter(THANKS, sentence)) == {}


def test_asking_for_another_date_needs_no_decision_and_bears_none() -> None:
    ask = "I would love to come, and something has come up on Thursday. Could we find another date?"
    assert found(letter(THANKS, ask), Kind.RESCHEDULE) == {}
    assert found(letter(THANKS, NO), Kind.RESCHEDULE)["consistency"] is Severity.BLOCK


# --- no_gratitude


@pytest.mark.parametrize(
    "cold",
    [
        "I have your invitation.",
        "Thanks in advance for deleting my data.",
        "Thank you, I suppose, for squeezing me in.",
        "Thanks for nothing.",
    ],
)
def test_a_cold_notice_is_noticed(cold: str) -> None:
    assert found(letter(cold, NO))["no_gratitude"] is Severity.WARN


def test_a_thank_you_note_that_thanks_for_nothing_blocks() -> None:
    text = letter("We met on Monday and talked about the rota.")
    assert found(text, Kind.THANK_YOU, stage="interviewed")["no_gratitude"] is Severity.BLOCK


@pytest.mark.parametrize(
    "warm",
    ["You were very kind.", "I will not forget your kindness.", "It meant a lot to be asked.", "I am in your debt."],
)
def test_thanks_need_not_say_thanks(warm: str) -> None:
    assert found(letter(warm, NO)) == {}


def test_a_hello_need_not_thank() -> None:
    assert found(letter("I hope the tram line opens on time."), Kind.STAY_IN_TOUCH) == {}


# --- criticism and comparison


@pytest.mark.parametrize(
    ("sentence", "check"),
    [
        ("Your pay is a joke.", "criticism"),
        ("Nice people, shame about the planning.", "criticism"),
        ("Everyone was friendly, once they had found my file.", "criticism"),
        ("Unlike you they answered in a day.", "comparison"),
        ("I have accepted a better job.", "comparison"),
        ("I am overqualified for it.", "comparison"),
    ],
)
def test_blame_and_boasting_are_noticed(sentence: str, check: str) -> None:
    assert check in said(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The pay would not cover my rent.",
        "A flatter structure suits me.",
        "The commute is too long.",
        "Unfortunately the dates do not suit.",
        "I am no longer looking.",
        "I have no complaint.",
        "I was not in the least disappointed.",
        "There is nothing wrong with the role.",
        "I have accepted a role that is a better fit for my skills.",
    ],
)
def test_ones_own_needs_and_praise_by_denial_pass(sentence: str) -> None:
    assert said(sentence) == {}


@pytest.mark.parametrize("company", ["Bad Elf Ltd", "Failte Foods", "Grimsby Fish", "Killjoy Studios"])
def test_a_hard_word_in_a_name_is_no_opinion(company: str) -> None:
    assert said(f"I have followed {company} for years.", company=company) == {}


@pytest.mark.parametrize("role", ["Fraud Analyst", "Loss Adjuster"])
def test_a_hard_word_in_a_job_is_no_opinion(role: str) -> None:
    assert said(f"The {role} role sounds fascinating.", role=role) == {}


# --- rude


@pytest.mark.parametrize(
    "sentence",
    ["As previously stated, I am not free.", "I trust that clarifies the matter.", "Good luck, you'll need it."],
)
def test_a_cutting_tone_is_noticed(sentence: str) -> None:
    assert said(sentence)["rude"] is Severity.WARN


def test_what_was_said_on_the_phone_may_be_repeated() -> None:
    assert said("As discussed on the phone, Mondays are the difficulty.") == {}


def test_a_brisk_text_message_is_not_rude() -> None:
    text = "Hi Otto, thanks for the invite. I've taken another job so I won't be coming on Monday. All the best, Maya"
    assert found(text) == {}


# --- over_apologetic, oversharing, dishonest_hint


def test_three_apologies_are_too_many() -> None:
    sorry = "I am so sorry, please forgive me, I feel ashamed."
    assert said(sorry)["over_apologetic"] is Severity.WARN


@pytest.mark.parametrize(
    "sentences",
    [
        ["I am sorry for the short notice."],
        ["I regret to inform you of this so late.", "I apologise for any inconvenience."],
    ],
)
def test_one_or_two_apologies_are_courtesy(sentences: list[str]) -> None:
    assert found(letter(THANKS, NO, *sentences)) == {}


@pytest.mark.parametrize(
    "sentence",
    [
        "I have been diagnosed with diabetes.",
        "My husband and I are going through a divorce.",
        "My asylum appeal has been refused.",
        "They offered me £61,500 plus bonus.",
    ],
)
def test_what_is_nobodys_business_is_noticed(sentence: str) -> None:
    assert said(sentence)["oversharing"] is Severity.WARN


@pytest.mark.parametrize(
    "sentence",
    [
        "It is for family reasons.",
        "I want to be near my parents.",
        "I need benefits I can rely on.",
        "I admire your dementia ward.",
    ],
)
def test_a_discreet_reason_passes(sentence: str) -> None:
    assert said(sentence) == {}


@pytest.mark.parametrize(
    ("sentence", "known"),
    [
        ("We are not moving to Leeds after all.", {"reason": "accepted_other"}),
        ("The reason I'm giving is the commute.", {}),
        ("You can tell them I was ill.", {}),
    ],
)
def test_a_reason_that_is_not_the_true_one_is_noticed(sentence: str, known: dict[str, Any]) -> None:
    assert said(sentence, **known)["dishonest_hint"] is Severity.WARN


def test_a_change_of_mind_is_honest() -> None:
    text = letter(THANKS, "I declined in May because I meant to move. I am sorry; I have changed my mind.")
    assert found(text, Kind.RECONSIDER, stage="declined_never_met", reason="relocation") == {}


# --- too_long, unprofessional, subject


def test_long_letters_are_noticed_and_rather_long_ones_asked_about() -> None:
    severities = []
    for count in (110, 130, 160):
        findings = review(letter(THANKS, NO, "I like it. " * (count // 3)), Kind.DECLINE, Record())
        severities += [one.severity for one in findings if one.check == "too_long"]
    assert severities == [Severity.HINT, Severity.WARN]


def test_a_long_signature_and_a_quoted_thread_do_not_count() -> None:
    signature = "Maya Lindholm\n" + "\n".join(
        f"Office {number}, 10115 Berlin | +49 30 123{number}" for number in range(9)
    )
    thread = "\n\nOn 3 May, Otto wrote:\n> " + "word " * 300
    assert found(letter(THANKS, NO, signed=f"Best wishes,\n{signature}{thread}")) == {}


@pytest.mark.parametrize(
    "sentence", ["See you 😂.", "That was funny lol.", "I am VERY VERY glad.", "It was great!!!"]
)
def test_what_looks_careless_is_noticed(sentence: str) -> None:
    assert said(sentence)["unprofessional"] is Severity.WARN


def test_a_letter_that_nobody_signed_is_noticed() -> None:
    assert found(f"Dear Otto,\n\n{THANKS} {NO}")["unprofessional"] is Severity.WARN


@pytest.mark.parametrize(
    "sentence",
    [
        "My CV went to HR at the BBC and the NHS.",
        "It was great!",
        "It was grand to hear from you.",
        "Kindly do the needful.",
    ],
)
def test_acronyms_and_other_englishes_pass(sentence: str) -> None:
    assert said(sentence) == {}


@pytest.mark.parametrize(
    ("line", "is_asked"), [("", True), ("hi", True), ("Looking forward to it", True), ("Interview Decline", False)]
)
def test_a_subject_says_what_the_letter_is(line: str, is_asked: bool) -> None:
    findings = review(f"Subject: {line}\n\n{letter(THANKS, NO)}", Kind.DECLINE, Record.of(RECORD))
    assert [one.check for one in findings] == (["subject"] if is_asked else [])


# --- consistency


@pytest.mark.parametrize(
    ("sentence", "known"),
    [
        ("It was a pleasure to meet you on Tuesday.", {"stage": "invited"}),
        ("Although we have never met, I liked your letter.", {"stage": "interviewed"}),
        ("I decline your kind offer of the position.", {"stage": "invited"}),
        ("Please cancel the interview.", {"stage": "applied"}),
        ("Please give my interview on 14 May to somebody else.", {"interview_at": "2026-05-12T10:00"}),
        ("Please give my interview at 3 pm to somebody else.", {"interview_at": "2026-05-12T10:00"}),
        ("I withdraw from the Stage Designer role.", {}),
        ("I decline once more.", {"stage": "declined_never_met"}),
    ],
)
def test_what_the_record_denies_blocks(sentence: str, known: dict[str, Any]) -> None:
    assert said(sentence, **known)["consistency"] is Severity.BLOCK


@pytest.mark.parametrize(
    "day",
    ["on Tuesday 12 May at 10.00", "on 12/05", "on May 12th", "on the 12th at ten o'clock", "on the twelfth of May"],
)
def test_a_day_has_many_spellings(day: str) -> None:
    known: dict[str, Any] = {"stage": "accepted", "interview_at": datetime(2026, 5, 12, 10).isoformat()}
    assert said(f"Please give my interview {day} to somebody else.", **known) == {}


# --- the review itself


def test_a_finding_marks_the_words_that_it_is_about() -> None:
    text = letter(THANKS, NO, "Everybody was kind and your pay is a joke, I find.")
    marks = [(one.check, at(one, text)) for one in review(text, Kind.DECLINE, Record.of(RECORD))]
    assert marks == [("criticism", "joke")]


def test_a_sentence_without_a_move_is_asked_about() -> None:
    text = letter(THANKS, NO, "The herons stood in the rain.")
    findings = review(text, Kind.DECLINE, Record.of(RECORD))
    assert [(one.check, one.severity, at(one, text)) for one in findings] == [
        ("unrecognised", Severity.HINT, "The herons stood in the rain.")
    ]


@pytest.mark.parametrize("text", ["", "\x00\x00", "😂😂😂", "   \n\n\n", "Dear", "Subject:", "!?" * 500, "a" * 9000])
def test_odd_text_is_read_without_complaint_from_python(text: str) -> None:
    for kind in Kind:
        assert verdict(review(text, kind, Record.of(RECORD))) in {"good", "bad"}


@pytest.mark.parametrize(
    "text",
    [
        "I will not be able to " * 1000,
        "not very much more than you could have " * 625,
        " ".join(f"word{number}" for number in range(5000)),
        "(" * 5000,
        "Dear Otto, " * 2500,
        "thank you, " * 2500,
        "the XXXX role at [Company " * 1000,
        "é" * 20000,
    ],
)
def test_five_thousand_words_are_read_within_a_second(text: str) -> None:
    review("I decline.", Kind.DECLINE, Record())  # the phrases are read from their files once
    begun = time.process_time()
    review(text, Kind.DECLINE, Record.of(RECORD))
    assert time.process_time() - begun < 1
