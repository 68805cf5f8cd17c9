"""When a person is reminded of what. Wall times are Maya's, in Berlin; NOW is Thursday 3 September, 14:02."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from accounts.models import User
from outbox.models import OutgoingEmail
from tests.factories import NOW, ApplicationFactory, ContactFactory, InterviewFactory, ReminderFactory
from tracker import reminders, services
from tracker.mails import Mail
from tracker.models import Application, Interview, Reminder, Status
from tracker.reminders import Moment, Words

pytestmark = pytest.mark.django_db
Kind, State, Round = Reminder.Kind, Reminder.State, Interview.State
Due = tuple[str, date, time, str]


@pytest.fixture(autouse=True)
def plain_mails(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a mail says has tests of its own; here it says which reminder it is about."""

    def say(reminder: Reminder, *, at: datetime, memory: object = None) -> Mail:
        return Mail(f"{reminder.kind} {reminder.due_on}", reminder.words or "-", "")

    monkeypatch.setattr(reminders.telling, "reminder_mail", say)


def berlin(day: int, hour: int, minute: int = 0, *, month: int = 9) -> datetime:
    """A wall time in Berlin's summer of 2026, as an instant."""
    return datetime(2026, month, day, hour - 2, minute, tzinfo=UTC)


def due(interview: Interview) -> list[Due]:
    """What is planned for a round, in the order of the kinds."""
    rows = interview.reminders.open().order_by("kind")
    return list(rows.values_list("kind", "due_on", "due_time", "time_zone"))


def keep(interview: Interview, state: Interview.State, at: datetime = NOW) -> Interview:
    return services.save_interview(interview, state=state, by=interview.application.user, at=at)


def mails() -> list[tuple[str, str]]:
    return list(OutgoingEmail.objects.order_by("pk").values_list("subject", "state"))


# --- what a round calls for


def test_an_invitation_calls_for_a_reminder_an_hour_before_the_answer_is_due(maya: User) -> None:
    interview = InterviewFactory.create(application__user=maya, reply_by=berlin(4, 17))
    keep(interview, Round.INVITED)
    assert due(interview) == [("reply", date(2026, 9, 4), time(16), "Europe/Berlin")]


def test_an_invitation_whose_deadline_has_passed_calls_for_none(maya: User) -> None:
    interview = InterviewFactory.create(application__user=maya, reply_by=berlin(3, 14))
    keep(interview, Round.INVITED)
    assert due(interview) == []


def test_an_accepted_round_calls_for_one_on_the_eve_and_one_to_say_thanks(maya: User) -> None:
    # Thursday 10 September, 16:30 to 17:30: too late for thanks on the same day.
    interview = InterviewFactory.create(application__user=maya, starts_at=berlin(10, 16, 30))
    keep(interview, Round.ACCEPTED)
    assert due(interview) == [
        ("interview", date(2026, 9, 9), time(9), "Europe/Berlin"),
        ("thank_you", date(2026, 9, 11), time(9), ""),
    ]


@pytest.mark.parametrize(
    ("starts", "reminded"),
    [
        # Tomorrow, and nine o'clock today has passed: two hours before.
        (berlin(4, 11), [("interview", date(2026, 9, 4), time(9), "Europe/Berlin")]),
        (berlin(3, 16, 3), [("interview", date(2026, 9, 3), time(14, 3), "Europe/Berlin")]),
        # In less than two hours: no mail is faster than that.
        (berlin(3, 16, 2), []),
        (berlin(3, 14, 30), []),
        # It has begun.
        (berlin(3, 14, 2), []),
    ],
)
def test_the_nearer_a_round_the_shorter_the_notice(maya: User, starts: datetime, reminded: list[Due]) -> None:
    interview = InterviewFactory.create(application__user=maya, starts_at=starts)
    keep(interview, Round.ACCEPTED)
    assert [row for row in due(interview) if row[0] == "interview"] == reminded


