"""The documents, held to the code: the domain number by number, the guide for users, the links between them."""

import ast
import re
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from declines.messages import Message, Part, compose, thank_you, word_count
from declines.messages.notes import reconsider
from declines.models import Letter
from declines.situation import Channel, Reason, Relationship, Situation, Stage, Tone
from declines.tone import Kind, Record, review
from declines.tone.moves import decides

BASE = Path(settings.BASE_DIR)
DOMAIN, GUIDE = BASE / "docs/domain.md", BASE / "docs/how-to-decline.md"
PAGES = [BASE / "README.md", BASE / "CHANGELOG.md", *sorted((BASE / "docs").rglob("*.md"))]
# Where a path of the table begins; each must lead to a file from one of them only, or nobody knows which is meant.
ROOTS = [
    BASE / root for root in ("", "declines", "templates/messages", "templates/declines", "tests", "tests/declines")
]
NUMBERS = range(1, 72)


def section(page: Path, title: str) -> str:
    """What stands under a heading, up to the next one of any level."""
    return re.split(rf"^#+ {re.escape(title)}\n", page.read_text(), flags=re.M)[1].split("\n#")[0]


def rows(text: str) -> list[list[str]]:
    """The cells of a table, without its head."""
    lines = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in cells] for cells in lines[2:]]


def code(text: str) -> list[str]:
    """What is set as code in a line or a page."""
    return re.findall(r"`([^`\n]+)`", text)


def paths(text: str) -> list[str]:
    return [said for said in code(text) if re.fullmatch(r"[\w./-]+\.(?:txt|py|html|md|css|js)|[\w./-]+/", said)]


def named_tests(text: str) -> list[str]:
    return [said for said in code(text) if "::" in said]


def found(path: str) -> list[Path]:
    return [root / path for root in ROOTS if (root / path).exists()]


@cache
def functions(path: Path) -> frozenset[str]:
    """The names of the functions of a module, without running it."""
    tree = ast.parse(path.read_text())
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def leads_nowhere(test: str) -> bool:
    path, name = test.split("::")
    return not any(name in functions(module) for module in found(path))


# --- the domain, number by number


@pytest.fixture(scope="module")
def checklist() -> list[list[str]]:
    return rows(section(DOMAIN, "1. The checklist"))


def test_every_number_of_the_domain_has_one_row(checklist: list[list[str]]) -> None:
    assert [int(number) for number, *_ in checklist] == list(NUMBERS)


def test_every_row_says_where_and_which_test_would_fail(checklist: list[list[str]]) -> None:
    lacking = [
        number
        for number, rule, where, test in checklist
        if number != "67" and not (rule and paths(where) and named_tests(test))
    ]
    assert lacking == []


def test_the_row_of_the_claim_without_a_source_says_that_it_is_not_printed(checklist: list[list[str]]) -> None:
    number, _rule, where, test = checklist[66]
    assert (number, where) == ("67", "not printed, and a test that looks for it everywhere")
    assert named_tests(test) == ["test_docs.py::test_the_figure_without_a_source_stands_nowhere"]


def test_every_place_that_is_named_exists_once() -> None:
    named = set(paths(DOMAIN.read_text())) | {test.split("::")[0] for test in named_tests(DOMAIN.read_text())}
    assert {path: len(found(path)) for path in named if len(found(path)) != 1} == {}


def test_every_test_that_is_named_exists() -> None:
    assert [test for test in named_tests(DOMAIN.read_text()) if leads_nowhere(test)] == []


def test_a_name_that_leads_nowhere_would_be_seen() -> None:
    assert found("letter/thanks/nobody.txt") == []
    assert leads_nowhere("test_wordings.py::test_that_is_not_there")
    assert not leads_nowhere("test_docs.py::test_a_name_that_leads_nowhere_would_be_seen")


def test_every_constant_and_function_of_a_rule_stands_in_its_file() -> None:
    said = re.findall(r"`(\w+)` in `([\w./]+)`", DOMAIN.read_text())
    assert len(said) >= 10
    assert [(name, path) for name, path in said if not defines(found(path)[0], name)] == []


def defines(module: Path, name: str) -> bool:
    return bool(re.search(rf"^(?:def {name}\b|{name}\b.* = |    {name} = )", module.read_text(), re.M))


def test_every_choice_of_the_composer_stands_in_its_table() -> None:
    said = {choice: code(names) for choice, _number, names in rows(section(DOMAIN, "2a. The choices"))}
    assert said == {choices.__name__: list(choices.values) for choices in (Stage, Reason, Channel, Relationship)}


