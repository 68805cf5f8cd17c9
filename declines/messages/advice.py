"""What to know before telling them: short sentences by rule. Pure; the situation brings the hours that are left."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from declines.situation import Channel, Reason, Relationship, Situation, Stage

Rule = tuple[Callable[[Situation], bool], Promise]


def advice(situation: Situation) -> list[str]:
    """What fits this situation, the most urgent first; an empty list if there is nothing to add."""
    return [str(words) for holds, words in RULES if holds(situation)]


def _ahead(situation: Situation, least: float, most: float) -> bool:
    """Whether an accepted interview lies that many hours ahead; one without a date is never urgent."""
    hours = situation.hours_ahead
    return situation.stage == Stage.ACCEPTED and hours is not None and least <= hours < most


def _is_late(situation: Situation) -> bool:
    return situation.hours_ahead is not None and situation.hours_ahead < 48


RULES: list[Rule] = [
    # When (DOMAIN.md 4, 29, 64; 2b, 3c).
    (
        lambda s: _ahead(s, float("-inf"), 4),
        _("It begins in less than four hours: call now, and write afterwards."),
    ),
    (
        lambda s: _ahead(s, 4, 24),
        _("It is less than a day away: call first, then confirm it by e-mail."),
    ),
    (lambda s: _ahead(s, 24, 48), _("It is tomorrow or the day after: write today.")),
    (
        lambda s: s.stage == Stage.MISSED,
        _("They waited for you: call first, then put the apology in writing today."),
    ),
    (
        lambda s: s.stage in {Stage.INVITED, Stage.FINAL_ROUND},
        _("Answer an invitation by the end of the day; then they can ask somebody else."),
    ),
    (
        lambda s: s.stage == Stage.OFFER,
        _("Call whoever made the offer, and send the letter within two days."),
    ),
    (
        lambda s: s.stage == Stage.OFFER_ACCEPTED,
        _("Call them as soon as you are sure, and put it in writing the same day."),
    ),
    (
        lambda s: s.stage == Stage.OFFER_ACCEPTED,
        _(
            "Taking back a yes is remembered. Check what you have signed; "
            "a university’s careers service may bar you from its interviews."
        ),
    ),
    # Whom (DOMAIN.md 2a).
    (
        lambda s: s.relationship == Relationship.AGENCY_RECRUITER and s.stage != Stage.COLD_APPROACH,
        _("Tell the agency before the company: they may be able to mend what does not fit."),
    ),
    (
        lambda s: s.relationship == Relationship.AGENCY_RECRUITER and s.stage != Stage.COLD_APPROACH,
        _("If you have met the company, thank the people there yourself as well."),
    ),
    (
        lambda s: s.relationship == Relationship.REFERRER,
        _("Give your friend the reason that the company hears; the two will talk."),
    ),
    (
        lambda s: s.relationship == Relationship.PANEL,
        _("One letter to the person you deal with is enough; ask them to pass your thanks on."),
    ),
    # What else is possible, before it is a no.
    (
        lambda s: s.stage == Stage.TAKE_HOME,
        _("If only the size of the task stands in the way, offer a smaller one, a limit in hours, or earlier work."),
    ),
    (
        lambda s: s.stage == Stage.FINAL_ROUND and not s.channel.is_spoken,
        _("If you know each other well by now, a call is warmer than a letter."),
    ),
    # Interviews through a careers service (DOMAIN.md 2b).
    (
        lambda s: s.campus,
        _(
            "Most careers services want 48 hours’ notice, some two working days by five o’clock, "
            "residencies two weeks: check the rule of yours."
        ),
    ),
    (
        lambda s: s.campus and s.reason == Reason.NONE and not s.own_reason,
        _("Some careers services do not accept “no longer interested” as a reason."),
    ),
    (
        lambda s: s.campus and (_is_late(s) or s.stage == Stage.MISSED),
        _("This late, a careers service usually asks for a letter of apology to the employer, and one to itself."),
    ),
    # How (DOMAIN.md 6, 65).
    (
        lambda s: s.reason == Reason.PERSONAL and not s.own_reason,
        _(
            "“Personal circumstances” alone is often not believed; "
            "half a sentence more, or no reason at all, reads truer."
        ),
    ),
    (
        lambda s: s.channel == Channel.VOICEMAIL,
        _("Leave your name and number and ask for a call back; a no on a recording sounds curt."),
    ),
    (
        lambda s: s.channel in {Channel.PHONE, Channel.IN_PERSON, Channel.VIDEO},
        _("Confirm it in writing afterwards, so that nobody has to rely on memory."),
    ),
    (
        lambda s: s.stage == Stage.IN_INTERVIEW,
        _("Not sure yet? Finish the conversation, and tell them by the end of the day."),
    ),
]