@pytest.mark.parametrize(
    ("ends", "day", "clock"),
    [
        # A round that ends by two: thanks the same afternoon.
        (berlin(8, 11), date(2026, 9, 8), time(17)),
        (berlin(8, 14), date(2026, 9, 8), time(17)),
        # A later one: the next working day at the person's hour.
        (berlin(8, 14, 1), date(2026, 9, 9), time(9)),
        (berlin(11, 16), date(2026, 9, 14), time(9)),
        # At the weekend: on Monday.
        (berlin(12, 11), date(2026, 9, 14), time(9)),
    ],
)
def test_thanks_are_due_within_a_working_day_and_never_within_minutes(
    maya: User, ends: datetime, day: date, clock: time
) -> None:
    assert reminders.thank_you_moment(ends, maya) == Moment(day, clock)


@pytest.mark.parametrize(
    ("noted", "due_at"),
    [
        (berlin(8, 16, 59), [berlin(8, 17)]),
        # The afternoon has passed: the next working day is still in time.
        (berlin(8, 20), [berlin(9, 9)]),
        (berlin(9, 9), []),
    ],
)
def test_a_morning_round_that_is_noted_late_is_thanked_for_the_day_after_or_not_at_all(
    maya: User, noted: datetime, due_at: list[datetime]
) -> None:
    held = InterviewFactory.create(application__user=maya, starts_at=berlin(8, 10), minutes=60)
    keep(held, Round.DONE, at=noted)
    assert [reminder.due_at for reminder in held.reminders.filter(kind="thank_you")] == due_at


def test_a_take_home_task_calls_for_no_thanks(maya: User) -> None:
    interview = InterviewFactory.create(application__user=maya, stage=Interview.Stage.TAKE_HOME)
    keep(interview, Round.ACCEPTED)
    assert [row[0] for row in due(interview)] == ["interview"]


def test_a_round_without_a_date_calls_for_nothing_yet(maya: User) -> None:
    interview = InterviewFactory.create(application__user=maya, starts_at=None)
    keep(interview, Round.ACCEPTED)
    assert due(interview) == []


def test_a_round_of_an_application_that_is_over_calls_for_nothing(maya: User) -> None:
    interview = InterviewFactory.create(application__user=maya, application__status=Status.REJECTED)
    keep(interview, Round.ACCEPTED)
    assert due(interview) == []


@pytest.mark.parametrize("end", [Round.DECLINED, Round.CANCELLED])
def test_a_round_that_is_off_takes_its_reminders_along(maya: User, end: Interview.State) -> None:
    interview = keep(InterviewFactory.create(application__user=maya), Round.ACCEPTED)
    services.set_interview_state(interview=interview, to=end, at=NOW)
    assert due(interview) == []
    closed = interview.reminders.values_list("state", "closed_at")
    assert list(closed) == [(State.CANCELLED, NOW)] * 2


def test_what_was_cancelled_comes_back_with_the_round(maya: User) -> None:
    interview = keep(InterviewFactory.create(application__user=maya), Round.ACCEPTED)
    before = due(interview)
    services.set_interview_state(interview=interview, to=Round.CANCELLED, at=NOW)
    services.restore_interview(interview=interview, former=Round.ACCEPTED, at=NOW)
    assert (len(before), due(interview)) == (2, before)


def test_saying_yes_ends_the_reminder_to_answer(maya: User) -> None:
    interview = keep(InterviewFactory.create(application__user=maya), Round.INVITED)
    services.set_interview_state(interview=interview, to=Round.ACCEPTED, at=NOW)
    assert [row[0] for row in due(interview)] == ["interview", "thank_you"]


def test_the_thank_you_note_is_ready_to_send(maya: User) -> None:
    interview = InterviewFactory.create(application__user=maya)
    interview.interviewers.add(ContactFactory.create(user=maya))
    keep(interview, Round.ACCEPTED)
    note = interview.reminders.get(kind=Kind.THANK_YOU)
    assert note.subject == "Thank you for your time: Product Manager"
    assert note.words.startswith("Dear Jean-Luc d’Artois,\n\nThank you for your time on Thursday 10 September.")
    assert note.words.endswith("With kind regards,\nMaya Lindholm")


