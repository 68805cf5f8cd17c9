"""Tells the demo's story through the services that people use, each step at its own moment in the past."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from accounts.models import User
from declines import services as declines
from declines.demo.early import EARLY
from declines.demo.ended import ENDED
from declines.demo.meeting import MEETING
from declines.demo.people import PEOPLE
from declines.demo.story import Calendar, Moved, No, Person, Round, Step, Story, Task, Wrote
from declines.services import reflecting
from tracker import reminders
from tracker import services as tracker
from tracker.models import Application, Contact, Interview, Reminder, Status
from tracker.models.reminder import ReminderQuerySet

Event = tuple[datetime, Callable[[datetime], object]]
A_WHILE = timedelta(minutes=40)


@dataclass(frozen=True)
class Cast:
    """Who is in the story, and when it is told."""

    user: User
    calendar: Calendar
    people: dict[str, Contact]


def build(user: User, *, at: datetime) -> None:
    """Give this person the whole search as it stands at `at`. Nothing is mailed, whatever lay in the past."""
    calendar = Calendar(at, user.time_zone)
    cast = Cast(user, calendar, {key: _meet(person, user) for key, person in PEOPLE.items()})
    for story in sorted((*EARLY, *MEETING, *ENDED), key=lambda story: max(story.saved, story.applied), reverse=True):
        _tell(story, cast)


def _meet(person: Person, user: User) -> Contact:
    return Contact.objects.create(
        user=user,
        company=tracker.company_named(user, person.company),
        name=person.name,
        called=person.called,
        role=person.role,
        email=person.email,
        phone=person.phone,
        notes=person.notes,
    )


def _tell(story: Story, cast: Cast) -> None:
    application = _begin(story, cast)
    events = [event for step in story.steps for event in _events(step, application, cast)]
    if story.saved and story.applied:
        events += _events(Moved(story.applied, Status.APPLIED, story.clock), application, cast)
    for moment, act in sorted(events, key=lambda event: event[0]):
        _live(application, moment)
        act(moment)
    _live(application, cast.calendar.dawn)


def _begin(story: Story, cast: Cast) -> Application:
    low, high, currency = story.salary or (None, None, "")
    today = cast.calendar.today
    application = Application(
        user=cast.user,
        company=tracker.company_named(cast.user, story.company),
        position=story.position,
        source=story.source,
        posting_url=story.url,
        posting_text=story.posting,
        location=story.location,
        work_mode=story.mode,
        salary_min=low,
        salary_max=high,
        currency=currency,
        priority=story.priority,
        liked=story.liked,
        notes=story.notes,
        tags=story.tags,
        applied_on=cast.calendar.day_ago(story.applied) if story.applied else None,
        closes_on=today + timedelta(days=story.closes_in) if story.closes_in else None,
    )
    first = cast.calendar.ago(story.saved or story.applied, story.clock)
    status = Status.SAVED if story.saved else Status.APPLIED
    tracker.add_application(application, status=status, by=cast.user, at=first)
    application.contacts.add(*(cast.people[key] for key in story.people))
    return application


def _live(application: Application, until: datetime) -> None:
    """Do what reminders asked for before `until`; an invitation still unanswered was let pass, and silence borne."""
    while due := [one for one in _open(application) if one.due_at < until]:
        # One at a time: a follow-up that is closed calls for the next.
        reminder = min(due, key=lambda one: one.due_at)
        interview = reminder.interview
        waits = reminder.kind == Reminder.Kind.REPLY and interview and interview.state == "invited"
        borne = reminder.kind in (Reminder.Kind.FOLLOW_UP, Reminder.Kind.LAPSE)
        reminders.close(reminder=reminder, done=not waits and not borne, at=min(reminder.due_at + A_WHILE, until))


def _open(application: Application) -> ReminderQuerySet:
    return application.reminders.open().select_related("user", "interview", "contact", "application__user")


def _events(step: Step, application: Application, cast: Cast) -> list[Event]:
    """What a step makes happen, each at its moment."""
    if isinstance(step, Round):
        return _round(step, application, cast)
    moment = cast.calendar.ago(step.ago, step.clock)
    match step:
        case Moved():
            return [(moment, partial(_move, application, step, cast))]
        case Wrote():
            return [(moment, partial(_write, application, step, cast))]
        case Task():
            return [(moment, partial(_plan, application, step, cast))]
        case No():
            return _no(step, moment, application, cast)


def _move(application: Application, step: Moved, cast: Cast, at: datetime) -> None:
    if step.answer_in:
        application.offer_reply_by = cast.calendar.ahead(step.answer_in, "12:00")
        application.save(update_fields=["offer_reply_by"])
    tracker.move(application=application, to=step.to, by=cast.user, at=at)
    if step.because:
        tracker.note_they_said(application=application, reason=step.because)


def _write(application: Application, step: Wrote, cast: Cast, at: datetime) -> None:
    who = cast.people.get(step.who)
    tracker.add_note(application=application, text=step.text, at=at, touch=who is not None, contact=who)


def _plan(application: Application, step: Task, cast: Cast, at: datetime) -> None:
    day = cast.calendar.ahead(step.ahead, "9:00").date()
    moment = reminders.Moment(day, cast.user.reminder_clock)
    reminders.schedule(application=application, kind=Reminder.Kind.OTHER, moment=moment, title=step.title, at=at)


def _round(step: Round, application: Application, cast: Cast) -> list[Event]:
    calendar = cast.calendar
    held = bool(step.held)
    starts_at = (calendar.ago if held else calendar.ahead)(step.held or step.ahead, step.clock, step.zone)
    invited_at = calendar.ago(step.invited, step.asked)
    reply_by = {"today": calendar.end_of_today(), "late": calendar.ago(step.invited - 1, "17:00")}
    interview = Interview(
        application=application,
        stage=step.stage,
        starts_at=starts_at,
        time_zone=step.zone or calendar.zone,
        minutes=step.minutes,
        place=step.place,
        preparation=step.preparation,
        invited_at=invited_at,
        reply_by=reply_by.get(step.reply_by),
    )
    events: list[Event] = [(invited_at, partial(_invite, interview, step, cast))]
    if not step.reply_by:
        events.append((invited_at + _to_answer(step), partial(_become, interview, Interview.State.ACCEPTED)))
    if held:
        events.append(
            (starts_at + timedelta(minutes=step.minutes), partial(_become, interview, Interview.State.DONE))
        )
    return events


def _to_answer(step: Round) -> timedelta:
    """From a quarter of an hour to five hours, by nothing but the day; nobody takes the same time each time."""
    return timedelta(hours=step.hours) if step.hours else timedelta(minutes=15 + step.invited * 47 % 290)


def _invite(interview: Interview, step: Round, cast: Cast, at: datetime) -> None:
    people = [cast.people[key] for key in step.who]
    tracker.save_interview(interview, state=Interview.State.INVITED, interviewers=people, by=cast.user, at=at)


def _become(interview: Interview, state: Interview.State, at: datetime) -> None:
    """A round that a decline has freed meanwhile stays as it is: the service sees to that."""
    tracker.set_interview_state(interview=interview, to=state, at=at)


def _no(step: No, moment: datetime, application: Application, cast: Cast) -> list[Event]:
    events: list[Event] = [(moment, partial(_decline, application, step, cast))]
    if step.told_after:
        events.append((moment + timedelta(minutes=step.told_after), partial(_told, application, step)))
    if step.back_after:
        events.append((moment + timedelta(minutes=step.back_after), partial(_take_back, application, cast)))
    return events


def _decline(application: Application, step: No, cast: Cast, at: datetime) -> None:
    interview = declines.next_interview(application, at)
    thanks, hello = declines.follow_up_days(cast.user, at)
    today = cast.calendar.today
    answers = declines.Answers(
        stage=declines.stage_of(application, interview),
        reason=step.reason,
        channel=step.channel,
        interview=interview,
        own_reason=step.own_reason,
        liked=application.liked,
        contact=cast.people[step.who],
        ask_openings=step.openings,
        thank_you_on=today if step.thanks_today else thanks,
        stay_in_touch_on=today if step.hello_today else hello,
    )
    if step.weighed:
        reflecting.note(application=application, weighed=step.weighed, at=at)
    declines.decline(application=application, answers=answers, by=cast.user, at=at)


def _told(application: Application, step: No, at: datetime) -> None:
    declines.mark_delivered(letter=application.declines.get().letter, by=step.channel, when=at)


def _take_back(application: Application, cast: Cast, at: datetime) -> None:
    declines.take_back(decline=application.declines.get(), by=cast.user, at=at)
