"""What the figures say, as sentences. A share is said only where it means something, and never without its counts."""

import math

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.insights.figures import HANDFUL, Figures
from tracker.transitions import Status
from tracker.when import number_word


def amount(number: int) -> str:
    """A number as it stands in a sentence: "seven", "12", "1,204"."""
    return number_word(number).lower() if 0 < number < 10 else f"{number:,}"


def percent(part: int, whole: int) -> str:
    """ "53 %"; of something neither nought nor all is never said."""
    share = round(100 * part / whole)
    if part and not share:
        return _("under 1\u00a0%")
    return _("%(share)d\u00a0%%") % {"share": min(share, 99) if part < whole else share}


def is_early(figures: Figures) -> bool:
    """Too few have had two weeks, or most have not: a share would be about the calendar, not about them."""
    return figures.rate_of < HANDFUL or figures.too_young > figures.rate_of


def span(hours: float) -> str:
    """ "an hour", "six hours", "two days": rounded up, as one says it."""
    if hours <= 36:
        whole = max(1, math.ceil(hours))
        return ngettext("an hour", "%(number)s hours", whole) % {"number": amount(whole)}
    return days(hours / 24)


def short(length: float) -> str:
    """Days as a table has them: "9", and "under 1"."""
    return _("under 1") if length < 0.5 else f"{round(length):,}"


def short_days(length: float) -> str:
    return ngettext("%(number)s day", "%(number)s days", max(1, round(length))) % {"number": short(length)}


def days(length: float) -> str:
    """ "a day", "twelve days"."""
    whole = max(1, math.ceil(round(length, 2)))
    return ngettext("a day", "%(number)s days", whole) % {"number": amount(whole)}


def headline(figures: Figures) -> str:
    """The one sentence on top."""
    if not figures.total:
        return _("Figures come with the first answers.")
    if not figures.sent:
        return _("Nothing has been sent yet, so there is nothing to count.")
    interviewed = figures.reached[2]
    if figures.too_young > figures.rate_of and not interviewed:
        return _("It is early: most have not had two weeks to answer.")
    if not interviewed:
        text = ngettext("%(count)s application is out.", "%(count)s applications are out.", figures.sent)
        return text % {"count": amount(figures.sent).capitalize()}
    if figures.sent < HANDFUL:
        text = _("%(part)s of %(whole)s applications became an interview.")
        return text % {"part": number_word(interviewed), "whole": amount(figures.sent)}
    quick = sum(figures.reply_spans[:2]) * 5 >= figures.replies.number * 4
    if figures.replies.number >= HANDFUL and quick:
        return _("You answer quickly, and %(far)s.") % {"far": _reach(interviewed, figures.sent)}
    far = _reach(interviewed, figures.sent)
    return f"{far[0].upper()}{far[1:]}."


def _reach(part: int, whole: int) -> str:
    """ "one in three applications becomes an interview": the nearest fraction that one says aloud."""
    if part == whole:
        return _("every application becomes an interview")
    share = part / whole
    # Above one in ten people also say "two in five"; of what is nearly the same, the simpler.
    spoken = [(over, under) for under in range(2, 11) for over in range(1, under) if over == 1 or under in (3, 4, 5)]
    over, under = min(spoken, key=lambda one: (round(abs(one[0] / one[1] - share), 2), one[1]))
    if share < 0.1:
        over, under = 1, round(1 / share)
    text = ngettext(
        "%(over)s in %(under)s applications becomes an interview",
        "%(over)s in %(under)s applications become an interview",
        over,
    )
    return text % {"over": amount(over), "under": amount(under)}


def far(figures: Figures) -> str:
    interviewed = figures.reached[2]
    if not interviewed:
        text = ngettext(
            "%(count)s is sent.", "%(count)s are sent. The first interview will stand here.", figures.sent
        )
        return text % {"count": amount(figures.sent).capitalize()}
    text = ngettext(
        "%(part)s of %(whole)s sent application reached an interview.",
        "%(part)s of %(whole)s sent applications reached an interview.",
        figures.sent,
    )
    return text % {"part": at_first(interviewed), "whole": amount(figures.sent)}