def test_a_note_to_several_greets_nobody_by_name(maya: User) -> None:
    interview = InterviewFactory.create(application__user=maya)
    interview.interviewers.add(*ContactFactory.create_batch(2, user=maya))
    assert reminders.thanks_after(interview).body.splitlines()[0] == "Dear all,"


# --- saved again, snoozed, moved


def test_saving_a_round_again_plans_nothing_twice(maya: User) -> None:
    interview = keep(InterviewFactory.create(application__user=maya), Round.ACCEPTED)
    before = list(interview.reminders.values())
    keep(interview, Round.ACCEPTED, berlin(4, 8))
    assert list(interview.reminders.values()) == before


def test_a_snoozed_reminder_is_left_alone_when_the_round_is_saved_without_a_change_of_time(maya: User) -> None:
    interview = keep(InterviewFactory.create(application__user=maya), Round.ACCEPTED)
    eve = interview.reminders.get(kind=Kind.INTERVIEW)
    reminders.reschedule(reminder=eve, moment=Moment(date(2026, 9, 9), time(20)))
    interview.place = "Harju 6"
    # Even on the eve itself, when the hour first planned has passed.
    keep(interview, Round.ACCEPTED, berlin(9, 12))
    assert due(interview)[0] == ("interview", date(2026, 9, 9), time(20), "")


def test_a_told_reminder_is_not_told_again_when_the_round_is_saved_on_the_eve(maya: User) -> None:
    interview = keep(InterviewFactory.create(application__user=maya), Round.ACCEPTED)
    reminders.tell_due(at=berlin(9, 9))
    keep(interview, Round.ACCEPTED, berlin(9, 12))
    assert interview.reminders.get(kind=Kind.INTERVIEW).state == State.TOLD


def test_when_the_time_changes_a_snoozed_reminder_is_planned_anew(maya: User) -> None:
    interview = keep(InterviewFactory.create(application__user=maya), Round.ACCEPTED)
    eve = interview.reminders.get(kind=Kind.INTERVIEW)
    reminders.reschedule(reminder=eve, moment=Moment(date(2026, 9, 9), time(20)))
    interview.starts_at = berlin(17, 16, 30)
    keep(interview, Round.ACCEPTED)
    assert due(interview) == [
        ("interview", date(2026, 9, 16), time(9), "Europe/Berlin"),
        ("thank_you", date(2026, 9, 18), time(9), ""),
    ]
    assert interview.reminders.count() == 2


def test_when_the_time_changes_after_the_telling_it_is_told_again(maya: User) -> None:
    interview = keep(InterviewFactory.create(application__user=maya), Round.ACCEPTED)
    reminders.tell_due(at=berlin(9, 9))
    interview.starts_at = berlin(17, 16, 30)
    keep(interview, Round.ACCEPTED, berlin(9, 12))
    reminders.tell_due(at=berlin(16, 9))
    assert mails() == [("interview 2026-09-09", "cancelled"), ("interview 2026-09-16", "waiting")]


def test_what_is_done_stays_done_when_the_round_is_saved_again(maya: User) -> None:
    interview = keep(InterviewFactory.create(application__user=maya), Round.ACCEPTED)
    note = interview.reminders.get(kind=Kind.THANK_YOU)
    reminders.close(reminder=note, done=True, at=berlin(11, 10))
    keep(interview, Round.DONE, berlin(11, 11))
    assert [row[0] for row in due(interview)] == []


def test_noting_that_a_round_is_done_leaves_the_thanks_that_are_still_to_be_said(maya: User) -> None:
    interview = keep(InterviewFactory.create(application__user=maya), Round.ACCEPTED)
    reminders.tell_due(at=berlin(11, 9))
    services.set_interview_state(interview=interview, to=Round.DONE, at=berlin(11, 12))
    assert due(interview) == [("thank_you", date(2026, 9, 11), time(9), "")]