def test_every_check_of_the_review_is_made_where_the_table_says() -> None:
    wrong = []
    for check, severities, where in rows(section(DOMAIN, "4. The checks of the tone review")):
        modules = "\n".join(found(path)[0].read_text() for path in paths(where))
        marks = [f'"{code(check)[0]}"', *(f"Severity.{name.upper()}" for name in code(severities))]
        wrong += [(check, mark) for mark in marks if mark not in modules]
    assert wrong == []


def test_no_check_of_the_review_is_missing_there() -> None:
    said = [code(check)[0] for check, *_ in rows(section(DOMAIN, "4. The checks of the tone review"))]
    assert sorted(said) == sorted(checks_made())


def checks_made() -> set[str]:
    """The first word in each call that makes a finding; some name the sentence before it."""
    trees = [ast.parse(path.read_text()) for path in (BASE / "declines/tone").glob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    makers = {"Finding", "_at", "_on", "_whole", "_off"}
    first = [one.args[:2] for one in calls if isinstance(one.func, ast.Name) and one.func.id in makers]
    return {
        arg.value for args in first for arg in args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
    }


# --- a claim that nobody could trace

SIXTY = re.compile(
    r"(?<![\d.,])(?:60|sixty)(?:\s|&nbsp;|&#160;|\\u00a0)*(?:%(?!\})|per\s?cent)|(?:three in five|six in ten)\b", re.I
)
SAID_TO_USERS = {".html", ".txt", ".md", ".py", ".js", ".css", ".po", ".svg"}


def said_in(path: Path) -> str:
    """What a file can say to a reader; of a style sheet not its widths."""
    text = path.read_text(encoding="utf-8")
    return " ".join(re.findall(r"/\*.*?\*/|\"[^\"]*\"", text, re.S)) if path.suffix == ".css" else text


def test_the_figure_without_a_source_stands_nowhere() -> None:
    """DOMAIN.md 67: how many reconsider is not known; the one figure in circulation has no source."""
    rooms = ["accounts", "config", "declines", "docs", "outbox", "static", "templates", "tracker"]
    files = [path for room in rooms for path in (BASE / room).rglob("*") if path.suffix in SAID_TO_USERS]
    assert len(files) > 200
    printed = [str(path.relative_to(BASE)) for path in [*PAGES, *files] if SIXTY.search(said_in(path))]
    assert printed == []


@pytest.mark.parametrize(
    ("said", "is_seen"),
    [
        ("60% of job seekers", True),
        ("60 % of job seekers", True),
        ("60&nbsp;% of job seekers", True),
        ("Sixty per cent of them", True),
        ("60 percent of them", True),
        ("Six in ten come back", True),
        ("{{ name|truncatechars:60 %}", False),
        ("{% blocktranslate with company=company|truncatechars:60 %}", False),
        ("160% of it", False),
        ("59% regret it", False),
    ],
)
def test_the_figure_would_be_seen(said: str, is_seen: bool) -> None:
    assert bool(SIXTY.search(said)) is is_seen


# --- what the words of a no say, where no other test reads them one by one

ROBIN = Situation(
    company="Larkmoor Ferries",
    position="Timetable Planner",
    sender="Robin Ashdown",
    recipient="Ines",
    stage=Stage.INVITED,
    reason=Reason.ACCEPTED_OTHER,
    liked="how openly you wrote about the winter timetable",
    relationship=Relationship.RECRUITER,
)
HAVING_MET: dict[str, Any] = {
    "stage": Stage.BETWEEN_ROUNDS,
    "met": ("Ines",),
    "met_on": datetime(2026, 9, 1, 14),
}
LATER = {"ask_openings": True, "stay_in_touch": False}
GIVING = {"liked": "that the work gives something back to the islands"}
# Row of the domain: when, and what the letter must hold then.
OPENING: list[tuple[int, dict[str, Any], str]] = [
    (3, HAVING_MET, r"honoured|an honour"),
    (3, {"stage": Stage.FINAL_ROUND}, r"honoured|an honour"),
    (3, {"stage": Stage.OFFER}, r"honoured|an honour"),
    (10, {"stage": Stage.APPLIED}, r"(?:time|read\w*|review\w*|look\w*)\b.*\bmy application"),
    (11, HAVING_MET, r"meeting me|our conversation|talk(?:ing)? (?:with|to) me"),
    (12, {"stage": Stage.APPLIED}, r"so many|how many"),
    (14, GIVING, r"that the work gives something back to the islands\."),
    (30, {"reason": Reason.NONE}, r"appreciate the opportunity"),
    (35, {}, r"stay in touch"),
    (37, {}, r"your interest in me"),
    (68, LATER, r"\b(?:suit|fit).*(?:in mind|think of me|hear)|(?:in mind|think of me|hear)\b.*\b(?:suit|fit)"),
    (69, LATER, r"(?:keep|kept) me in mind"),
]


@pytest.mark.parametrize(("fields", "said"), [one[1:] for one in OPENING], ids=[str(one[0]) for one in OPENING])
def test_the_letter_that_opens_says_it(fields: dict[str, Any], said: str) -> None:
    """In the first wording of the warm tone: what one sees before pressing anything."""
    assert re.search(said, " ".join(compose(replace(ROBIN, **fields)).body.split()))


# What a sentence about this reason speaks of, however it is worded.
ABOUT = {
    Reason.ACCEPTED_OTHER: r"accepted|taken|yes to",
    Reason.BETTER_OPPORTUNITY: r"another opportunity|elsewhere",
    Reason.SALARY: r"financ|earn|salary|\bpay\b|afford",
    Reason.CULTURE: r"\bteam|work(?:ing)?\b",
    Reason.COUNTER_OFFER: r"stay|raise",
    Reason.CURRENT_FLEXIBLE: r"present (?:job|employer)|staying",
    Reason.VALUES: r"values|goals|care about",
    Reason.RELOCATION: r"\blive|home|place|distance|mov",
    Reason.PART_TIME: r"part-time|fewer hours",
}


@pytest.mark.parametrize(("reason", "about"), ABOUT.items(), ids=[str(reason) for reason in ABOUT])
def test_each_reason_is_said_in_every_wording(reason: Reason, about: str) -> None:
    """The rows 15, 18 to 20 and 38 to 44."""
    letters = [compose(replace(ROBIN, reason=reason, tone=tone, seed=seed)) for tone in Tone for seed in range(4)]
    said = [part.text for letter in letters for part in labelled(letter, "Reason")]
    assert len(said) == len(letters)
    assert [sentence for sentence in said if not re.search(about, sentence, re.I)] == []


def labelled(message: Message, label: str) -> list[Part]:
    return [part for parts in message.paragraphs for part in parts if part.label == label]


def test_a_reason_that_is_not_the_one_on_record_is_named() -> None:
    """Row 17."""
    text = compose(replace(ROBIN, reason=Reason.RELOCATION, own_reason="I am moving to Oslo")).body
    checks = [
        {finding.check for finding in review(text, Kind.DECLINE, Record(reason=reason))}
        for reason in (Reason.RELOCATION, Reason.ACCEPTED_OTHER)
    ]
    assert checks == [set(), {"dishonest_hint"}]


@pytest.mark.parametrize("channel", [Channel.IN_PERSON, Channel.VIDEO])
def test_in_the_room_it_is_said_before_one_leaves(channel: Channel) -> None:
    """Row 6."""
    page = render_to_string("declines/_first_way.html", {"letter": Letter(channel=channel)})
    assert "Say it before you leave." in page


@pytest.mark.parametrize("channel", [Channel.IN_PERSON, Channel.VIDEO])
def test_whoever_is_not_sure_has_a_line_that_decides_nothing(channel: Channel) -> None:
    talks = [replace(ROBIN, stage=Stage.IN_INTERVIEW, channel=channel, seed=seed) for seed in range(4)]
    lines = [part.text for talk in talks for part in compose(talk).asides if part.label == "If you are not sure yet"]
    assert len(lines) == 4
    assert [line for line in lines if decides(line.lower())] == []


def test_a_letter_keeps_the_order_of_its_parts() -> None:
    """Row 52: thanks and the decision first, then why, then the open door."""
    labels = [part.label for parts in compose(ROBIN).paragraphs for part in parts]
    order = ["Greeting", "Thanks", "Decision", "Reason", "What you liked", "Door open", "Good wishes", "Sign-off"]
    assert labels == order


def test_the_note_after_a_no_says_what_was_enjoyed_and_learned() -> None:
    """The rows 25, 26 and 63."""
    note = " ".join(thank_you(replace(ROBIN, **HAVING_MET), name="Ines")[1].split())
    asked = [
        r"^(?:Dear|Hello) Ines,",
        r"enjoyed meeting you",
        r"learned .*Larkmoor Ferries .*(?:job|work)",
        r"\btouch\b",
    ]
    assert [said for said in asked if not re.search(said, note)] == []
    assert 40 <= word_count(note) <= 120


@pytest.mark.parametrize("tone", Tone)
def test_a_change_of_mind_has_all_its_parts(tone: Tone) -> None:
    """Row 66."""
    for seed in range(4):
        told = replace(ROBIN, tone=tone, seed=seed, liked="")
        letter = reconsider(told, name="Ines", changed="The other company has closed", days_since=5)
        labels = [part.label for parts in letter.paragraphs for part in parts]
        assert labels == ["Greeting", "Sorry", "What has changed", "Interest", "An easy way out", "Sign-off"]
        assert len(re.findall(r"\b(?:sorry|apolog\w+)\b", letter.body)) == 1
        assert "The other company has closed." in letter.body


PANEL = [
    (5, "An early, plain answer gives their time back"),
    (22, "there or wherever they go next"),
    (23, "The last impression. It stays"),
    (45, "The people. They may think of you"),
    (46, "for the next role"),
    (47, "Their respect."),
    (48, "Your name. People of one trade talk"),
    (49, "The next door. An application there"),
    (50, "One cold line can outlast three good conversations"),
    (51, "keeps the door on the latch"),
    (70, "It stays as long as that of the interview"),
]


@pytest.mark.parametrize("said", [one[1] for one in PANEL], ids=[str(one[0]) for one in PANEL])
def test_the_panel_says_why_a_kind_no_is_worth_it(said: str) -> None:
    assert said in render_to_string("declines/_why_bother.html")


# --- the guide for users

SHOWN = {Tone.WARM: 3, Tone.DIRECT: 1, Tone.BRIEF: 2}


def example(title: str) -> list[str]:
    """The paragraphs of the block under a word in bold; the page breaks its lines, a letter does not."""
    block = GUIDE.read_text().split(f"**{title}**")[1].split("```text\n")[1].split("```")[0]
    return [" ".join(paragraph.split()) for paragraph in block.split("\n\n")]


@pytest.mark.parametrize("tone", Tone)
def test_the_letters_of_the_guide_are_those_of_the_composer(tone: Tone) -> None:
    message = compose(replace(ROBIN, tone=tone, seed=SHOWN[tone]))
    said = [f"Subject: {message.subject}", *message.body.split("\n\n")]
    assert example(str(tone.label)) == [" ".join(paragraph.split()) for paragraph in said]


def test_the_call_of_the_guide_is_that_of_the_composer() -> None:
    message = compose(replace(ROBIN, **HAVING_MET, channel=Channel.PHONE))
    assert example("A call") == [part.text for parts in message.paragraphs for part in parts]


def test_the_guide_has_a_way_for_every_stage() -> None:
    assert [stage for stage, *_ in rows(section(GUIDE, "By which way"))] == [str(label) for label in Stage.labels]


def test_every_part_of_the_guide_ends_with_its_sources() -> None:
    parts = GUIDE.read_text().split("\n## ")[1:]
    last = {part.splitlines()[0]: part.strip().split("\n\n")[-1] for part in parts}
    assert len(last) == 14
    assert [title for title, words in last.items() if not re.fullmatch(r"\*Sources: .+\*", words, re.S)] == []


def test_a_figure_stands_beside_its_source() -> None:
    bare = [
        sentence
        for paragraph in GUIDE.read_text().split("\n\n")
        for sentence in re.split(r"(?<=[.)])\s", paragraph)
        if "%" in sentence and "(" not in paragraph[paragraph.index(sentence) :]
    ]
    assert bare == []


# --- links between the documents

LINK = re.compile(r"\]\(([^)\s]+)\)")


def targets(page: Path) -> list[str]:
    """Where its links lead, without those to other hosts."""
    return [target for target in LINK.findall(page.read_text()) if not re.match(r"[a-z]+:", target)]


def anchors(page: Path) -> set[str]:
    """The addresses of its headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_every_link_between_the_documents_leads_somewhere() -> None:
    dead = []
    for page in PAGES:
        for target in targets(page):
            path, _, anchor = target.partition("#")
            there = (page.parent / path).resolve() if path else page
            if not there.exists() or (anchor and anchor not in anchors(there)):
                dead.append(f"{page.name}: {target}")
    assert dead == []


def test_the_guides_are_linked() -> None:
    """A document to which nothing leads is read by nobody."""
    assert {"docs/how-to-decline.md", "docs/domain.md"} <= set(targets(BASE / "README.md"))
    assert "how-to-decline.md" in targets(BASE / "docs/user-guide.md")