def rate(figures: Figures) -> str:
    if not figures.rate_of + figures.too_young:
        return _("When you have sent some, you will see here how many answer.")
    if is_early(figures):
        text = _("Too early to say: %(old)s of %(whole)s have had two weeks to answer.")
        return text % {"old": amount(figures.rate_of), "whole": amount(figures.rate_of + figures.too_young)}
    if not figures.rate:
        return _("None of the %(whole)s that have had two weeks was answered yet.") % {
            "whole": amount(figures.rate_of)
        }
    text = _("%(part)s of the %(whole)s that have had two weeks were answered: %(share)s.")
    share = percent(figures.rate, figures.rate_of)
    return text % {"part": at_first(figures.rate), "whole": amount(figures.rate_of), "share": share}


def replies(figures: Figures) -> str:
    number = figures.replies.number
    if number < HANDFUL:
        text = ngettext(
            "After five answers you will see here how quickly you reply; there is %(count)s so far.",
            "After five answers you will see here how quickly you reply; there are %(count)s so far.",
            number,
        )
        return text % {"count": amount(number)} if number else _("How quickly you answer stands here after five.")
    within = sum(figures.reply_spans[:2])
    text = _("Half your answers went out within %(span)s; %(part)s of %(whole)s within a day.")
    if within == number:
        text = _("Half your answers went out within %(span)s, and all %(whole)s within a day.")
    return text % {"span": span(figures.replies.middle), "part": amount(within), "whole": amount(number)}


def silence(figures: Figures) -> str:
    if figures.answer_days.number < HANDFUL:
        return _("After five answers you will see here how long they take.")
    text = _("Half of those who answered did so within %(half)s, nine in ten within %(most)s.")
    return text % {"half": days(figures.answer_days.middle), "most": days(figures.nine_in_ten)}


def waiting(figures: Figures) -> str:
    """Who has not said a word yet."""
    if not figures.waiting:
        return _("Nobody keeps you waiting for a first word.")
    text = ngettext("%(count)s waits for a first word", "%(count)s wait for a first word", figures.waiting) % {
        "count": at_first(figures.waiting)
    }
    if not figures.waiting_long:
        return _("%(text)s, none longer than two weeks.") % {"text": text}
    return _("%(text)s, %(long)s longer than two weeks.") % {"text": text, "long": amount(figures.waiting_long)}


def stages(figures: Figures) -> str:
    known = {stage: values for stage, values in figures.stages.items() if values.number >= HANDFUL}
    if not known:
        return _("After five that moved on you will see here how long each stage takes.")
    slowest = max(known, key=lambda stage: known[stage].middle)
    text = _("“%(stage)s” takes longest: half of them are through within %(days)s.")
    return text % {"stage": Status(slowest).label, "days": days(known[slowest].middle)}


def sources(figures: Figures) -> str:
    known = [source for source in figures.sources if source.name]
    if not known:
        return _("Note where you found a job, and you will see here what that brings.")
    best = max(known, key=lambda source: (source.interviewed, -source.sent))
    if not best.interviewed or sum(source.interviewed == best.interviewed for source in known) > 1:
        text = ngettext("You found them in %(count)s place.", "You found them in %(count)s places.", len(known))
        return text % {"count": amount(len(known))}
    text = _("%(source)s brought the most interviews: %(part)s of %(whole)s.")
    whole = amount(best.sent)
    return text % {"source": best.name, "part": amount(best.interviewed), "whole": whole}


def no(noted: list[tuple[str, int]], number: int, nobody: str) -> str:
    """The reason given most often; where there is none, or two, how many noes there were."""
    if not number:
        return nobody
    said = sorted(noted, key=lambda row: -row[1])
    known = sum(count for _label, count in said)
    if known < HANDFUL or (len(said) > 1 and said[0][1] == said[1][1]):
        return ngettext("%(count)s time so far.", "%(count)s times so far.", number) % {"count": at_first(number)}
    reason, most = said[0]
    text = _("Most often: %(reason)s, %(part)s of %(whole)s.")
    return text % {"reason": _inside(reason), "part": amount(most), "whole": amount(known)}


def _inside(label: str) -> str:
    """A label as it stands inside a sentence."""
    return label if label.startswith("I ") else label[0].lower() + label[1:]


def at_first(number: int) -> str:
    """At the head of a sentence."""
    return number_word(number) if number < 10 else f"{number:,}"