def test_a_late_invitation_keeps_its_reminder_until_it_is_answered(maya: User) -> None:
    interview = keep(InterviewFactory.create(application__user=maya), Round.INVITED)
    reminders.tell_due(at=berlin(3, 16))
    keep(interview, Round.INVITED, berlin(3, 18))
    assert interview.reminders.get().state == State.TOLD
    services.set_interview_state(interview=interview, to=Round.DECLINED, at=berlin(3, 19))
    assert interview.reminders.get().state == State.CANCELLED


# --- scheduling by hand


def test_an_occasion_that_is_open_is_moved_instead_of_doubled(maya: User) -> None:
    application = ApplicationFactory.create(user=maya, status=Status.WITHDRAWN)
    first = reminders.schedule(
        application=application, kind=Kind.STAY_IN_TOUCH, moment=Moment(date(2026, 12, 2), time(9)), at=NOW
    )
    reminders.tell_due(at=datetime(2026, 12, 2, 8, tzinfo=UTC))
    again = reminders.schedule(
        application=application,
        kind=Kind.STAY_IN_TOUCH,
        moment=Moment(date(2027, 1, 5), time(9)),
        words=Words("A hello", "Dear all"),
        at=NOW,
    )
    again.refresh_from_db()
    assert (again.pk, again.occurrence, again.state, again.told_at) == (first.pk, 2, State.PENDING, None)
    assert (again.due_on, again.subject, again.words) == (date(2027, 1, 5), "A hello", "Dear all")
    assert mails() == [("stay_in_touch 2026-12-02", "cancelled")]


