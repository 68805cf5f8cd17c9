"""Where the notes stand in a text: every character once, in order, each finding at its own words."""

from hypothesis import given
from hypothesis import strategies as st

from declines.marks import marked, pieces
from declines.messages import compose
from declines.situation import Channel, Situation, Stage
from declines.tone import Finding, Severity

TEXT = "Dear Ana, you were slow. No, thank you."


def finding(start: int, end: int, severity: Severity = Severity.WARN) -> Finding:
    return Finding("criticism", severity, start, end, "why", "what")


def told(text: str, *findings: Finding) -> list[tuple[str, int]]:
    return [(piece.text, piece.number) for piece in pieces(text, findings)]


def test_a_text_is_cut_at_its_findings_and_numbered_as_the_notes_are() -> None:
    assert told(TEXT, finding(10, 24), finding(25, 28)) == [
        ("Dear Ana, ", 0),
        ("you were slow.", 1),
        (" ", 0),
        ("No,", 2),
        (" thank you.", 0),
    ]
    assert told(TEXT) == [(TEXT, 0)]


def test_a_finding_about_the_subject_or_the_whole_marks_nothing() -> None:
    assert told(TEXT, finding(-20, -12), finding(0, 0), finding(99, 120)) == [(TEXT, 0)]


def test_what_is_missing_has_no_place_to_mark() -> None:
    assert told(TEXT, Finding("no_gratitude", Severity.WARN, 0, len(TEXT), "why", "what")) == [(TEXT, 0)]


def test_of_two_findings_about_the_same_words_both_keep_their_numbers() -> None:
    assert told(TEXT, finding(10, 24), finding(14, 28))[1:3] == [("you were slow.", 1), (" No,", 2)]


@given(
    text=st.text(max_size=60),
    spans=st.lists(st.tuples(st.integers(-30, 80), st.integers(-30, 80)), max_size=6),
    start=st.integers(0, 20),
)
def test_no_character_is_lost_or_doubled(text: str, spans: list[tuple[int, int]], start: int) -> None:
    cut = pieces(text, [finding(*span) for span in spans], start)
    assert "".join(piece.text for piece in cut) == text
    assert all(piece.text for piece in cut)


def test_a_message_is_marked_sentence_by_sentence_with_what_each_is_for() -> None:
    for channel in Channel:
        situation = Situation(
            company="Acme", position="Editor", sender="Maya", recipient="Ana", stage=Stage.APPLIED, channel=channel
        )
        message = compose(situation)
        last = message.paragraphs[-1][-1].text
        at = message.body.index(last)
        lines = marked(message, [finding(at, at + 4, Severity.BLOCK)])
        assert [[line.label for line in paragraph] for paragraph in lines] == [
            [part.label for part in parts] for parts in message.paragraphs
        ]
        first = lines[-1][-1].pieces[0]
        assert (first.text, first.number, first.severity) == (last[:4], 1, "block")
