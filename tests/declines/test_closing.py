"""One yes, and the others told no one by one, each in a transaction of its own. NOW is Thursday 3 September 2026."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from declines import services
from declines.models import Decline, Letter
from declines.services import Answers, closing
from declines.services.closing import Closed, Proposal
from declines.situation import Channel, Reason, Relationship, Stage, Tone
from tests.factories import NOW, ApplicationFactory, CompanyFactory, ContactFactory, InterviewFactory
from tracker import services as tracker
from tracker.models import Application, Contact, Interview, Reminder, Status
from tracker.transitions import OPEN, OVER

pytestmark = pytest.mark.django_db
THANKS, HELLO = date(2026, 9, 4), date(2026, 12, 2)
DAY = timedelta(days=1)


@pytest.fixture
def yes(maya: User) -> Application:
    """The one that Maya accepted."""
    return ApplicationFactory.create(user=maya, status=Status.ACCEPTED)


def others(maya: User, number: int, status: Status = Status.INTERVIEWING) -> list[Application]:
    """So many that still wait, each with a name of its own and somebody to tell."""
    made = []
    for n in range(number):
        company = CompanyFactory.create(user=maya, name=f"Other {n}")
        application = ApplicationFactory.create(user=maya, company=company, status=status)
        application.contacts.add(ContactFactory.create(user=maya, name=f"Person {n}"))
        made.append(application)
    return made


def propose(yes: Application, **fields: Any) -> list[Proposal]:
    return closing.propose(yes, NOW, thank_you_on=THANKS, stay_in_touch_on=HELLO, **fields)


def close_out(yes: Application) -> list[Closed]:
    chosen = [(one.application, one.answers) for one in propose(yes)]
    return services.close_out(chosen=chosen, by=yes.user, at=NOW)


# --- who is on the checklist


@pytest.mark.parametrize("status", Status)
def test_every_open_application_is_on_the_list_and_nothing_that_is_over(
    maya: User, yes: Application, status: Status
) -> None:
    other = ApplicationFactory.create(user=maya, status=status)
    assert [one.application for one in propose(yes)] == ([other] if status in OPEN else [])


def test_the_yes_itself_and_another_persons_search_are_not_on_the_list(yes: Application) -> None:
    ApplicationFactory.create(status=Status.OFFER)
    assert propose(yes) == []


def test_those_furthest_along_come_first(maya: User, yes: Application) -> None:
    for status in (Status.APPLIED, Status.OFFER, Status.SAVED, Status.INTERVIEWING, Status.IN_CONVERSATION):
        ApplicationFactory.create(user=maya, status=status)
    assert [one.application.status for one in propose(yes)] == [
        "offer",
        "interviewing",
        "in_conversation",
        "applied",
        "saved",
    ]


def test_each_opens_with_what_its_record_tells(maya: User, yes: Application) -> None:
    other = ApplicationFactory.create(user=maya, liked="the calm office")
    interview = InterviewFactory.create(application=other, state="accepted")
    agent = ContactFactory.create(user=maya, name="Ana", role=Contact.Role.AGENCY_RECRUITER)
    met = ContactFactory.create(user=maya, name="Bo", role=Contact.Role.INTERVIEWER)
    other.contacts.add(agent)
    interview.interviewers.add(met)
    [one] = propose(yes)
    assert one.answers == Answers(
        stage=Stage.ACCEPTED,
        reason=Reason.ACCEPTED_OTHER,
        channel=Channel.EMAIL,
        interview=interview,
        liked="the calm office",
        contact=agent,
        thank_you_on=THANKS,
        stay_in_touch_on=HELLO,
    )
    assert (one.answers.reader, one.people) == (Relationship.AGENCY_RECRUITER, (agent, met))


def test_it_is_about_the_next_round_with_a_date_and_not_about_one_that_was_held(maya: User, yes: Application) -> None:
    [other] = others(maya, 1)
    InterviewFactory.create(application=other, state="done", starts_at=NOW - DAY)
    InterviewFactory.create(application=other, state="declined", starts_at=NOW + DAY)
    InterviewFactory.create(application=other, starts_at=None)
    nearest = InterviewFactory.create(application=other, starts_at=NOW + 2 * DAY)
    InterviewFactory.create(application=other, starts_at=NOW + 5 * DAY)
    assert [one.answers.interview for one in propose(yes)] == [nearest]


def test_where_an_application_was_only_saved_nobody_is_thanked_or_greeted_later(maya: User, yes: Application) -> None:
    ApplicationFactory.create(user=maya, status=Status.SAVED)
    [one] = propose(yes)
    assert (one.is_waited_for, one.answers.thank_you_on, one.answers.stay_in_touch_on) == (False, None, None)


def test_one_that_was_chosen_before_it_was_over_can_be_named_and_a_strangers_cannot(
    maya: User, otto: User, yes: Application
) -> None:
    over = ApplicationFactory.create(user=maya, status=Status.REJECTED)
    strangers = ApplicationFactory.create(user=otto)
    assert [one.application for one in propose(yes, also=[over.pk, strangers.pk, yes.pk])] == [over]


@pytest.mark.parametrize("number", [1, 5])
def test_the_list_asks_the_same_few_questions_at_any_length(
    maya: User, yes: Application, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for application in others(maya, number):
        InterviewFactory.create(application=application).interviewers.add(*application.contacts.all())
    with django_assert_num_queries(4):
        proposals = propose(yes)
        situations = [
            services.situation_of(one.application, one.answers, NOW, rounds=one.rounds_held) for one in proposals
        ]
    assert [situation.recipient for situation in situations] == [f"Person {n}" for n in reversed(range(number))]


def test_the_words_know_whom_one_has_met(maya: User, yes: Application) -> None:
    [other] = others(maya, 1)
    held = InterviewFactory.create(application=other, state="done", starts_at=datetime(2026, 8, 20, 8, tzinfo=UTC))
    held.interviewers.add(ContactFactory.create(user=maya, name="Bo"))
    [one] = propose(yes)
    situation = services.situation_of(one.application, one.answers, NOW, rounds=one.rounds_held)
    assert situation == services.situation_of(other, one.answers, NOW)
    assert (situation.met, situation.met_on) == (("Bo",), datetime(2026, 8, 20, 10))


# --- the act


@pytest.mark.parametrize("number", [1, 5, 60])
def test_each_is_withdrawn_with_a_letter_and_reminders_of_its_own(maya: User, yes: Application, number: int) -> None:
    made = others(maya, number)
    results = close_out(yes)
    assert [(result.is_withdrawn, result.failed) for result in results] == [(True, False)] * number
    assert set(Application.objects.filter(pk__in=[one.pk for one in made]).values_list("status", "withdrawn_at")) == {
        (Status.WITHDRAWN, NOW)
    }
    assert Decline.objects.filter(reason=Reason.ACCEPTED_OTHER, decided_at=NOW).count() == number
    greeted = sorted(letter.body.splitlines()[0] for letter in Letter.objects.all())
    assert greeted == sorted(f"Dear Person {n}," for n in range(number))
    assert sorted(Reminder.objects.open().values_list("kind", "due_on")) == sorted(
        [("stay_in_touch", HELLO), ("thank_you", THANKS)] * number
    )
    yes.refresh_from_db()
    assert yes.status == Status.ACCEPTED


def test_the_choices_of_each_are_its_own(maya: User, yes: Application) -> None:
    first, second = others(maya, 2)
    answers = Answers(stage=Stage.BETWEEN_ROUNDS, reason=Reason.SALARY, channel=Channel.PHONE, tone=Tone.BRIEF)
    other = Answers(stage=Stage.BETWEEN_ROUNDS, reason=Reason.NONE, channel=Channel.EMAIL, tone=Tone.DIRECT)
    services.close_out(chosen=[(first, answers), (second, other)], by=maya, at=NOW)
    rows = Decline.objects.order_by("application_id").values_list("reason", "letter__channel", "letter__tone")
    assert list(rows) == [("salary", "phone", "brief"), ("none", "email", "direct")]


def breaks_for(unlucky: Application, error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """Late in the act, when nearly all of it has been written."""
    plan = services.declining._plan_follow_ups

    def fails(kept: Decline, *rest: Any) -> None:
        if kept.application_id == unlucky.pk:
            raise error
        plan(kept, *rest)

    monkeypatch.setattr("declines.services.declining._plan_follow_ups", fails)


@pytest.mark.parametrize("error", [DatabaseError("the disk is full"), KeyError("No time zone found")])
def test_one_that_fails_stays_as_it_was_and_stops_none_of_the_others(
    maya: User,
    yes: Application,
    error: Exception,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    made = others(maya, 5)
    unlucky = made[2]
    InterviewFactory.create(application=unlucky)
    breaks_for(unlucky, error, monkeypatch)
    results = {result.application.pk: result for result in close_out(yes)}
    assert {pk: result.is_withdrawn for pk, result in results.items()} == {one.pk: one != unlucky for one in made}
    assert (results[unlucky.pk].failed, results[unlucky.pk].stands) == (True, None)
    unlucky.refresh_from_db()
    assert (unlucky.status, unlucky.withdrawn_at, unlucky.changes.count()) == (Status.INTERVIEWING, None, 0)
    assert (unlucky.interviews.get().state, unlucky.letters.count()) == (Interview.State.INVITED, 0)
    assert Decline.objects.count() == 4
    assert [record.getMessage() for record in caplog.records] == [
        f"Application {unlucky.pk} could not be withdrawn and stands as it stood."
    ]


def test_an_error_of_ours_is_not_hidden(maya: User, yes: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    [other] = others(maya, 1)
    breaks_for(other, AttributeError("a slip of the programmer"), monkeypatch)
    with pytest.raises(AttributeError):
        close_out(yes)


def test_one_that_is_withdrawn_in_another_window_meanwhile_is_over_already(maya: User, yes: Application) -> None:
    made = others(maya, 3)
    chosen = [(one.application, one.answers) for one in propose(yes)]
    services.decline(application=Application.objects.get(pk=made[1].pk), answers=chosen[1][1], by=maya, at=NOW)
    results = {
        result.application: (result.is_withdrawn, result.stands, result.failed)
        for result in services.close_out(chosen=chosen, by=maya, at=NOW + DAY)
    }
    assert results == {
        made[0]: (True, None, False),
        made[1]: (False, Status.WITHDRAWN, False),
        made[2]: (True, None, False),
    }
    assert made[1].declines.get().decided_at == NOW


@pytest.mark.parametrize("stands", sorted(OVER))
def test_what_is_not_open_is_left_alone_also_a_second_yes(maya: User, yes: Application, stands: Status) -> None:
    other = ApplicationFactory.create(user=maya, status=stands)
    [one] = propose(yes, also=[other.pk])
    [result] = services.close_out(chosen=[(one.application, one.answers)], by=maya, at=NOW)
    assert (result.is_withdrawn, result.stands) == (False, stands)
    assert (other.changes.count(), Decline.objects.count()) == (0, 0)


def test_closing_out_twice_withdraws_once(maya: User, yes: Application) -> None:
    others(maya, 2)
    chosen = [(one.application, one.answers) for one in propose(yes)]
    again = [(Application.objects.get(pk=application.pk), answers) for application, answers in chosen]
    services.close_out(chosen=chosen, by=maya, at=NOW)
    results = services.close_out(chosen=again, by=maya, at=NOW)
    assert [(result.is_withdrawn, result.stands) for result in results] == [(False, Status.WITHDRAWN)] * 2
    assert Decline.objects.count() == 2


def test_each_is_taken_back_on_its_own(maya: User, yes: Application) -> None:
    made = others(maya, 2, Status.OFFER)
    first, _second = close_out(yes)
    assert first.decline is not None
    services.take_back(decline=first.decline, by=maya, at=NOW + DAY)
    standing = {one.pk: Application.objects.get(pk=one.pk).status for one in made}
    assert sorted(standing.values()) == [Status.OFFER, Status.WITHDRAWN]
    assert standing[first.application.pk] == Status.OFFER


# --- the banner


def test_after_a_yes_the_number_of_those_who_wait_is_known(maya: User, otto: User, yes: Application) -> None:
    others(maya, 3)
    for status in (Status.SAVED, *OVER):
        ApplicationFactory.create(user=maya, status=status, status_since=NOW - DAY)
    ApplicationFactory.create(user=otto, status=Status.OFFER)
    found = closing.accepted_with_others_open(maya)
    assert found == yes
    assert found.still_open == 3  # type: ignore[attr-defined]
    assert closing.accepted_with_others_open(otto) is None


def test_without_others_or_without_a_yes_there_is_nothing_to_say(maya: User, yes: Application) -> None:
    assert closing.accepted_with_others_open(maya) is None
    [other] = others(maya, 1)
    assert closing.accepted_with_others_open(maya, other) is None
    tracker.move(application=yes, to=Status.OFFER, by=maya, at=NOW)
    assert closing.accepted_with_others_open(maya) is None
