"""What silence, an offer and an end call for, by rule. Maya is in Berlin; NOW is Thursday 3 September, 14:02."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from outbox.models import OutgoingEmail
from tests.factories import NOW, ApplicationFactory, ContactFactory, InterviewFactory, ReminderFactory
from tracker import reminders, services
from tracker.models import Application, Interview, Note, Reminder, Rule, Status
from tracker.reminders import Moment, Terms

pytestmark = pytest.mark.django_db
Kind, State = Reminder.Kind, Reminder.State
DAY = timedelta(days=1)
NINE = time(9)


def berlin(day: int, hour: int, *, month: int = 9) -> datetime:
    """A wall time in Berlin's summer of 2026, as an instant."""
    return datetime(2026, month, day, hour - 2, tzinfo=UTC)


def applied(maya: User, on: date | None = date(2026, 9, 3), *, at: datetime = NOW, **facts: Any) -> Application:
    """An application as a person keeps it, applied for on a day."""
    kept = ApplicationFactory.build(user=maya, company=services.company_named(maya, "Failte"), applied_on=on, **facts)
    return services.add_application(kept, status=Status.APPLIED, by=maya, at=at)


def planned(application: Application) -> list[tuple[str, int, date]]:
    rows = application.reminders.open().order_by("due_on", "kind")
    return list(rows.values_list("kind", "step", "due_on"))


def gone(application: Application) -> list[tuple[str, str, str]]:
    rows = application.reminders.exclude(state__in=Reminder.OPEN).order_by("pk")
    return list(rows.values_list("kind", "state", "because"))


def one(application: Application, kind: str = Kind.FOLLOW_UP) -> Reminder:
    return application.reminders.open().get(kind=kind)


def move(application: Application, to: Status, at: datetime = NOW) -> Any:
    return services.move(application=application, to=to, by=application.user, at=at)


def off(maya: User, kind: str, application: Application | None = None) -> None:
    reminders.set_rule(user=maya, kind=kind, application=application, is_on=False, days=7, again=14, at=NOW)


# --- whose word counts


