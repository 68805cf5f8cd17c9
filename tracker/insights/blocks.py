"""What stands on the page, block by block: a sentence, the rows of its bars, and what to know about them. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.insights import captions, words
from tracker.insights.drawing import number
from tracker.insights.figures import HANDFUL, Figures, Source
from tracker.insights.stories import STAGES
from tracker.models import Application

SOURCES_SHOWN, SOURCES_LISTED = 6, 30
# Higher piles than this hide what lies beside them; then bars say it better.
TALLEST = 7
DOT = 14.0


@dataclass(frozen=True)
class Row:
    """One bar."""

    label: str
    number: int
    share: str = ""


@dataclass(frozen=True)
class Bars:
    """A sentence, and bars that are a table as well. `mine` draws them in the one colour."""

    say: str
    rows: list[Row]
    whole: int
    note: str = ""
    mine: bool = False


@dataclass(frozen=True)
class Range:
    """How long a stage takes: the middle half as a bar, the median as a mark. Coordinates of 200 across."""

    label: str
    low: str
    width: str
    middle: str
    half: str
    between: str
    number: int
    now: int
    drawn: bool  # of fewer than a handful the table tells, and no bar pretends to know


@dataclass(frozen=True)
class Dot:
    """One answer."""

    x: str
    y: str
    late: bool


@dataclass(frozen=True)
class Dots:
    """Each answer as a point between "at once" and the longest."""

    dots: list[Dot]
    line: str
    foot: str
    height: str
    longest: str


def far(figures: Figures) -> Bars:
    """The funnel, by stage ever reached."""
    numbers = [
        (captions.stage(STAGES[0].value), figures.sent),
        (_("Answered"), figures.answered),
        *(
            (captions.stage(stage.value), reached)
            for stage, reached in zip(STAGES[1:], figures.reached[1:], strict=True)
        ),
        (_("Accepted"), figures.accepted),
    ]
    rows = [
        Row(label, reached, _share(reached, figures) if place else "")
        for place, (label, reached) in enumerate(numbers)
    ]
    note = _("Counts every stage ever reached, ended applications too.")
    return Bars(words.far(figures), rows, figures.sent, note)


def _share(part: int, figures: Figures) -> str:
    """Of a handful, while most have not had their time, and of nought: the number alone."""
    early = figures.sent < HANDFUL or words.is_early(figures)
    return "" if early or not part else words.percent(part, figures.sent)


def rate(figures: Figures) -> Bars:
    """How many of those answered that had the time to."""
    rows = [Row(_("Answered"), figures.rate), Row(_("No answer"), figures.rate_of - figures.rate)]
    notes = []
    if figures.too_young:
        text = ngettext(
            "%(count)s younger one does not count yet.", "%(count)s younger ones do not count yet.", figures.too_young
        )
        notes.append(text % {"count": words.at_first(figures.too_young)})
    if figures.i_was_first:
        text = ngettext(
            "%(count)s is left out: you withdrew before they had two weeks.",
            "%(count)s are left out: you withdrew before they had two weeks.",
            figures.i_was_first,
        )
        notes.append(text % {"count": words.at_first(figures.i_was_first)})
    return Bars(words.rate(figures), rows if figures.rate_of else [], figures.rate_of, " ".join(notes))


def silence(figures: Figures) -> Bars:
    """How long answers took."""
    labels = [_("Within a week"), _("In the second week"), _("Within four weeks"), _("Later")]
    rows = [Row(label, count) for label, count in zip(labels, figures.answer_spans, strict=True)]
    known = figures.answer_days.number
    return Bars(words.silence(figures), rows if known else [], known, words.waiting(figures) if figures.sent else "")


def replies(figures: Figures) -> Bars:
    """How quickly I answered, in spans; the points, where there are few enough, are `dots`."""
    labels = [_("Within 6 hours"), _("Within a day"), _("Within two days"), _("Later")]
    rows = [Row(label, count) for label, count in zip(labels, figures.reply_spans, strict=True)]
    note = ""
    if figures.to_answer:
        text = ngettext(
            "%(count)s still waits for your answer.", "%(count)s still wait for your answer.", figures.to_answer
        )
        note = text % {"count": words.at_first(figures.to_answer)}
    number_of = figures.replies.number
    return Bars(words.replies(figures), rows if number_of else [], number_of, note)


def i_said(figures: Figures, labels: Mapping[str, str]) -> Bars:
    """Why I said no. What was withdrawn without a letter has no reason."""
    rows = _reasons(figures.i_said, labels)
    say = words.no(_noted(figures.i_said, labels), sum(figures.i_said.values()), _("You have not said no yet."))
    return Bars(say, rows, sum(figures.i_said.values()), mine=True)


def they_said(figures: Figures) -> Bars:
    """Why they said no."""
    labels = {value: str(label) for value, label in Application.TheySaid.choices}
    rows = _reasons(figures.they_said, labels)
    say = words.no(_noted(figures.they_said, labels), sum(figures.they_said.values()), _("Nobody has said no."))
    note = _("You can note what they said on the page of each application.") if figures.they_said.get("") else ""
    return Bars(say, rows, sum(figures.they_said.values()), note)


def _noted(counts: Mapping[str, int], labels: Mapping[str, str]) -> list[tuple[str, int]]:
    return [(labels.get(value, value), count) for value, count in counts.items() if value]


def _reasons(counts: Mapping[str, int], labels: Mapping[str, str]) -> list[Row]:
    """The most frequent first; what nobody noted last."""
    rows = [Row(label, count) for label, count in _noted(counts, labels)]
    rows.sort(key=lambda row: (-row.number, row.label))
    return [*rows, Row(_("Not noted"), counts[""])] if counts.get("") else rows


def sources(figures: Figures) -> tuple[Bars, list[Source]]:
    """The places that bring most, by the interviews that came of them; and all of them, as a table."""
    known = sorted(figures.sources, key=lambda one: (not one.name, -one.interviewed, -one.sent))
    rows = [
        Row(one.name or _("Not noted"), one.interviewed, _("of %(sent)s") % {"sent": f"{one.sent:,}"})
        for one in known[:SOURCES_SHOWN]
    ]
    whole = max((one.interviewed for one in known), default=0)
    note = _("Interviews, of those sent.") if rows else ""
    return Bars(words.sources(figures), rows, max(whole, 1), note), _listed(known)


def _listed(known: list[Source]) -> list[Source]:
    """As many as one reads; what is left over on one line, so that the table still adds up."""
    rest = known[SOURCES_LISTED:]
    if not rest:
        return known
    sums = [sum(column) for column in zip(*(astuple(one)[1:] for one in rest), strict=True)]
    return [*known[:SOURCES_LISTED], Source(_("Other places"), *sums)]


def stages(figures: Figures) -> tuple[str, list[Range]]:
    """How long each stage takes, of those that were left again; beside it how many stand there now."""
    drawn = [values.high for values in figures.stages.values() if values.number >= HANDFUL]
    longest = max(drawn, default=0.0) or 1.0
    return words.stages(figures), [
        Range(
            label=captions.standing(stage),
            low=number(196 * values.low / longest),
            width=number(max(4.0, 196 * (values.high - values.low) / longest)),
            middle=number(min(197.0, 196 * values.middle / longest)),
            half=words.short_days(values.middle),
            between=_("%(low)s to %(high)s")
            % {"low": words.short(values.low), "high": words.short_days(values.high)},
            number=values.number,
            drawn=values.number >= HANDFUL,
            now=figures.standing.get(stage, 0),
        )
        for stage, values in figures.stages.items()
    ]


def dots(hours: Iterable[float]) -> Dots | None:
    """A point for each answer: a day takes two thirds of the line, what took longer is pressed into the rest."""
    known = sorted(hours)
    if len(known) < HANDFUL:
        return None
    longest = max(known[-1], 24.0)
    piles: Counter[float] = Counter()
    placed: list[tuple[float, int, bool]] = []
    for one in known:
        x = 22 + 288 * one / 24 if one <= 24 else 324 + 84 * (one - 24) / max(longest - 24, 1.0)
        # Side by side or on top of each other, never half and half: then each can be counted.
        x = 22 + DOT * round((x - 22) / DOT)
        placed.append((x, piles[x], one > 24))
        piles[x] += 1
    highest = max(piles.values()) - 1
    if highest > TALLEST:
        return None
    base = DOT * (highest + 1)
    shapes = [Dot(number(x), number(base - DOT * level), late) for x, level, late in placed]
    last = words.span(known[-1]) if known[-1] > 30 else ""
    return Dots(shapes, number(base + 12), number(base + 34), number(base + 42), last)
