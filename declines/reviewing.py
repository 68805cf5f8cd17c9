"""The tone review on a decline: what the record knows, gathered for the reader of the words."""

from declines.messages import beats, split_asides
from declines.models import Decline
from declines.situation import Channel, Stage
from declines.tone import Finding, Kind, Record, review
from tracker.models import Application, Interview

# The review speaks of fewer places in the process than the form does.
PLACES = {
    Stage.COLD_APPROACH: "",
    Stage.IN_INTERVIEW: "interviewed",
    Stage.REFERENCE_CHECK: "between_rounds",
    Stage.MISSED: "accepted",
}
BEFORE_MEETING = {Stage.APPLIED, Stage.INVITED}


def findings_of(kept: Decline, *, subject: str, body: str) -> list[Finding]:
    """What the review has to say of these words. Spans count from the start of `body`; those of the subject are < 0.

    Of a script only the lines to say are read: what is kept at hand, "if they press you", is not said unasked.
    """
    if kept.channel != Channel.EMAIL:
        said, _asides = split_asides(beats(body))
        return review("\n".join(part.text for part in said), Kind.PHONE, record_of(kept))
    head = f"Subject: {' '.join(subject.split())}\n\n"
    found = review(head + body, Kind.DECLINE, record_of(kept))
    return [
        Finding(one.check, one.severity, one.start - len(head), one.end - len(head), one.why, one.suggestion)
        for one in found
    ]


def record_of(kept: Decline) -> Record:
    """Whom it goes to, about what, where the process stood, and which names belong to other applications."""
    application = kept.application
    met = _people_met(application)
    stage = Stage(kept.stage)
    # An invitation to a second round is no first meeting.
    place = "between_rounds" if met and stage in BEFORE_MEETING else PLACES.get(stage, stage.value)
    there = kept.interview.starts_there if kept.interview else None
    others = Application.objects.for_user(application.user).open().exclude(company=application.company)
    return Record(
        recipient=str(kept.contact.name) if kept.contact else "",
        company=application.company.name,
        role=application.position,
        sender=application.user.display_name,
        stage=place,
        other_companies=tuple(others.order_by("-status_since").values_list("company__name", flat=True)[:100]),
        interview_at=there.replace(tzinfo=None) if there else None,
        reason="" if kept.own_reason else kept.reason,
        known=tuple(met),
    )


def _people_met(application: Application) -> list[str]:
    held = application.interviews.filter(state=Interview.State.DONE, interviewers__isnull=False)
    return [name for name in held.values_list("interviewers__name", flat=True).distinct() if name]
