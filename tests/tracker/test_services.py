"""What a person does with a job search, told as use cases with an actor and a moment."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError

from accounts.models import User
from tests.factories import NOW, ApplicationFactory, CompanyFactory, ContactFactory, InterviewFactory, UserFactory
from tracker import services
from tracker.models import Application, Company, Interview, Note, Reminder, Status, StatusChange
from tracker.models.people import CompanyQuerySet
from tracker.transitions import OPEN, InvalidTransition

pytestmark = pytest.mark.django_db
State = Interview.State
LATER = NOW + timedelta(hours=1)


def line(change: StatusChange) -> tuple[str, str, datetime, User | None]:
    return change.from_status, change.to_status, change.at, change.by


# --- companies and applications


@pytest.mark.parametrize("typed", ["Tallinn Traffic", "tallinn TRAFFIC", "  Tallinn Traffic "])
def test_a_company_is_known_whatever_its_capitals_and_spaces(maya: User, typed: str) -> None:
    known = CompanyFactory.create(user=maya, name="Tallinn Traffic")
    assert services.company_named(maya, typed) == known
    assert Company.objects.for_user(maya).count() == 1


def test_a_new_company_is_made_as_typed_and_a_strangers_is_not_ours(maya: User, otto: User) -> None:
    CompanyFactory.create(user=otto, name="Tallinn Traffic")
    company = services.company_named(maya, " Tallinn Traffic")
    assert (company.name, company.user) == ("Tallinn Traffic", maya)


@pytest.mark.parametrize("status", Status)
def test_a_new_application_stands_where_it_already_is(maya: User, status: Status) -> None:
    company = CompanyFactory.create(user=maya)
    new = Application(user=maya, company=company, position="Product Manager")
    application = services.add_application(new, status=status, by=maya, at=NOW)
    application.refresh_from_db()
    withdrawn_at = NOW if status is Status.WITHDRAWN else None
    kept = (application.status, application.status_since, application.created_at, application.withdrawn_at)
    assert kept == (status, NOW, NOW, withdrawn_at)
    assert [line(change) for change in application.changes.all()] == [("", status, NOW, maya)]


# --- moving, from two tabs, and taking back


def test_of_two_tabs_one_moves_and_the_other_learns_where_it_stands(maya: User) -> None:
    application = ApplicationFactory.create(user=maya, status=Status.INTERVIEWING)
    other_tab = Application.objects.get(pk=application.pk)
    services.move(application=application, to=Status.REJECTED, by=maya, at=NOW)
    with pytest.raises(InvalidTransition) as refused:
        services.move(application=other_tab, to=Status.WITHDRAWN, by=maya, at=LATER)
    assert (refused.value.stands, refused.value.wanted) == (Status.REJECTED, Status.WITHDRAWN)
    application.refresh_from_db()
    assert (application.status, application.status_since) == (Status.REJECTED, NOW)
    assert application.changes.count() == 1


def test_a_double_click_moves_once(maya: User) -> None:
    application = ApplicationFactory.create(user=maya, status=Status.OFFER)
    again = Application.objects.get(pk=application.pk)
    services.move(application=application, to=Status.ACCEPTED, by=maya, at=NOW)
    with pytest.raises(InvalidTransition):
        services.move(application=again, to=Status.ACCEPTED, by=maya, at=NOW)
    assert [line(change) for change in application.changes.all()] == [("offer", "accepted", NOW, maya)]


@pytest.mark.parametrize("former", sorted(OPEN))
def test_taking_back_gives_exactly_the_former_status(maya: User, former: Status) -> None:
    application = ApplicationFactory.create(user=maya, status=former)
    change = services.move(application=application, to=Status.WITHDRAWN, by=maya, at=NOW)
    back = services.take_back(change=change, by=maya, at=LATER)
    application.refresh_from_db()
    assert (application.status, application.status_since, application.withdrawn_at) == (former, LATER, None)
    assert (line(back), back.takes_back) == (("withdrawn", former, LATER, maya), change)


def test_taking_back_restores_a_place_that_no_move_leads_to(maya: User) -> None:
    application = ApplicationFactory.create(user=maya, status=Status.SAVED)
    change = services.move(application=application, to=Status.REJECTED, by=maya, at=NOW)
    services.take_back(change=change, by=maya, at=LATER)
    application.refresh_from_db()
    assert application.status == Status.SAVED


def test_taking_back_twice_is_refused(maya: User) -> None:
    application = ApplicationFactory.create(user=maya, status=Status.OFFER)
    change = services.move(application=application, to=Status.WITHDRAWN, by=maya, at=NOW)
    services.take_back(change=change, by=maya, at=LATER)
    with pytest.raises(InvalidTransition) as refused:
        services.take_back(change=change, by=maya, at=LATER)
    assert refused.value.stands == Status.OFFER
    assert application.changes.count() == 2


def test_what_has_moved_on_since_is_not_taken_back(maya: User) -> None:
    application = ApplicationFactory.create(user=maya, status=Status.OFFER)
    change = services.move(application=application, to=Status.WITHDRAWN, by=maya, at=NOW)
    services.move(application=application, to=Status.INTERVIEWING, by=maya, at=LATER)
    with pytest.raises(InvalidTransition) as refused:
        services.take_back(change=change, by=maya, at=LATER)
    assert refused.value.stands == Status.INTERVIEWING
    application.refresh_from_db()
    assert application.status == Status.INTERVIEWING


def test_the_latest_move_is_taken_back_though_the_clock_was_put_back_in_between(maya: User) -> None:
    application = ApplicationFactory.create(user=maya, status=Status.APPLIED)
    services.move(application=application, to=Status.INTERVIEWING, by=maya, at=NOW)
    change = services.move(application=application, to=Status.WITHDRAWN, by=maya, at=NOW - timedelta(hours=1))
    services.take_back(change=change, by=maya, at=NOW - timedelta(minutes=59))
    application.refresh_from_db()
    assert application.status == Status.INTERVIEWING


def test_the_first_line_of_the_timeline_cannot_be_taken_back(maya: User) -> None:
    new = Application(user=maya, company=CompanyFactory.create(user=maya), position="Product Manager")
    application = services.add_application(new, status=Status.APPLIED, by=maya, at=NOW)
    with pytest.raises(InvalidTransition) as refused:
        services.take_back(change=application.changes.get(), by=maya, at=LATER)
    assert refused.value.stands == Status.APPLIED


def test_the_timeline_is_append_only(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    change = services.move(application=application, to=Status.OFFER, by=maya, at=NOW)
    change.to_status = Status.REJECTED
    with pytest.raises(TypeError, match="append-only"):
        change.save()
    change.refresh_from_db()
    assert change.to_status == Status.OFFER


def test_who_moved_it_may_go_and_the_line_stays(maya: User, olga: User) -> None:
    application = ApplicationFactory.create(user=maya)
    change = services.move(application=application, to=Status.OFFER, by=olga, at=NOW)
    olga.delete()
    change.refresh_from_db()
    assert (change.to_status, change.by) == (Status.OFFER, None)


# --- rounds


@pytest.mark.parametrize(
    ("invited", "deadline"),
    [
        # Wall times in Berlin. Thursday afternoon: by the end of that day.
        (datetime(2026, 9, 3, 14, 2), datetime(2026, 9, 3, 17)),
        (datetime(2026, 9, 3, 0, 5), datetime(2026, 9, 3, 17)),
        (datetime(2026, 9, 3, 16, 0), datetime(2026, 9, 3, 17)),
        # After four: by the end of the next working day.
        (datetime(2026, 9, 3, 16, 1), datetime(2026, 9, 4, 17)),
        (datetime(2026, 9, 4, 23, 30), datetime(2026, 9, 7, 17)),
        # On a day off: by the end of the next working day.
        (datetime(2026, 9, 5, 9, 0), datetime(2026, 9, 7, 17)),
        (datetime(2026, 9, 6, 18, 0), datetime(2026, 9, 7, 17)),
        # Five o'clock in winter time, though the invitation came in summer time.
        (datetime(2026, 10, 24, 10, 0), datetime(2026, 10, 26, 17)),
    ],
)
def test_an_invitation_wants_its_answer_by_the_end_of_that_working_day(
    maya: User, invited: datetime, deadline: datetime
) -> None:
    berlin = services.reply_deadline(invited.astimezone(UTC) if invited.tzinfo else _berlin(invited), maya)
    assert maya.local(berlin).replace(tzinfo=None) == deadline


def _berlin(wall: datetime) -> datetime:
    hours = 2 if wall.date() < date(2026, 10, 25) else 1
    return wall.replace(tzinfo=UTC) - timedelta(hours=hours)


def test_working_days_are_the_persons_own() -> None:
    someone = UserFactory.create(working_days="123467", time_zone="UTC")
    friday = datetime(2026, 9, 4, 17, tzinfo=UTC)
    assert services.reply_deadline(friday, someone) == datetime(2026, 9, 5, 17, tzinfo=UTC)


def test_a_new_invitation_gets_its_moment_and_its_deadline(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    interview = Interview(application=application, stage=Interview.Stage.PANEL)
    services.save_interview(interview, state=State.INVITED, by=maya, at=NOW)
    interview.refresh_from_db()
    assert (interview.state, interview.invited_at, interview.answered_at) == (State.INVITED, NOW, None)
    assert interview.reply_by == datetime(2026, 9, 3, 15, tzinfo=UTC)


def test_a_deadline_that_was_typed_stands(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    typed = NOW + timedelta(days=5)
    interview = Interview(application=application, reply_by=typed)
    services.save_interview(interview, state=State.INVITED, by=maya, at=NOW)
    interview.refresh_from_db()
    assert (interview.invited_at, interview.reply_by) == (NOW, typed)


def test_an_invitation_of_last_week_is_due_when_it_was_due(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    interview = Interview(application=application, invited_at=datetime(2026, 8, 27, 8, tzinfo=UTC))
    services.save_interview(interview, state=State.INVITED, by=maya, at=NOW)
    assert interview.reply_by == datetime(2026, 8, 27, 15, tzinfo=UTC)


def test_accepting_notes_when_it_was_answered(maya: User) -> None:
    interview = InterviewFactory.create(application__user=maya)
    services.save_interview(interview, state=State.ACCEPTED, by=maya, at=NOW)
    services.save_interview(interview, state=State.ACCEPTED, by=maya, at=LATER)
    interview.refresh_from_db()
    assert (interview.state, interview.answered_at) == (State.ACCEPTED, NOW)


def test_who_interviews_is_kept_and_known_to_the_application(maya: User) -> None:
    interview = InterviewFactory.create(application__user=maya)
    jean, priya = ContactFactory.create(user=maya), ContactFactory.create(user=maya, name="Priya Raman")
    services.save_interview(interview, state=State.INVITED, interviewers=[jean, priya], by=maya, at=NOW)
    services.save_interview(interview, state=State.INVITED, interviewers=[priya], by=maya, at=NOW)
    services.save_interview(interview, state=State.INVITED, by=maya, at=NOW)
    assert list(interview.interviewers.all()) == [priya]
    assert set(interview.application.contacts.all()) == {jean, priya}


@pytest.mark.parametrize("early", [Status.SAVED, Status.APPLIED, Status.IN_CONVERSATION])
@pytest.mark.parametrize("state", [State.INVITED, State.ACCEPTED, State.DONE])
def test_a_round_puts_an_early_application_into_interviewing(maya: User, early: Status, state: State) -> None:
    application = ApplicationFactory.create(user=maya, status=early)
    services.save_interview(Interview(application=application), state=state, by=maya, at=NOW)
    application.refresh_from_db()
    assert application.status == Status.INTERVIEWING
    assert [line(change) for change in application.changes.all()] == [(early, "interviewing", NOW, maya)]


@pytest.mark.parametrize("stands", sorted(set(Status) - {Status.SAVED, Status.APPLIED, Status.IN_CONVERSATION}))
def test_a_round_leaves_every_other_application_where_it_is(maya: User, stands: Status) -> None:
    application = ApplicationFactory.create(user=maya, status=stands)
    services.save_interview(Interview(application=application), state=State.DONE, by=maya, at=NOW)
    application.refresh_from_db()
    assert (application.status, application.changes.count()) == (stands, 0)


def test_a_cancelled_round_moves_nothing(maya: User) -> None:
    application = ApplicationFactory.create(user=maya, status=Status.APPLIED)
    services.save_interview(Interview(application=application), state=State.CANCELLED, by=maya, at=NOW)
    application.refresh_from_db()
    assert application.status == Status.APPLIED


def test_a_round_that_the_database_refuses_leaves_nothing_behind(maya: User) -> None:
    application = ApplicationFactory.create(user=maya, status=Status.APPLIED)
    odd = Interview(application=application, invited_at=NOW, reply_by=NOW - timedelta(days=1))
    with pytest.raises(IntegrityError):
        services.save_interview(odd, state=State.INVITED, by=maya, at=NOW)
    application.refresh_from_db()
    assert application.status == Status.APPLIED


@pytest.mark.parametrize("to", [State.ACCEPTED, State.DECLINED, State.CANCELLED, State.DONE])
def test_an_invitation_is_answered_once(maya: User, to: State) -> None:
    interview = InterviewFactory.create(application__user=maya)
    assert services.set_interview_state(interview=interview, to=to, at=NOW)
    interview.refresh_from_db()
    assert (interview.state, interview.answered_at) == (to, NOW)


def test_what_comes_after_the_answer_does_not_change_when_it_was_given(maya: User) -> None:
    interview = InterviewFactory.create(application__user=maya, state=State.ACCEPTED, answered_at=NOW)
    assert services.set_interview_state(interview=interview, to=State.DONE, at=LATER)
    interview.refresh_from_db()
    assert (interview.state, interview.answered_at) == (State.DONE, NOW)


@pytest.mark.parametrize("finished", services.INTERVIEW_FINISHED)
def test_a_finished_round_stays_finished(maya: User, finished: State) -> None:
    interview = InterviewFactory.create(application__user=maya, state=finished)
    assert not services.set_interview_state(interview=interview, to=State.ACCEPTED, at=NOW)
    interview.refresh_from_db()
    assert interview.state == finished


def test_of_two_answers_from_two_tabs_the_first_counts(maya: User) -> None:
    interview = InterviewFactory.create(application__user=maya)
    other_tab = Interview.objects.get(pk=interview.pk)
    assert services.set_interview_state(interview=interview, to=State.DECLINED, at=NOW)
    assert not services.set_interview_state(interview=other_tab, to=State.ACCEPTED, at=LATER)
    interview.refresh_from_db()
    assert (interview.state, interview.answered_at) == (State.DECLINED, NOW)


def test_a_freed_invitation_comes_back_unanswered(maya: User) -> None:
    interview = InterviewFactory.create(application__user=maya)
    services.set_interview_state(interview=interview, to=State.DECLINED, at=NOW)
    services.restore_interview(interview=interview, former=State.INVITED, at=LATER)
    interview.refresh_from_db()
    assert (interview.state, interview.answered_at) == (State.INVITED, None)


def test_a_freed_appointment_comes_back_with_its_answer(maya: User) -> None:
    answered = NOW - timedelta(days=1)
    interview = InterviewFactory.create(application__user=maya, state=State.ACCEPTED, answered_at=answered)
    services.set_interview_state(interview=interview, to=State.CANCELLED, at=NOW)
    services.restore_interview(interview=interview, former=State.ACCEPTED, at=LATER)
    interview.refresh_from_db()
    assert (interview.state, interview.answered_at) == (State.ACCEPTED, answered)


# --- reminders follow


def open_kinds(application: Application) -> list[str]:
    return sorted(application.reminders.open().values_list("kind", flat=True))


def test_an_ending_takes_the_reminders_of_every_round_along_and_going_on_brings_them_back(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    invitation = Interview(application=application, starts_at=NOW + timedelta(days=9), reply_by=LATER)
    held = Interview(application=application, starts_at=NOW - timedelta(hours=2))
    unanswered = Interview(application=application, starts_at=NOW - timedelta(minutes=5), reply_by=LATER)
    services.save_interview(invitation, state=State.INVITED, by=maya, at=NOW)
    services.save_interview(held, state=State.DONE, by=maya, at=NOW)
    services.save_interview(unanswered, state=State.INVITED, by=maya, at=NOW - timedelta(hours=1))
    assert open_kinds(application) == ["reply", "reply", "thank_you"]
    change = services.move(application=application, to=Status.REJECTED, by=maya, at=NOW)
    assert open_kinds(application) == []
    services.take_back(change=change, by=maya, at=NOW + timedelta(minutes=1))
    assert open_kinds(application) == ["reply", "reply", "thank_you"]


def test_going_on_ends_the_reminder_to_stay_in_touch(maya: User) -> None:
    application = ApplicationFactory.create(user=maya, status=Status.REJECTED)
    stay = Reminder.Kind.STAY_IN_TOUCH
    fields = {"user": maya, "kind": stay, "due_on": NOW.date(), "due_time": NOW.time(), "created_at": NOW}
    reminder = application.reminders.create(**fields)
    services.move(application=application, to=Status.OFFER, by=maya, at=LATER)
    reminder.refresh_from_db()
    assert (reminder.state, reminder.closed_at) == (Reminder.State.CANCELLED, LATER)


# --- notes


def test_a_note_is_a_note_and_a_touch_is_contact(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    jean = ContactFactory.create(user=maya)
    services.add_note(application=application, text="Ask about travel.", at=NOW)
    services.add_note(application=application, text="She rang.", at=LATER, touch=True, contact=jean)
    assert list(application.note_set.values_list("kind", "text", "at", "contact")) == [
        (Note.Kind.TOUCH, "She rang.", LATER, jean.pk),
        (Note.Kind.NOTE, "Ask about travel.", NOW, None),
    ]


def test_today_is_the_persons_today() -> None:
    late = datetime(2026, 9, 3, 23, 30, tzinfo=UTC)
    berlin, new_york = UserFactory.build(), UserFactory.build(time_zone="America/New_York")
    assert [services.today_of(person, late) for person in (berlin, new_york)] == [
        date(2026, 9, 4),
        date(2026, 9, 3),
    ]


def test_an_invitation_noted_after_its_deadline_came_by_then_at_the_latest(maya: User) -> None:
    interview = Interview(application=ApplicationFactory.create(user=maya), reply_by=NOW - timedelta(days=1))
    services.save_interview(interview, state=State.INVITED, by=maya, at=NOW)
    interview.refresh_from_db()
    assert interview.invited_at == interview.reply_by == NOW - timedelta(days=1)


def test_a_company_that_another_request_made_meanwhile_is_found(maya: User, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Company.objects.create(user=maya, name="Failte Press")
    monkeypatch.setattr(CompanyQuerySet, "first", lambda self: None)
    assert services.company_named(maya, "failte press") == made
