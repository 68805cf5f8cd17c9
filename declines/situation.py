"""What a decline is about, in plain values: the choices, and the situation a letter is written from."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """Where in the process (DOMAIN.md 2a, 2b)."""

    COLD_APPROACH = "cold_approach", _("A recruiter wrote to me out of the blue")
    APPLIED = "applied", _("I applied, and we have not spoken")
    INVITED = "invited", _("Invited, and I have not answered yet")
    ACCEPTED = "accepted", _("I accepted the interview")
    TAKE_HOME = "take_home", _("They set me a task or a test")
    IN_INTERVIEW = "in_interview", _("In the interview itself")
    BETWEEN_ROUNDS = "between_rounds", _("Between two rounds")
    FINAL_ROUND = "final_round", _("Invited to a second or final round")
    REFERENCE_CHECK = "reference_check", _("They are checking my references")
    OFFER = "offer", _("They made me an offer")
    OFFER_ACCEPTED = "offer_accepted", _("I accepted their offer")
    MISSED = "missed", _("I missed the interview")


class Reason(TextChoices):
    """Why (DOMAIN.md 2a). The letter may say less: NONE mentions no reason at all."""

    ACCEPTED_OTHER = "accepted_other", _("I accepted another job")
    BETTER_OPPORTUNITY = "better_opportunity", _("Something else suits me better")
    SALARY = "salary", _("Salary")
    CULTURE = "culture", _("Not the right fit with the team")
    HOURS_TRAVEL = "hours_travel", _("Hours, duties, travel or commute")
    ROLE_DIFFERS = "role_differs", _("The role is not what was advertised")
    COUNTER_OFFER = "counter_offer", _("My employer offered me a raise")
    CURRENT_FLEXIBLE = "current_flexible", _("My employer offered me flexible hours or a promotion")
    BENEFITS = "benefits", _("Benefits")
    VALUES = "values", _("What I learned about the company")
    RELOCATION = "relocation", _("Moving house, or not able to")
    PART_TIME = "part_time", _("I prefer to work part-time now")
    PERSONAL = "personal", _("Personal circumstances")
    FAMILY = "family", _("Family")
    HEALTH = "health", _("Health")
    STUDY = "study", _("Study, or another line of work")
    UNDER_QUALIFIED = "under_qualified", _("I lack some of the skills it needs")
    PROCESS_TOO_LONG = "process_too_long", _("The process, or the task, takes too long")
    NONE = "none", _("Don’t mention a reason")


# The ones most often given (DOMAIN.md 2b); nineteen at once would make a small decision look hard.
FIRST_REASONS = 6

FIRST_CHANNELS = 3


class Channel(TextChoices):
    """How they are told (DOMAIN.md 2a)."""

    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    IN_PERSON = "in_person", _("In person")
    VIDEO = "video", _("Video call")
    VOICEMAIL = "voicemail", _("Voicemail")
    SMS = "sms", _("Text message")
    LINKEDIN = "linkedin", _("LinkedIn")

    @property
    def is_spoken(self) -> bool:
        """Said aloud from a script; the others are read."""
        return self in {Channel.PHONE, Channel.IN_PERSON, Channel.VIDEO, Channel.VOICEMAIL}

    @property
    def told(self) -> str:
        """How they were told, as a sentence goes on: "You told them in person"."""
        said = {
            Channel.EMAIL: gettext("by e-mail"),
            Channel.PHONE: gettext("by phone"),
            Channel.IN_PERSON: gettext("in person"),
            Channel.VIDEO: gettext("on a video call"),
            Channel.VOICEMAIL: gettext("on their voicemail"),
            Channel.SMS: gettext("by text message"),
            Channel.LINKEDIN: gettext("on LinkedIn"),
        }
        return said[self]

    @property
    def has_subject(self) -> bool:
        return self is Channel.EMAIL


class Relationship(TextChoices):
    """Who reads or hears it (DOMAIN.md 2a)."""

    AGENCY_RECRUITER = "agency", _("A recruiter of an agency")
    RECRUITER = "recruiter", _("A recruiter of the company")
    HIRING_MANAGER = "manager", _("The hiring manager")
    COORDINATOR = "coordinator", _("Whoever arranges the interviews")
    PANEL = "panel", _("A panel, or several people")
    UNKNOWN = "unknown", _("Nobody I know by name")
    REFERRER = "referrer", _("A friend who referred me")
    INTERNAL = "internal", _("A colleague: the role is in my own company")


class Tone(TextChoices):
    """How it sounds. Each says the same things."""

    WARM = "warm", _("Warm")
    DIRECT = "direct", _("Direct")
    BRIEF = "brief", _("Brief")


class Kind(TextChoices):
    """What a message to an employer is for."""

    DECLINE = "decline", _("My no")
    CONFIRMATION = "confirmation", _("My no in writing, after telling them")
    THANK_YOU = "thank_you", _("Thank-you note")
    STAY_IN_TOUCH = "stay_in_touch", _("Staying in touch")
    OPENINGS = "openings", _("Asking to hear of future openings")
    RECONSIDER = "reconsider", _("I have changed my mind")
    REFERRAL = "referral", _("Suggesting somebody else")
    RESCHEDULE = "reschedule", _("Asking for another date")
    ASK_TERMS = "ask_terms", _("Asking for other terms")
    ASK_TIME = "ask_time", _("Asking for more time")


@dataclass(frozen=True)
class Situation:
    """All that the words depend on. No database, no clock: whoever composes looks both up first."""

    company: str
    position: str
    sender: str
    signature: str = ""
    recipient: str = ""  # how the letter greets; empty: nobody's name is known
    stage: Stage = Stage.APPLIED
    reason: Reason = Reason.NONE
    own_reason: str = ""  # the person's own sentence, instead of ours
    liked: str = ""
    channel: Channel = Channel.EMAIL
    relationship: Relationship = Relationship.UNKNOWN
    tone: Tone = Tone.WARM
    seed: int = 0  # "another wording": the same number finds the same words again
    hours_ahead: float | None = None  # until the interview being freed; None: no date known
    campus: bool = False  # arranged through a university's careers service, with notice rules of its own
    round_name: str = ""  # "panel", "phone screen": the round that is declined
    # Naive on purpose: a template would turn an aware one into the zone of whoever looks at the page.
    starts: datetime | None = None  # naive: the wall clock of the zone in which the employer named it
    met: tuple[str, ...] = ()  # names of those met in earlier rounds
    met_on: datetime | None = None  # naive, as `starts`: the last round held
    stay_in_touch: bool = True
    ask_openings: bool = False

    @property
    def has_met(self) -> bool:
        # Either will do: a round may be kept without names, and then nobody is thanked by name.
        return bool(self.met or self.met_on)
