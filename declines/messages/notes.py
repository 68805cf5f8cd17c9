"""The messages around a no, each a letter of its own: confirming it, thanks, a hello, a change of mind, a question.

Pure, as the no itself: a Situation and what only this message knows go in, a Message comes out. The sentences lie in
templates/messages/notes/. Somebody else than the recipient of the no may be written to, so each takes a `name`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declines.messages.parts import MOVES, Message, Part
from declines.messages.wordings import liking, say, say_lines
from declines.situation import Channel, Relationship, Situation, Stage

LABELS = {
    **MOVES,
    "who": gettext_lazy("Who I am"),
    "news": gettext_lazy("News"),
    "hello": gettext_lazy("Just a hello"),
    "told": gettext_lazy("What was said"),
    "ask": gettext_lazy("What I ask"),
    "detail": gettext_lazy("What I have in mind"),
    "interest": gettext_lazy("Interest"),
    "changed": gettext_lazy("What has changed"),
    "way_out": gettext_lazy("An easy way out"),
    "somebody": gettext_lazy("Somebody else"),
    "dates": gettext_lazy("Other dates"),
    "responsibility": gettext_lazy("Responsibility"),
}
FACE_TO_FACE = {Channel.PHONE, Channel.IN_PERSON, Channel.VIDEO}
# Beyond it nobody remembers a name, and the posting is another one (DOMAIN.md 3c).
YEAR, RECENT = 365, 60


class Topic(TextChoices):
    """What a question may be about, before an answer is given (DOMAIN.md 2b)."""

    SALARY = "salary", gettext_lazy("the salary")
    BENEFITS = "benefits", gettext_lazy("the benefits")
    HOURS = "hours", gettext_lazy("the working hours")
    TRAVEL = "travel", gettext_lazy("the travel")
    REMOTE = "remote", gettext_lazy("working from home")
    ROLE = "role", gettext_lazy("the role")


class TimeFor(TextChoices):
    """What more time is asked for."""

    OFFER = "offer", gettext_lazy("My answer to an offer")
    TAKE_HOME = "take_home", gettext_lazy("A task they set me")


def confirmation(situation: Situation, *, told_by: Channel, told_on: datetime) -> Message:
    """The no in writing, after it was said aloud: refers to what was said, decides again, thanks. 35 to 90 words.

    Raises ValueError for a channel that is in writing already, or a recording that left the decision out.
    """
    if told_by not in FACE_TO_FACE:
        raise ValueError(f"nothing was said by {told_by}")
    tell = partial(say, situation=situation, told_by=told_by.value, told_on=told_on)
    return _note(
        situation,
        say("notes/confirmation_subject", situation),
        (("told", tell("notes/confirmation_told")), ("decision", tell("notes/confirmation_decision"))),
        (("wishes", tell("notes/confirmation_line")),),
    )


def thanks_note(
    situation: Situation, *, name: str = "", met_on: datetime | None = None, together: Sequence[str] = ()
) -> Message:
    """Thanks after a no to one person met, or to whoever gave their time (DOMAIN.md 24–26, 62). 40 to 120 words.

    Reads well also where that person has not been told yet. `together` names the others who sat there.
    """
    to = _to(situation, name)
    met = met_on is not None or (situation.has_met and name in {"", *(situation.met or [name])})
    you = _and([_("you"), *(other for other in together if other != name)])
    known = {"met_on": met_on or situation.met_on, "you": you}
    return _note(
        to,
        say("notes/thank_you_subject", to),
        (("thanks", say(f"notes/thank_you_thanks/{_acquaintance(to, met)}", to, **known)),),
        (("liked", liking(to)), ("wishes", say("notes/thank_you_close", to))),
    )


def thank_you(
    situation: Situation, *, name: str = "", met_on: datetime | None = None, together: Sequence[str] = ()
) -> tuple[str, str]:
    """Subject and body of `thanks_note`: written with the no, so that the person reads both in one sitting."""
    note = thanks_note(situation, name=name, met_on=met_on, together=together)
    return note.subject, note.body


def offers_hello(situation: Situation) -> bool:
    """Whether a hello some months later makes sense: a colleague is met in the corridor."""
    return situation.relationship != Relationship.INTERNAL


def hello_note(situation: Situation, *, name: str = "", news: str = "", since_words: str = "") -> Message:
    """A hello some months later: who I am, when we met, news, nothing to ask (DOMAIN.md 3c). 40 to 110 words.

    `news` is a sentence of the person's own; `since_words` says when it was, "last spring". Raises ValueError where
    `offers_hello` says no.
    """
    if not offers_hello(situation):
        raise ValueError("a colleague is in touch already")
    to = _to(situation, name)
    known = {"met_on": situation.met_on, "since_words": " ".join(since_words.split())}
    who = say(f"notes/stay_in_touch_who/{_acquaintance(to, to.has_met)}", to, **known)
    return _note(
        to,
        say("notes/stay_in_touch_subject", to),
        (("who", who), ("liked", liking(to))),
        (("news", _sentence(news) or say("notes/stay_in_touch_hope", to)), ("hello", _close("stay_in_touch", to))),
    )


def stay_in_touch(situation: Situation, *, name: str = "", news: str = "", since_words: str = "") -> tuple[str, str]:
    """Subject and body of `hello_note`."""
    note = hello_note(situation, name=name, news=news, since_words=since_words)
    return note.subject, note.body


def openings(situation: Situation, *, name: str = "", fits: str = "") -> Message:
    """Asks to hear of roles that fit, and says which would (DOMAIN.md 63, 68, 69). 40 to 110 words."""
    to = _to(situation, name)
    kind = "told" if fits.strip() else "liked" if to.liked.strip() else "line"
    return _note(
        to,
        say("notes/openings_subject", to),
        (("thanks", say("notes/openings_thanks", to)),),
        (
            ("ask", say("notes/openings_ask", to)),
            ("detail", say(f"notes/openings_fits/{kind}", to, fits=_ended(fits))),
        ),
        (("wishes", _close("openings", to)),),
    )


def reconsider(situation: Situation, *, name: str = "", changed: str, days_since: int) -> Message:
    """Takes a no back: one apology, what changed in the person's own words, interest, an easy way out (DOMAIN.md 66).

    60 to 150 words. After a year it introduces itself anew.
    """
    to = _to(situation, name)
    age = "years" if days_since > YEAR else "months" if days_since > RECENT else "recent"
    did = say("notes/reconsider_did", to)
    return _note(
        to,
        say("notes/reconsider_subject", to),
        (("sorry", say(f"notes/reconsider_sorry/{age}", to, did=did)), ("changed", _sentence(changed))),
        (("interest", say("notes/reconsider_interest", to)), ("liked", liking(to))),
        (("way_out", say("notes/reconsider_way_out", to)),),
    )


def referral(situation: Situation, *, name: str = "", who: str, about: str, consent: bool) -> Message:
    """Suggests somebody else, with a few words on them, and asks whether an introduction is welcome. 40 to 120 words.

    Raises ValueError without their consent: a name is not ours to give away.
    """
    if not consent:
        raise ValueError("nobody is suggested without their consent")
    to = _to(situation, name)
    tell = partial(say, situation=to, who=" ".join(who.split()))
    return _note(
        to,
        tell("notes/referral_subject"),
        (("somebody", tell("notes/referral_who")), ("detail", _sentence(about))),
        (("ask", tell("notes/referral_ask")),),
        (("wishes", tell("notes/referral_close")),),
    )


def reschedule(situation: Situation, *, name: str = "", options: Sequence[datetime] = ()) -> Message:
    """Asks for another date: interest, one apology, up to three proposals; no word that declines (DOMAIN.md 2b)."""
    to = _to(situation, name)
    kind = "any" if not options else "one" if len(options) == 1 else "several"
    dates = _or([_day_and_hour(option) for option in options[:3]])
    return _note(
        to,
        say("notes/reschedule_subject", to),
        (("interest", say("notes/reschedule_need", to)),),
        (
            ("dates", say(f"notes/reschedule_dates/{kind}", to, dates=dates)),
            ("wishes", say(f"notes/reschedule_close/{'offered' if options else 'any'}", to)),
        ),
    )


def ask_terms(situation: Situation, *, name: str = "", about: str, detail: str = "") -> Message:
    """One clear question about the terms, interest first, nothing threatened. Raises ValueError for another topic."""
    to, topic = _to(situation, name), Topic(about)
    own = say("notes/ask_terms_detail", to, detail=_ended(detail)) if detail.strip() else ""
    return _note(
        to,
        say("notes/ask_terms_subject", to, topic=topic.label),
        (("interest", say("notes/ask_terms_interest", to)),),
        (("ask", say(f"notes/ask_terms_question/{topic.value}", to)), ("detail", own)),
        (("wishes", _close("ask_terms", to)),),
    )


def ask_time(situation: Situation, *, name: str = "", until: date | None, for_what: str) -> Message:
    """More time for an offer, or a smaller or later task, with earlier work as an alternative (DOMAIN.md 2b).

    Raises ValueError for anything else to wait for.
    """
    to, waiting = _to(situation, name), TimeFor(for_what).value
    ask: list[tuple[str, str]] = [("ask", say(f"notes/ask_time_ask/{waiting}", to, until=until))]
    if waiting == TimeFor.TAKE_HOME:
        ask.append(("detail", say("notes/ask_time_also/take_home", to)))
    return _note(
        to,
        say(f"notes/ask_time_subject/{waiting}", to),
        (("interest", say(f"notes/ask_time_interest/{waiting}", to)),),
        ask,
        (("wishes", say(f"notes/ask_time_close/{waiting}", to)),),
    )


def sorry_for_missing(situation: Situation, *, name: str = "") -> Message:
    """The apology for an interview missed or cancelled late, for the employer and, on campus, the careers office."""
    to = _to(situation, name)
    return _note(
        to,
        say("notes/missing_subject", to),
        (("sorry", say("notes/missing_sorry", to)), ("responsibility", say("notes/missing_own", to))),
        (("thanks", say("notes/missing_thanks", to)),),
    )


def _note(situation: Situation, subject: str, *paragraphs: Sequence[tuple[str, str]]) -> Message:
    """A letter with its greeting and sign-off; a part without words is left out, and so is an empty paragraph."""
    # Those who were met are several; somebody never met is one person whose name is not known.
    nobody = _("all") if situation.has_met or situation.relationship == Relationship.PANEL else _("Hiring Manager")
    greeting = say("notes/greeting", situation, name=" ".join(situation.recipient.split()), nobody=nobody)
    signoff = f"{say('letter/signoff', situation)}\n{say_lines('letter/name', situation)}"
    whole = ((("greeting", greeting),), *paragraphs, (("signoff", signoff),))
    filled = [tuple(Part(str(LABELS[label]), text) for label, text in each if text) for each in whole]
    return Message(subject, tuple(parts for parts in filled if parts))


def _to(situation: Situation, name: str) -> Situation:
    """The situation as it stands between the writer and this person."""
    # A recruiter's or a friend's relationship is theirs; only a colleague's company holds nothing but colleagues.
    same = name in {"", situation.recipient} or situation.relationship == Relationship.INTERNAL
    relationship = situation.relationship if same else Relationship.UNKNOWN
    return replace(situation, recipient=name, relationship=relationship)


def _acquaintance(situation: Situation, met: bool) -> str:
    if situation.relationship == Relationship.REFERRER:
        return "referrer"
    return "met" if met else "cold_approach" if situation.stage == Stage.COLD_APPROACH else "unmet"


def _close(kind: str, situation: Situation) -> str:
    return say(f"notes/{kind}_close", situation)


def _ended(typed: str) -> str:
    """What somebody typed, on one line and ended as a sentence: ours goes on right behind it."""
    typed = " ".join(typed.split()).rstrip(",;:")
    return typed if not typed or typed.endswith((".", "!", "?", "…")) else f"{typed}."


def _sentence(typed: str) -> str:
    return capfirst(_ended(typed))


def _day_and_hour(moment: datetime) -> str:
    day, hour = date_format(moment, "l j F"), date_format(moment, "G:i")
    return _("%(day)s at %(hour)s") % {"day": day, "hour": hour}


def _listed(names: Sequence[str], last: Callable[[str, str], str]) -> str:
    """Several in a row, the last two joined by a word."""
    each = [" ".join(name.split()) for name in names]
    return each[0] if len(each) == 1 else last(", ".join(each[:-1]), each[-1]) if each else ""


def _and(names: Sequence[str]) -> str:
    return _listed(names, lambda first, last: _("%(first)s and %(last)s") % {"first": first, "last": last})


def _or(names: Sequence[str]) -> str:
    return _listed(names, lambda first, last: _("%(first)s or %(last)s") % {"first": first, "last": last})
