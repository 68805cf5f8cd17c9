"""What stands beside and around the picture of a search, and what its files are called. No name of anybody."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.insights.figures import Figures
from tracker.insights.flow import Node
from tracker.insights.stories import STAGES
from tracker.insights.words import at_first
from tracker.transitions import Status


def stretch(first: date, last: date) -> str:
    """ "18 May to 3 September 2026", with both years where they differ."""
    if first == last:
        return date_format(last, "j F Y")
    begins = date_format(first, "j F" if first.year == last.year else "j F Y")
    return _("%(first)s to %(last)s") % {"first": begins, "last": date_format(last, "j F Y")}


def stretch_of(figures: Figures, today: date) -> str:
    """From the first one to today; where there is none, today."""
    return stretch(date.fromisoformat(figures.first_on) if figures.first_on else today, today)


def title(figures: Figures, today: date) -> str:
    """What the picture is called where it is shown to others: no company, no person."""
    text = ngettext(
        "A job search, %(count)s application, %(when)s",
        "A job search, %(count)s applications, %(when)s",
        figures.sent,
    )
    return text % {"count": f"{figures.sent:,}", "when": stretch_of(figures, today)}


def file_name(figures: Figures, today: date, kind: str) -> str:
    """Says which days, and nothing of anybody."""
    return f"job-search-{figures.first_on or today}-to-{today}.{kind}"


def note() -> str:
    """What stands under the picture."""
    return _("A no that I said is drawn in colour; the rest is grey.")


def node(found: Node) -> str:
    """What stands beside a bar of the picture."""
    if not found.outcome:
        return stage(found.stage)
    return outcome(found.outcome, found.depth)


def stage(value: str) -> str:
    words = dict(zip(STAGES, (_("Applied"), _("In conversation"), _("Interviewed"), _("Offer")), strict=True))
    return words[Status(value)]


def outcome(value: str, depth: int) -> str:
    """What became of one, in two or three words; "no word yet" only of those who never said one."""
    if value == Status.APPLIED:
        return _("Waiting") if depth else _("No word yet")
    words = {
        Status.IN_CONVERSATION: _("Talking"),
        Status.INTERVIEWING: _("Interviewing"),
        Status.OFFER: _("Deciding"),
        Status.ACCEPTED: _("Accepted"),
        Status.REJECTED: _("They said no"),
        Status.WITHDRAWN: _("I said no"),
        Status.LAPSED: _("Silence"),
    }
    return words[Status(value)]


def standing(value: str) -> str:
    """A stage as the board calls it."""
    return str(Status(value).label)


def flow_rows(figures: Figures) -> list[tuple[str, str, int]]:
    """The picture as a table: how far, what became of them, how many."""
    return [
        (stage(one.stage), outcome(one.outcome, [each.value for each in STAGES].index(one.stage)), one.number)
        for one in figures.flows
    ]


def picture(figures: Figures) -> str:
    """The picture read aloud."""
    parts = []
    for depth, here in enumerate(STAGES):
        rows = [(one.outcome, one.number) for one in figures.flows if one.stage == here]
        if not figures.reached[depth]:
            break
        became = [f"{outcome(value, depth)} {number:,}" for value, number in rows]
        if depth + 1 < len(STAGES) and figures.reached[depth + 1]:
            became.insert(0, f"{stage(STAGES[depth + 1].value)} {figures.reached[depth + 1]:,}")
        text = _("Of %(number)s at “%(stage)s”: %(became)s.")
        number = f"{figures.reached[depth]:,}"
        parts.append(text % {"number": number, "stage": stage(here.value), "became": ", ".join(became)})
    return " ".join(parts)


def left_out(figures: Figures) -> str:
    """What the picture does not count, so that its totals can be checked against the board."""
    parts = []
    saved = figures.standing.get(Status.SAVED.value, 0)
    if saved:
        text = ngettext(
            "%(count)s stands at “Saved” and is not counted.",
            "%(count)s stand at “Saved” and are not counted.",
            saved,
        )
        parts.append(text % {"count": at_first(saved)})
    if figures.unsent:
        text = ngettext(
            "%(count)s was closed before anything was sent.",
            "%(count)s were closed before anything was sent.",
            figures.unsent,
        )
        parts.append(text % {"count": at_first(figures.unsent)})
    if figures.reopened:
        text = ngettext(
            "%(count)s came back after an ending; it is drawn where it stands now.",
            "%(count)s came back after an ending; they are drawn where they stand now.",
            figures.reopened,
        )
        parts.append(text % {"count": at_first(figures.reopened)})
    return " ".join(parts)
