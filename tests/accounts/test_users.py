"""Who a person is: one account per address, a name, a clock, a week."""

from datetime import UTC, datetime, time
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from tests.factories import UserFactory


@pytest.mark.django_db
def test_two_addresses_that_differ_in_capitals_only_are_one_account() -> None:
    User.objects.create_user("maya@lindholm.example", "a password")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("Maya@Lindholm.example", "another one")
    assert list(User.objects.values_list("email", flat=True)) == ["maya@lindholm.example"]


def test_the_database_refuses_a_second_account_even_by_update(maya: User, otto: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=otto.pk).update(email="MAYA@lindholm.example")
    otto.refresh_from_db()
    assert otto.email == "otto@elsewhere.example"


def test_a_taken_address_is_named_in_words(maya: User) -> None:
    newcomer = UserFactory.build(email="MAYA@LINDHOLM.example")
    with pytest.raises(ValidationError) as refused:
        newcomer.validate_constraints()
    assert refused.value.messages == ["There is already an account with this e-mail address."]


def test_an_account_is_found_whatever_the_capitals(maya: User) -> None:
    assert User.objects.get_by_natural_key("MAYA@Lindholm.Example") == maya


@pytest.mark.django_db
def test_the_password_is_kept_as_a_hash() -> None:
    person = User.objects.create_user("maya@lindholm.example", "a password")
    assert person.check_password("a password")
    assert "a password" not in person.password


@pytest.mark.django_db
def test_only_an_operator_may_open_the_admin() -> None:
    person = User.objects.create_user("maya@lindholm.example", "a password")
    operator = User.objects.create_superuser("olga@server.example", "a password")
    assert [(person.is_staff, person.is_superuser), (operator.is_staff, operator.is_superuser)] == [
        (False, False),
        (True, True),
    ]


@pytest.mark.parametrize(
    ("name", "initials", "called"),
    [
        ("Maya Lindholm", "ML", "Maya"),
        ("Maya", "M", "Maya"),
        ("Ana Maria de la Cruz", "AC", "Ana"),
        ("örn åkesson", "ÖÅ", "örn"),
        ("", "M", "maya@lindholm.example"),
    ],
)
def test_a_name_gives_initials_and_a_first_word(name: str, initials: str, called: str) -> None:
    person = UserFactory.build(display_name=name, email="maya@lindholm.example")
    assert (person.initials, person.first_word) == (initials, called)


def test_a_person_is_called_by_name_and_without_one_by_address() -> None:
    assert str(UserFactory.build(display_name="Maya Lindholm")) == "Maya Lindholm"
    assert str(UserFactory.build(display_name="", email="maya@lindholm.example")) == "maya@lindholm.example"


def test_working_days_are_iso_weekdays() -> None:
    assert UserFactory.build(working_days="12345").workdays == {1, 2, 3, 4, 5}
    assert UserFactory.build(working_days="7").workdays == {7}


def test_reminders_come_at_a_full_hour_of_the_persons_clock() -> None:
    person = UserFactory.build(reminder_hour=7, time_zone="Asia/Kathmandu")
    assert person.reminder_clock == time(7)
    noon = person.local(datetime(2026, 9, 3, 12, 0, tzinfo=UTC))
    assert (noon.hour, noon.minute) == (17, 45)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "no address"),
        ("email", ""),
        ("display_name", "Maya\nBcc: everybody@example.org"),
        ("display_name", "Maya\u2028Lindholm"),
        ("display_name", "Maya\x00"),
        ("display_name", ""),
        ("display_name", "M" * 151),
        ("time_zone", "Mars/Olympus"),
        ("reminder_hour", 24),
        ("reminder_hour", -1),
        ("working_days", ""),
        ("working_days", "8"),
        ("working_days", "21"),
        ("working_days", "11"),
    ],
)
def test_odd_details_are_refused_by_name(field: str, value: object) -> None:
    person = UserFactory.build(**{field: value})
    with pytest.raises(ValidationError) as refused:
        person.clean_fields()
    assert list(refused.value.message_dict) == [field]


def test_the_usual_details_pass() -> None:
    UserFactory.build(email="maya@lindholm.example", signature="+49 30 5550100\nexample.org/maya").clean_fields()


@pytest.mark.parametrize("odd", [{"reminder_hour": 24}, {"working_days": ""}])
def test_the_database_refuses_an_hour_off_the_clock_and_a_week_without_a_day(
    maya: User, odd: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=maya.pk).update(**odd)


@pytest.mark.parametrize(
    ("hour", "quiet"),
    [(6, None), (7, time(21)), (9, time(21)), (20, time(21)), (21, None), (0, None)],
)
def test_whoever_had_an_early_or_a_late_hour_before_there_were_quiet_hours_keeps_it(
    maya: User, hour: int, quiet: time | None
) -> None:
    User.objects.filter(pk=maya.pk).update(reminder_hour=hour)
    import_module("accounts.migrations.0004_no_quiet_hours_over_the_reminder_hour").keep_the_hour(apps, None)
    maya.refresh_from_db()
    assert maya.quiet_from == quiet