def test_things_of_ones_own_may_be_several(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    moment = Moment(date(2026, 9, 4), time(9))
    for title in ("Send the portfolio", "Ask Dana"):
        reminders.schedule(application=application, kind=Kind.OTHER, title=title, moment=moment, at=NOW)
    assert list(application.reminders.values_list("title", flat=True)) == ["Send the portfolio", "Ask Dana"]


@pytest.mark.parametrize(("done", "state"), [(True, State.DONE), (False, State.SKIPPED)])
def test_a_reminder_is_closed_once(maya: User, done: bool, state: Reminder.State) -> None:
    reminder = ReminderFactory.create(application__user=maya)
    assert reminders.close(reminder=reminder, done=done, at=NOW)
    assert not reminders.close(reminder=reminder, done=not done, at=NOW + timedelta(hours=1))
    reminder.refresh_from_db()
    assert (reminder.state, reminder.closed_at) == (state, NOW)


def test_cancelling_touches_the_kinds_that_are_named_and_counts_them(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    hello = ReminderFactory.create(application=application, kind=Kind.STAY_IN_TOUCH)
    own = ReminderFactory.create(application=application)
    ReminderFactory.create(application=ApplicationFactory.create(user=maya), kind=Kind.STAY_IN_TOUCH)
    assert reminders.cancel(application=application, kinds=[Kind.STAY_IN_TOUCH], at=NOW) == 1
    hello.refresh_from_db()
    own.refresh_from_db()
    assert (hello.state, own.state) == (State.CANCELLED, State.PENDING)


# --- the hour


def plan(maya: User, day: date, clock: time = time(9), zone: str = "") -> Reminder:
    application = ApplicationFactory.create(user=maya)
    return ReminderFactory.create(application=application, due_on=day, due_time=clock, time_zone=zone)


def test_it_is_told_at_the_persons_hour_and_not_a_minute_sooner(maya: User) -> None:
    reminder = plan(maya, date(2026, 9, 4))
    assert reminders.tell_due(at=berlin(4, 8, 59)) == 0
    assert reminders.tell_due(at=berlin(4, 9)) == 1
    reminder.refresh_from_db()
    assert (reminder.state, reminder.told_at) == (State.TOLD, berlin(4, 9))


@pytest.mark.parametrize(
    ("day", "nine"),
    [
        # Seven days on from nine o'clock is nine o'clock, on both sides of the change.
        (date(2026, 10, 24), datetime(2026, 10, 24, 7, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 8, tzinfo=UTC)),
        (date(2026, 10, 31), datetime(2026, 10, 31, 8, tzinfo=UTC)),
        (date(2027, 3, 28), datetime(2027, 3, 28, 7, tzinfo=UTC)),
    ],
)
def test_nine_is_nine_across_summer_time(maya: User, day: date, nine: datetime) -> None:
    plan(maya, day)
    assert reminders.tell_due(at=nine - timedelta(minutes=1)) == 0
    assert reminders.tell_due(at=nine) == 1


def test_an_hour_that_comes_twice_tells_once_and_one_that_never_comes_tells_just_after(maya: User) -> None:
    User.objects.filter(pk=maya.pk).update(quiet_from=None, quiet_until=None)
    plan(maya, date(2026, 10, 25), time(2, 30))
    plan(maya, date(2027, 3, 28), time(2, 30))
    told = [
        reminders.tell_due(at=datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        reminders.tell_due(at=datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        reminders.tell_due(at=datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        reminders.tell_due(at=datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
    ]
    assert told == [1, 0, 0, 1]


@pytest.mark.parametrize(
    ("zone", "instant"),
    [
        ("Pacific/Kiritimati", datetime(2026, 9, 3, 19, tzinfo=UTC)),  # there it is the 4th already
        ("Pacific/Pago_Pago", datetime(2026, 9, 4, 20, tzinfo=UTC)),
        ("Asia/Kathmandu", datetime(2026, 9, 4, 3, 15, tzinfo=UTC)),
    ],
)
def test_the_hour_travels_with_the_person(maya: User, zone: str, instant: datetime) -> None:
    plan(maya, date(2026, 9, 4))
    User.objects.filter(pk=maya.pk).update(time_zone=zone)
    assert reminders.tell_due(at=instant - timedelta(minutes=1)) == 0
    assert reminders.tell_due(at=instant) == 1


def test_what_is_tied_to_an_instant_stays_put_when_the_person_travels(maya: User) -> None:
    keep(InterviewFactory.create(application__user=maya, reply_by=berlin(4, 17)), Round.INVITED)
    User.objects.filter(pk=maya.pk).update(time_zone="America/New_York")
    assert reminders.tell_due(at=berlin(4, 15, 59)) == 0
    assert reminders.tell_due(at=berlin(4, 16)) == 1


def test_after_three_days_without_a_worker_everything_is_told_once_and_in_one_mail(maya: User) -> None:
    for day in (4, 5, 6):
        plan(maya, date(2026, 9, day))
    assert reminders.tell_due(at=berlin(7, 9)) == 3
    assert reminders.tell_due(at=berlin(7, 9)) == 0
    assert OutgoingEmail.objects.count() == 1


# --- telling


def test_telling_writes_one_mail_to_the_person(maya: User) -> None:
    reminder = plan(maya, date(2026, 9, 3))
    reminders.tell_due(at=NOW)
    mail = OutgoingEmail.objects.get()
    assert (mail.key, mail.user, mail.to) == (f"reminder:{reminder.pk}:1", maya, "maya@lindholm.example")
    assert (mail.subject, mail.text, mail.state, mail.next_try_at) == (
        "other 2026-09-03",
        "-",
        "waiting",
        NOW,
    )


def test_of_two_workers_with_the_same_list_one_writes_the_mail(maya: User, monkeypatch: pytest.MonkeyPatch) -> None:
    plan(maya, date(2026, 9, 3))
    ask = reminders.still_matters
    told = []

    def meanwhile(reminder: Reminder, at: datetime) -> bool:
        """While this worker has the row in hand, another one tells it."""
        monkeypatch.setattr(reminders.telling, "still_matters", ask)
        told.append(reminders.tell_due(at=at))
        return ask(reminder, at)

    monkeypatch.setattr(reminders.telling, "still_matters", meanwhile)
    told.append(reminders.tell_due(at=NOW))
    assert told == [1, 0]
    assert OutgoingEmail.objects.count() == 1


def test_a_snooze_takes_back_the_waiting_mail_and_writes_a_new_one_later(maya: User) -> None:
    reminder = plan(maya, date(2026, 9, 3))
    reminders.tell_due(at=NOW)
    reminder.refresh_from_db()
    reminders.reschedule(reminder=reminder, moment=Moment(date(2026, 9, 7), time(9)))
    assert mails() == [("other 2026-09-03", "cancelled")]
    assert [reminders.tell_due(at=berlin(7, 8, 59)), reminders.tell_due(at=berlin(7, 9))] == [0, 1]
    assert mails() == [("other 2026-09-03", "cancelled"), ("other 2026-09-07", "waiting")]


def test_closing_takes_back_the_waiting_mail(maya: User) -> None:
    reminder = plan(maya, date(2026, 9, 3))
    reminders.tell_due(at=NOW)
    reminders.close(reminder=reminder, done=True, at=NOW)
    assert mails() == [("other 2026-09-03", "cancelled")]


def test_cancelling_takes_back_the_waiting_mail(maya: User) -> None:
    reminder = plan(maya, date(2026, 9, 3))
    reminders.tell_due(at=NOW)
    reminders.cancel(application=reminder.application, kinds=[Kind.OTHER], at=NOW)
    assert mails() == [("other 2026-09-03", "cancelled")]


def test_a_day_before_the_calendar_begins_holds_up_no_other(maya: User) -> None:
    plan(maya, date(1, 1, 1), time(0))
    plan(maya, date(2026, 9, 2))
    assert reminders.tell_due(at=NOW) == 1
    assert mails() == [("other 2026-09-02", "waiting")]


# --- does it still matter?


def still(reminder: Reminder, at: datetime = NOW) -> bool:
    return reminders.still_matters(Reminder.objects.get(pk=reminder.pk), at)


@pytest.mark.parametrize("state", Round)
def test_an_answer_matters_while_there_is_none(maya: User, state: Interview.State) -> None:
    interview = InterviewFactory.create(application__user=maya, state=state)
    reminder = ReminderFactory.create(application=interview.application, kind=Kind.REPLY, interview=interview)
    assert still(reminder) is (state is Round.INVITED)


@pytest.mark.parametrize("state", Round)
def test_a_round_ahead_matters_while_it_is_agreed_and_ahead(maya: User, state: Interview.State) -> None:
    interview = InterviewFactory.create(application__user=maya, state=state)
    reminder = ReminderFactory.create(application=interview.application, kind=Kind.INTERVIEW, interview=interview)
    assert interview.starts_at is not None
    before, begun = interview.starts_at - timedelta(minutes=1), interview.starts_at
    assert [still(reminder, before), still(reminder, begun)] == [state is Round.ACCEPTED, False]


@pytest.mark.parametrize("state", Round)
@pytest.mark.parametrize("status", [Status.INTERVIEWING, Status.REJECTED])
def test_thanks_for_a_round_matter_if_it_was_held_and_things_go_on(
    maya: User, state: Interview.State, status: Status
) -> None:
    interview = InterviewFactory.create(application__user=maya, application__status=status, state=state)
    reminder = ReminderFactory.create(application=interview.application, kind=Kind.THANK_YOU, interview=interview)
    assert still(reminder) is (state in {Round.ACCEPTED, Round.DONE} and status is Status.INTERVIEWING)


@pytest.mark.parametrize("status", Status)
def test_thanks_after_a_no_matter_while_it_is_a_no_and_a_hello_while_it_is_over(maya: User, status: Status) -> None:
    application = ApplicationFactory.create(user=maya, status=status)
    thanks = ReminderFactory.create(application=application, kind=Kind.THANK_YOU)
    hello = ReminderFactory.create(application=application, kind=Kind.STAY_IN_TOUCH)
    assert [still(thanks), still(hello)] == [status is Status.WITHDRAWN, not application.is_open]


@pytest.mark.parametrize("state", State)
def test_what_is_closed_no_longer_matters(maya: User, state: Reminder.State) -> None:
    reminder = ReminderFactory.create(application__user=maya, state=state)
    assert still(reminder) is (state in {State.PENDING, State.TOLD})


def test_somebody_who_left_is_not_reminded(maya: User) -> None:
    reminder = plan(maya, date(2026, 9, 3))
    User.objects.filter(pk=maya.pk).update(is_active=False)
    assert reminders.tell_due(at=NOW) == 0
    reminder.refresh_from_db()
    assert (reminder.state, OutgoingEmail.objects.count()) == (State.CANCELLED, 0)


def test_what_no_longer_matters_when_it_falls_due_is_cancelled_and_not_told(maya: User) -> None:
    interview = keep(InterviewFactory.create(application__user=maya, reply_by=berlin(4, 17)), Round.INVITED)
    Interview.objects.filter(pk=interview.pk).update(state=Round.CANCELLED)
    assert reminders.tell_due(at=berlin(4, 16)) == 0
    reminder = interview.reminders.get()
    assert (reminder.state, reminder.closed_at) == (State.CANCELLED, berlin(4, 16))
    assert OutgoingEmail.objects.count() == 0


def wanted(at: datetime = NOW) -> list[bool]:
    mails = list(OutgoingEmail.objects.order_by("pk"))
    gone = reminders.unwanted(mails, at=at)
    return [mail.pk not in gone for mail in mails]


def test_a_written_mail_is_wanted_until_its_reminder_is_done(maya: User) -> None:
    reminder = plan(maya, date(2026, 9, 3))
    reminders.tell_due(at=NOW)
    assert wanted() == [True]
    Reminder.objects.filter(pk=reminder.pk).update(state=State.DONE, closed_at=NOW)
    assert wanted() == [False]


def test_the_mail_of_a_former_date_is_not_wanted(maya: User) -> None:
    reminder = plan(maya, date(2026, 9, 3))
    reminders.tell_due(at=NOW)
    reminder.refresh_from_db()
    reminders.reschedule(reminder=reminder, moment=Moment(date(2026, 9, 3), time(10)))
    reminders.tell_due(at=NOW)
    assert wanted() == [False, True]


def test_the_mail_of_a_round_that_has_begun_is_not_wanted(maya: User) -> None:
    keep(InterviewFactory.create(application__user=maya, starts_at=berlin(10, 16, 30)), Round.ACCEPTED)
    reminders.tell_due(at=berlin(9, 9))
    assert [wanted(berlin(10, 16, 29)), wanted(berlin(10, 16, 30))] == [[True], [False]]


def test_the_mail_of_a_search_that_is_gone_is_not_wanted(maya: User) -> None:
    reminder = plan(maya, date(2026, 9, 3))
    reminders.tell_due(at=NOW)
    Application.objects.filter(pk=reminder.application_id).delete()
    assert wanted() == [False]


def test_mails_of_other_rooms_are_always_wanted(maya: User) -> None:
    assert reminders.unwanted([OutgoingEmail(pk=7, key="django:5f0c")], at=NOW) == set()


def test_a_reminder_that_another_window_closed_is_not_opened_again_by_later(maya: User) -> None:
    stale = ReminderFactory.create(application__user=maya)
    reminders.close(reminder=stale, done=True, at=NOW)
    assert reminders.reschedule(reminder=stale, moment=Moment(NOW.date() + timedelta(days=7), time(9))) is False
    stale.refresh_from_db()
    assert (stale.state, stale.due_on, stale.occurrence) == ("done", NOW.date(), 1)