def test_the_application_has_the_last_word_then_the_person_then_we(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    assert reminders.terms(Kind.FOLLOW_UP, user=maya, application=application) == Terms(days=7, again=14)
    reminders.set_rule(user=maya, kind=Kind.FOLLOW_UP, is_on=True, days=10, again=20, at=NOW)
    assert reminders.terms(Kind.FOLLOW_UP, user=maya, application=application) == Terms(days=10, again=20)
    reminders.set_rule(user=maya, kind=Kind.FOLLOW_UP, application=application, is_on=True, days=5, again=0, at=NOW)
    assert reminders.terms(Kind.FOLLOW_UP, user=maya, application=application) == Terms(days=5)
    assert reminders.terms(Kind.FOLLOW_UP, user=maya) == Terms(days=10, again=20)
    assert reminders.terms(Kind.FOLLOW_UP, user=ApplicationFactory.create().user) == Terms(days=7, again=14)


def test_by_mail_or_not_is_said_once_for_all_applications(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    off(maya, Kind.FOLLOW_UP, application)
    reminders.mute(user=maya, kind=Kind.FOLLOW_UP)
    held = reminders.terms(Kind.FOLLOW_UP, user=maya, application=application)
    assert (held.is_on, held.by_mail) == (False, False)
    assert reminders.terms(Kind.FOLLOW_UP, user=maya) == Terms(days=7, again=14, by_mail=False)


def test_muting_keeps_the_numbers_that_were_chosen(maya: User) -> None:
    reminders.set_rule(user=maya, kind=Kind.FOLLOW_UP, is_on=True, days=10, again=20, at=NOW)
    reminders.mute(user=maya, kind=Kind.FOLLOW_UP)
    reminders.mute(user=maya, kind=Kind.FOLLOW_UP)
    assert reminders.terms(Kind.FOLLOW_UP, user=maya) == Terms(days=10, again=20, by_mail=False)


def test_terms_are_one_question(maya: User, django_assert_num_queries: Any) -> None:
    application = ApplicationFactory.create(user=maya)
    with django_assert_num_queries(1):
        reminders.terms(Kind.OFFER, user=maya, application=application)


# --- silence


def test_silence_calls_for_a_follow_up_after_a_week_and_a_question_after_a_month(maya: User) -> None:
    application = applied(maya)
    assert planned(application) == [("follow_up", 1, date(2026, 9, 10)), ("lapse", 1, date(2026, 10, 5))]
    assert (one(application).due_time, one(application).time_zone) == (NINE, "")


def test_days_off_shift_it_to_the_next_working_day(maya: User) -> None:
    # A Saturday, a week on from one; thirty days on, a Monday.
    assert planned(applied(maya, date(2026, 8, 29), at=NOW)) == [
        ("follow_up", 1, date(2026, 9, 7)),
        ("lapse", 1, date(2026, 9, 28)),
    ]


def test_without_a_day_it_counts_from_when_it_came_to_stand_there(maya: User) -> None:
    application = ApplicationFactory.build(user=maya, company=services.company_named(maya, "Failte"))
    services.add_application(application, status=Status.SAVED, by=maya, at=NOW - 20 * DAY)
    assert planned(application) == []
    move(application, Status.APPLIED)
    assert planned(application)[0] == ("follow_up", 1, date(2026, 9, 10))


@pytest.mark.parametrize("done", [True, False], ids=["done", "skipped"])
def test_the_second_is_planned_when_the_first_is_closed_and_there_is_no_third(maya: User, done: bool) -> None:
    application = applied(maya)
    reminders.close(reminder=one(application), done=done, at=berlin(10, 10))
    assert planned(application)[0] == ("follow_up", 2, date(2026, 9, 17))
    reminders.close(reminder=one(application), done=done, at=berlin(17, 10))
    assert planned(application) == [("lapse", 1, date(2026, 10, 5))]


def test_a_first_one_closed_late_leaves_them_a_week_to_answer(maya: User) -> None:
    application = applied(maya)
    reminders.close(reminder=one(application), done=True, at=berlin(16, 10))
    assert planned(application)[0] == ("follow_up", 2, date(2026, 9, 23))


def test_a_rule_without_an_again_follows_up_once(maya: User) -> None:
    reminders.set_rule(user=maya, kind=Kind.FOLLOW_UP, is_on=True, days=7, again=0, at=NOW)
    application = applied(maya)
    reminders.close(reminder=one(application), done=True, at=berlin(10, 10))
    assert [kind for kind, _step, _day in planned(application)] == ["lapse"]


def test_sixty_old_applications_bring_no_flood(maya: User) -> None:
    for days in range(60):
        applied(maya, NOW.date() - 35 * DAY - days * DAY)
    assert Reminder.objects.count() == 0


def test_what_was_applied_for_ten_days_ago_gets_the_second_date_and_the_first_words(maya: User) -> None:
    application = applied(maya, date(2026, 8, 24))
    assert planned(application)[0] == ("follow_up", 2, date(2026, 9, 7))
    assert "still very interested" in one(application).words


def test_asking_whether_to_wait_is_asked_once_in_a_silence(maya: User) -> None:
    application = applied(maya)
    reminders.close(reminder=one(application, Kind.LAPSE), done=False, at=berlin(5, 10, month=10))
    reminders.follow(application, at=berlin(6, 10, month=10))
    assert application.reminders.filter(kind=Kind.LAPSE).count() == 1


def test_following_again_changes_nothing(maya: User) -> None:
    application = applied(maya)
    before = list(Reminder.objects.order_by("pk").values())
    reminders.follow(application, at=NOW + 2 * DAY)
    assert list(Reminder.objects.order_by("pk").values()) == before


def test_what_was_put_off_stays_put_off_while_the_plan_is_the_same(maya: User) -> None:
    application = applied(maya)
    reminders.reschedule(reminder=one(application), moment=Moment(date(2026, 9, 15), NINE))
    reminders.follow(application, at=NOW + 2 * DAY)
    assert one(application).due_on == date(2026, 9, 15)
    services.change_facts(application, to={"applied_on": date(2026, 9, 1)}, at=NOW + 2 * DAY)
    assert one(application).due_on == date(2026, 9, 8)


def test_a_late_worker_tells_what_was_planned_in_time(maya: User) -> None:
    application = applied(maya)
    reminders.follow(application, at=berlin(12, 9))
    assert planned(application)[0] == ("follow_up", 1, date(2026, 9, 10))


# --- moving on, and back


def test_moving_on_drops_the_follow_up_and_says_why(maya: User) -> None:
    application = applied(maya)
    move(application, Status.INTERVIEWING)
    assert planned(application) == []
    assert gone(application) == [("follow_up", "cancelled", "moved_on"), ("lapse", "cancelled", "moved_on")]


def test_taking_a_move_back_brings_back_what_it_took_as_it_was(maya: User) -> None:
    application = applied(maya)
    reminders.reschedule(reminder=one(application), moment=Moment(date(2026, 9, 15), NINE))
    before = planned(application)
    change = move(application, Status.INTERVIEWING)
    services.take_back(change=change, by=maya, at=NOW + DAY)
    assert planned(application) == before
    assert gone(application) == []


def test_one_that_was_told_comes_back_without_another_mail(maya: User) -> None:
    application = applied(maya)
    reminders.tell_due(at=berlin(10, 10))
    OutgoingEmail.objects.update(state="sent", sent_at=berlin(10, 10))
    change = move(application, Status.INTERVIEWING, berlin(10, 11))
    services.take_back(change=change, by=maya, at=berlin(10, 12))
    assert (one(application).state, one(application).step) == (State.TOLD, 1)
    reminders.tell_due(at=berlin(10, 13))
    assert OutgoingEmail.objects.count() == 1


def test_one_whose_mail_was_taken_back_unsent_is_told_again_when_it_comes_back(maya: User) -> None:
    application = applied(maya)
    reminders.tell_due(at=berlin(10, 10))
    services.retire(application, at=berlin(10, 11))
    services.unretire(application, at=berlin(10, 12))
    reminders.tell_due(at=berlin(10, 13))
    assert list(OutgoingEmail.objects.order_by("pk").values_list("state", flat=True)) == ["cancelled", "waiting"]
    assert one(application).state == State.TOLD


# --- contact


def touch(application: Application, on: date, at: datetime, **values: Any) -> Note:
    told: dict[str, Any] = {"channel": "email", "contact": None, "text": "", "heard": False} | values
    return services.log_touch(application, on=on, by=application.user, at=at, **told)


def test_contact_begins_the_silence_anew(maya: User) -> None:
    application = applied(maya)
    touch(application, date(2026, 9, 8), berlin(8, 12))
    assert planned(application) == [("follow_up", 1, date(2026, 9, 15)), ("lapse", 1, date(2026, 10, 8))]
    assert gone(application) == []


def test_contact_after_the_telling_drops_it_and_plans_anew(maya: User) -> None:
    application = applied(maya)
    reminders.tell_due(at=berlin(10, 10))
    touch(application, date(2026, 9, 10), berlin(10, 12), heard=True)
    assert gone(application) == [("follow_up", "cancelled", "in_touch")]
    assert planned(application)[0] == ("follow_up", 1, date(2026, 9, 17))


def test_following_up_is_contact_but_the_same_silence(maya: User) -> None:
    application = applied(maya)
    reminders.close(reminder=one(application), done=True, at=berlin(10, 10))
    assert list(application.note_set.values_list("kind", "heard", "text", "at")) == [
        ("touch", False, "You followed up.", berlin(10, 10))
    ]
    reminders.follow(application, at=berlin(11, 10))
    assert planned(application) == [("follow_up", 2, date(2026, 9, 17)), ("lapse", 1, date(2026, 10, 5))]


def test_a_round_that_was_held_is_contact(maya: User) -> None:
    application = applied(maya, date(2026, 8, 3))
    InterviewFactory.create(application=application, state="done", starts_at=NOW - DAY)
    reminders.follow(application, at=NOW)
    assert planned(application)[0] == ("follow_up", 1, date(2026, 9, 9))


# --- the words


def test_the_words_greet_whoever_can_be_written_to(maya: User) -> None:
    application = applied(maya)
    referrer = ContactFactory.create(user=maya, name="Rafa", role="referrer")
    without = ContactFactory.create(user=maya, name="Bo", email="")
    dana = ContactFactory.create(user=maya, name="Dana Ito", called="Dana")
    assert one(application).words.startswith("Dear Hiring Manager,\n")
    application.contacts.add(referrer, without, dana)
    reminders.follow(application, at=NOW)
    reminder = one(application)
    assert (reminder.contact, reminder.subject) == (dana, "My application: Product Manager")
    assert reminder.words.startswith("Dear Dana,\n\nSome days ago I applied for the Product Manager role at Failte,")
    assert reminder.words.endswith("With kind regards,\nMaya Lindholm")


def test_words_that_the_person_changed_are_kept_wherever_the_plan_goes(maya: User) -> None:
    application = applied(maya)
    Reminder.objects.filter(pk=one(application).pk).update(words="Dear Dana, how are the night buses?")
    application.contacts.add(ContactFactory.create(user=maya))
    touch(application, date(2026, 9, 3), NOW)
    reminders.set_rule(user=maya, kind=Kind.FOLLOW_UP, is_on=True, days=10, again=0, at=NOW)
    assert (one(application).words, one(application).due_on) == (
        "Dear Dana, how are the night buses?",
        date(2026, 9, 14),
    )


def test_the_second_words_are_others_and_make_a_way_out_easy(maya: User) -> None:
    application = applied(maya)
    first = one(application).words
    reminders.close(reminder=one(application), done=True, at=berlin(10, 10))
    second = one(application)
    assert second.subject == "Re: My application: Product Manager"
    assert "one line is enough and I will understand" in second.words
    assert not set(first.split("\n\n")[1:-1]) & set(second.words.split("\n\n")[1:-1])


def test_odd_names_stay_what_they_are(maya: User) -> None:
    application = applied(maya, position="Fraud & Loss <Analyst>")
    assert "the Fraud & Loss <Analyst> role at Failte" in one(application).words


# --- an offer


@pytest.mark.parametrize(
    ("reply_by", "due"),
    [
        (berlin(10, 17), [("offer", date(2026, 9, 9), NINE)]),
        # Nine o'clock the day before has passed: two hours before.
        (berlin(4, 12), [("offer", date(2026, 9, 4), time(10))]),
        (NOW + timedelta(hours=1), []),
        (NOW - DAY, []),
    ],
)
def test_an_offer_is_recalled_a_day_before_it_wants_its_answer(
    maya: User, reply_by: datetime, due: list[Any]
) -> None:
    application = ApplicationFactory.create(user=maya, offer_reply_by=reply_by)
    move(application, Status.OFFER)
    assert list(application.reminders.open().values_list("kind", "due_on", "due_time")) == due


def test_its_date_moves_the_reminder_and_no_date_takes_it_away(maya: User) -> None:
    application = ApplicationFactory.create(user=maya, offer_reply_by=berlin(10, 17))
    move(application, Status.OFFER)
    services.change_facts(application, to={"offer_reply_by": berlin(15, 17)}, at=NOW)
    assert planned(application) == [("offer", 1, date(2026, 9, 14))]
    services.change_facts(application, to={"offer_reply_by": None}, at=NOW)
    assert planned(application) == []


def test_accepting_it_drops_the_reminder(maya: User) -> None:
    application = ApplicationFactory.create(user=maya, offer_reply_by=berlin(10, 17))
    move(application, Status.OFFER)
    move(application, Status.ACCEPTED)
    assert gone(application) == [("offer", "cancelled", "moved_on")]


# --- no more about this one


def test_retiring_ends_the_nagging_and_nothing_that_has_a_date(maya: User) -> None:
    application = applied(maya)
    ReminderFactory.create(application=application)
    assert services.retire(application, at=NOW) is True
    assert services.retire(application, at=NOW + DAY) is False
    assert planned(application) == [("other", 1, NOW.date())]
    assert gone(application) == [("follow_up", "cancelled", "retired"), ("lapse", "cancelled", "retired")]
    assert Application.objects.get().retired_at == NOW


def test_reminding_again_brings_it_back(maya: User) -> None:
    application = applied(maya)
    before = planned(application)
    services.retire(application, at=NOW)
    assert services.unretire(application, at=NOW + DAY) is True
    assert planned(application) == before
    assert services.unretire(application, at=NOW + DAY) is False


def test_a_retired_offer_is_still_recalled(maya: User) -> None:
    application = ApplicationFactory.create(user=maya, offer_reply_by=berlin(10, 17))
    services.retire(application, at=NOW)
    move(application, Status.OFFER)
    assert planned(application) == [("offer", 1, date(2026, 9, 9))]


def test_a_hello_that_was_retired_comes_on_a_working_day_if_its_own_has_passed(maya: User) -> None:
    application = ApplicationFactory.create(user=maya, status=Status.WITHDRAWN)
    ReminderFactory.create(application=application, kind=Kind.STAY_IN_TOUCH, due_on=date(2026, 9, 4))
    services.retire(application, at=NOW)
    services.unretire(application, at=berlin(11, 10))
    assert planned(application) == [("stay_in_touch", 1, date(2026, 9, 14))]


# --- changing a rule


def test_new_numbers_move_what_is_planned_of_every_application(maya: User) -> None:
    mine, other = applied(maya), applied(maya, date(2026, 9, 1))
    own = applied(maya, date(2026, 9, 2))
    reminders.set_rule(user=maya, kind=Kind.FOLLOW_UP, application=own, is_on=True, days=5, again=0, at=NOW)
    reminders.set_rule(user=maya, kind=Kind.FOLLOW_UP, is_on=True, days=10, again=20, at=NOW)
    assert [one(application).due_on for application in (mine, other, own)] == [
        date(2026, 9, 14),  # Sunday 13 September is no working day
        date(2026, 9, 11),
        date(2026, 9, 7),
    ]


def test_a_rule_that_is_off_drops_what_was_planned_and_on_brings_it_back(maya: User) -> None:
    application = applied(maya)
    before = planned(application)
    off(maya, Kind.FOLLOW_UP)
    assert gone(application) == [("follow_up", "cancelled", "rule_off")]
    reminders.set_rule(user=maya, kind=Kind.FOLLOW_UP, is_on=True, days=7, again=14, at=NOW)
    assert planned(application) == before


def test_the_same_goes_for_what_a_round_calls_for(maya: User) -> None:
    interview = InterviewFactory.create(application__user=maya)
    services.save_interview(interview, state=Interview.State.ACCEPTED, by=maya, at=NOW)
    assert [kind for kind, _step, _day in planned(interview.application)] == ["interview", "thank_you"]
    off(maya, Kind.THANK_YOU)
    assert gone(interview.application) == [("thank_you", "cancelled", "rule_off")]
    reminders.set_rule(user=maya, kind=Kind.THANK_YOU, is_on=True, days=0, again=0, at=NOW)
    assert [kind for kind, _step, _day in planned(interview.application)] == ["interview", "thank_you"]


def test_a_rule_is_off_for_one_application_only(maya: User) -> None:
    mine, other = applied(maya), applied(maya)
    off(maya, Kind.FOLLOW_UP, mine)
    assert [kind for kind, _step, _day in planned(mine)] == ["lapse"]
    assert [kind for kind, _step, _day in planned(other)] == ["follow_up", "lapse"]


def test_many_applications_follow_in_as_many_questions_as_few(maya: User) -> None:
    reminders.set_rule(user=maya, kind=Kind.FOLLOW_UP, is_on=True, days=9, again=0, at=NOW)
    asked = []
    for days in (10, 11):
        for _ in range(10):
            applied(maya)
        with CaptureQueriesContext(connection) as queries:
            reminders.set_rule(user=maya, kind=Kind.FOLLOW_UP, is_on=True, days=days, again=0, at=NOW)
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert set(Reminder.objects.filter(kind=Kind.FOLLOW_UP).values_list("due_on", flat=True)) == {date(2026, 9, 14)}


# --- does it still matter?


def changed(application: Application, **values: Any) -> None:
    Application.objects.filter(pk=application.pk).update(**values)


@pytest.mark.parametrize(
    ("kind", "matters_at"),
    [
        (Kind.FOLLOW_UP, {Status.APPLIED}),
        (Kind.LAPSE, {Status.APPLIED}),
        (Kind.OFFER, {Status.OFFER}),
        (Kind.STAY_IN_TOUCH, {Status.ACCEPTED, Status.REJECTED, Status.WITHDRAWN, Status.LAPSED}),
    ],
)
def test_each_kind_matters_in_its_place_only(maya: User, kind: str, matters_at: set[Status]) -> None:
    found = set()
    for status in Status:
        reminder = ReminderFactory.create(application__user=maya, application__status=status, kind=kind)
        if reminders.still_matters(reminder, NOW):
            found.add(status)
    assert found == matters_at


@pytest.mark.parametrize("kind", [Kind.FOLLOW_UP, Kind.LAPSE, Kind.STAY_IN_TOUCH, Kind.OFFER])
def test_a_retired_application_is_left_alone_but_for_its_offer(maya: User, kind: str) -> None:
    status = {Kind.STAY_IN_TOUCH: Status.LAPSED, Kind.OFFER: Status.OFFER}.get(Kind(kind), Status.APPLIED)
    reminder = ReminderFactory.create(
        application__user=maya, application__status=status, application__retired_at=NOW, kind=kind
    )
    assert reminders.still_matters(reminder, NOW) is (kind == Kind.OFFER)


def test_what_is_switched_off_matters_no_more_and_one_application_may_differ(maya: User) -> None:
    reminder = ReminderFactory.create(application__user=maya, application__status=Status.APPLIED, kind=Kind.LAPSE)
    Rule.objects.create(user=maya, kind=Kind.LAPSE, is_on=False)
    assert reminders.still_matters(reminder, NOW) is False
    Rule.objects.create(user=maya, kind=Kind.LAPSE, application=reminder.application, is_on=True)
    assert reminders.still_matters(reminder, NOW) is True


def test_a_word_of_theirs_since_makes_a_follow_up_pointless_and_one_before_does_not(maya: User) -> None:
    application = applied(maya)
    note = Note.objects.create(application=application, kind="touch", heard=True, at=NOW)
    assert reminders.still_matters(one(application), NOW) is True
    Note.objects.filter(pk=note.pk).update(at=NOW + DAY)
    assert reminders.still_matters(one(application), NOW + DAY) is False


def test_a_batch_of_mails_is_asked_about_in_one_question(maya: User, django_assert_num_queries: Any) -> None:
    kept, retired = applied(maya), applied(maya)
    reminders.tell_due(at=berlin(10, 10))
    mails = list(OutgoingEmail.objects.order_by("pk"))
    changed(retired, retired_at=NOW)
    with django_assert_num_queries(1):
        unwanted = reminders.unwanted(mails, at=berlin(10, 10))
    assert unwanted == {mail.pk for mail in mails if mail.key == one(retired).mail_key}
    assert len(mails) == 2
    assert kept.reminders.open().count() == 2


def test_a_mail_of_a_kind_that_was_ended_since_does_not_leave_and_its_reminder_stands(maya: User) -> None:
    application = applied(maya)
    reminders.tell_due(at=berlin(10, 10))
    mail = OutgoingEmail.objects.get()
    assert reminders.unwanted([mail], at=berlin(10, 10)) == set()
    reminders.mute(user=maya, kind=Kind.FOLLOW_UP)
    assert reminders.unwanted([mail], at=berlin(10, 10)) == {mail.pk}
    assert reminders.still_matters(one(application), berlin(10, 10)) is True
