"""Two that are one become one, with all that hangs on them, and two again."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps

from accounts.models import User
from tests.addresses import a_decline
from tests.factories import NOW, ApplicationFactory, CompanyFactory, ContactFactory, InterviewFactory, ReminderFactory
from tracker import search, services
from tracker.models import Company, Contact, Merge, NameStart, Note, Reminder, Status
from tracker.services.merging import CannotMerge, CannotTakeBack, fingerprint, merge, take_back_merge
from tracker.services.people import known_as, let_go

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
Row = Contact | Company


def one(keep: Any, gone: Any, *, at: Any = NOW, **chosen: str) -> Merge:
    return merge(keep, gone, chosen=chosen, seen=fingerprint(keep, gone), by=keep.user, at=at)


def dana(user: User, **facts: Any) -> Contact:
    return ContactFactory.create(user=user, **{"name": "Dana Ruiz", "email": ""} | facts)


def everything(but: tuple[str, ...] = ("Merge", "SearchDocument")) -> dict[str, list[dict[str, Any]]]:
    """Every row of the search, but for what says that there was a merge."""
    models = [
        model
        for room in ("tracker", "declines", "outbox")
        for model in apps.get_app_config(room).get_models(include_auto_created=True)
    ]
    return {
        # The places where names are found get new numbers when they are written anew.
        model.__name__: sorted(
            (
                {name: value for name, value in row.items() if model is not NameStart or name != "id"}
                for row in model._default_manager.values()
            ),
            key=repr,
        )
        for model in models
        if model.__name__ not in but
    }


# --- people


def test_all_that_hangs_on_one_hangs_on_the_other_afterwards(maya: User) -> None:
    keep, gone = dana(maya), dana(maya)
    no = a_decline(maya)
    no.letter.contact = gone
    no.letter.save()
    application = ApplicationFactory.create(user=maya)
    application.contacts.add(gone)
    interview = InterviewFactory.create(application=application)
    interview.interviewers.add(gone)
    note = services.add_note(application=application, text="Nights.", at=NOW, contact=gone, touch=True)
    hello = ReminderFactory.create(application=application, kind="stay_in_touch", contact=gone)
    one(keep, gone)
    no.letter.refresh_from_db()
    note.refresh_from_db()
    hello.refresh_from_db()
    assert (no.letter.contact, note.contact, hello.contact) == (keep, keep, keep)
    assert (list(application.contacts.all()), list(interview.interviewers.all())) == ([keep], [keep])
    assert not Contact.objects.filter(pk=gone.pk).exists()


def test_each_field_is_kept_from_the_side_that_was_chosen(maya: User) -> None:
    company = CompanyFactory.create(user=maya)
    keep = dana(maya, email="dana@old.example", phone="1", notes="Nights.", role="recruiter")
    gone = dana(maya, email="dana@new.example", phone="2", notes="Trams.", role="referrer", company=company)
    one(keep, gone, email="gone", phone="kept", notes="both", role="gone", company="gone")
    keep.refresh_from_db()
    assert (keep.email, keep.phone, keep.notes) == ("dana@new.example", "1", "Nights.\n\nTrams.")
    assert (keep.role, keep.company) == ("referrer", company)


def test_where_both_are_on_an_application_one_of_them_is_enough(maya: User) -> None:
    keep, gone = dana(maya), dana(maya)
    application = ApplicationFactory.create(user=maya)
    application.contacts.add(keep, gone)
    made = one(keep, gone)
    assert list(application.contacts.all()) == [keep]
    again = take_back_merge(made, by=maya, at=NOW)
    assert set(application.contacts.all()) == {keep, again}


def test_of_two_open_reminders_of_one_occasion_one_stays_open_and_both_come_back(maya: User) -> None:
    keep, gone = dana(maya), dana(maya)
    application = ApplicationFactory.create(user=maya)
    stays = ReminderFactory.create(application=application, kind="stay_in_touch", contact=keep)
    doubled = ReminderFactory.create(application=application, kind="stay_in_touch", contact=gone)
    made = one(keep, gone)
    assert list(keep.reminders.open()) == [stays]
    again = take_back_merge(made, by=maya, at=NOW + DAY)
    assert list(Reminder.objects.open().order_by("pk").values_list("pk", "contact")) == [
        (stays.pk, keep.pk),
        (doubled.pk, again.pk),
    ]
    doubled.refresh_from_db()
    # Its mail was called off; the one to come is another.
    assert (doubled.state, doubled.occurrence) == ("pending", 2)


def test_a_merge_that_is_taken_back_leaves_every_row_as_it_was(maya: User) -> None:
    company = CompanyFactory.create(user=maya)
    keep = dana(maya, email="dana@old.example", notes="Nights.")
    gone = dana(maya, email="dana@new.example", notes="Trams.", company=company, called="Dana")
    for number, people in enumerate([[keep], [gone], [keep, gone]]):
        application = ApplicationFactory.create(user=maya, company__name=f"Failte {number}")
        application.contacts.add(*people)
        interview = InterviewFactory.create(application=application)
        interview.interviewers.add(*people)
        Note.objects.create(application=application, contact=people[-1], text="-", at=NOW)
        ReminderFactory.create(application=application, kind="other", contact=people[-1])
    before = everything()
    made = one(keep, gone, email="gone", notes="both", called="gone", company="gone")
    assert everything() != before
    take_back_merge(made, by=maya, at=NOW + DAY)
    after = everything()
    # What both were on is noted anew, under another number.
    for name in ("Application_contacts", "Interview_interviewers"):
        for rows in (before[name], after[name]):
            for row in rows:
                del row["id"]
            rows.sort(key=repr)
    assert after == before


def test_what_was_changed_since_stays_changed(maya: User) -> None:
    keep, gone = dana(maya, phone="1", email="old@x.example"), dana(maya, phone="2", email="new@x.example")
    first, second = ApplicationFactory.create(user=maya), ApplicationFactory.create(user=maya)
    for application in (first, second):
        application.contacts.add(gone)
    made = one(keep, gone, phone="gone", email="gone")
    keep.refresh_from_db()
    keep.phone = "3"
    keep.save()
    first.contacts.remove(keep)
    again = take_back_merge(made, by=maya, at=NOW)
    keep.refresh_from_db()
    assert (keep.phone, keep.email) == ("3", "old@x.example")
    assert (list(first.contacts.all()), list(second.contacts.all())) == ([], [again])


def test_a_choice_between_rows_that_have_changed_since_is_refused(maya: User) -> None:
    keep, gone = dana(maya), dana(maya)
    seen = fingerprint(keep, gone)
    Contact.objects.filter(pk=gone.pk).update(phone="2")
    with pytest.raises(CannotMerge):
        merge(keep, gone, chosen={}, seen=seen, by=maya, at=NOW)
    assert Contact.objects.count() == 2


def test_two_windows_merge_once(maya: User) -> None:
    keep, gone = dana(maya), dana(maya)
    twice = Contact.objects.get(pk=gone.pk)
    one(keep, gone)
    with pytest.raises(CannotMerge):
        merge(keep, twice, chosen={}, seen=fingerprint(keep, twice), by=maya, at=NOW)
    assert Merge.objects.count() == 1


def test_a_stranger_merges_nothing_of_mine(maya: User, otto: User) -> None:
    keep, gone = dana(otto), dana(maya)
    with pytest.raises(CannotMerge):
        merge(keep, gone, chosen={}, seen=fingerprint(keep, gone), by=otto, at=NOW)


def test_it_is_taken_back_once_and_for_thirty_days(maya: User) -> None:
    made = one(dana(maya), dana(maya))
    with pytest.raises(CannotTakeBack, match="over"):
        take_back_merge(made, by=maya, at=NOW + 31 * DAY)
    take_back_merge(made, by=maya, at=NOW + 29 * DAY)
    with pytest.raises(CannotTakeBack, match="over"):
        take_back_merge(made, by=maya, at=NOW + 29 * DAY)
    assert Contact.objects.count() == 2


def test_of_several_the_last_one_is_taken_back_first(maya: User) -> None:
    first, second, third = dana(maya), dana(maya), dana(maya)
    inner = one(second, third)
    second.refresh_from_db()
    outer = one(first, second)
    inner.refresh_from_db()
    with pytest.raises(CannotTakeBack, match="later"):
        take_back_merge(inner, by=maya, at=NOW)
    take_back_merge(outer, by=maya, at=NOW)
    inner.refresh_from_db()
    take_back_merge(inner, by=maya, at=NOW)
    assert set(Contact.objects.values_list("pk", flat=True)) == {first.pk, second.pk, third.pk}


def test_what_nobody_can_take_back_any_more_is_not_kept(maya: User) -> None:
    old = one(dana(maya), dana(maya))
    new = one(dana(maya), dana(maya), at=NOW + 40 * DAY)
    assert list(Merge.objects.all()) == [new]
    assert old != new


# --- companies


def test_a_company_moves_with_its_applications_and_people_and_may_take_the_other_name(maya: User) -> None:
    keep = CompanyFactory.create(user=maya, name="Fjord Analytics AS")
    gone = CompanyFactory.create(user=maya, name="Fjord", website="https://fjord.example")
    application = ApplicationFactory.create(user=maya, company=gone)
    ana = dana(maya, company=gone)
    made = one(keep, gone, name="gone", website="gone")
    keep.refresh_from_db()
    application.refresh_from_db()
    ana.refresh_from_db()
    assert (keep.name, keep.website) == ("Fjord", "https://fjord.example")
    assert (application.company, ana.company) == (keep, keep)
    again = take_back_merge(made, by=maya, at=NOW)
    keep.refresh_from_db()
    assert (keep.name, again.pk, list(again.applications.all())) == ("Fjord Analytics AS", gone.pk, [application])


def test_a_search_finds_the_application_by_the_name_that_was_kept(maya: User) -> None:
    keep = CompanyFactory.create(user=maya, name="Halcyon")
    gone = CompanyFactory.create(user=maya, name="Fjord")
    application = ApplicationFactory.create(user=maya, company=gone)
    search.index(application.pk)
    made = one(keep, gone)
    assert [found.pk for found in search.matching(maya, "halcyon")] == [application.pk]
    take_back_merge(made, by=maya, at=NOW)
    assert [found.pk for found in search.matching(maya, "fjord")] == [application.pk]


def test_where_the_former_name_is_taken_again_nothing_is_half_taken_back(maya: User) -> None:
    keep = CompanyFactory.create(user=maya, name="Halcyon")
    gone = CompanyFactory.create(user=maya, name="Fjord")
    made = one(keep, gone)
    CompanyFactory.create(user=maya, name="fjord")
    with pytest.raises(CannotTakeBack, match="name"):
        take_back_merge(made, by=maya, at=NOW)
    made.refresh_from_db()
    assert made.taken_back_at is None


def test_somebody_who_comes_back_is_at_the_company_that_theirs_has_become(maya: User) -> None:
    halcyon, fjord = CompanyFactory.create(user=maya), CompanyFactory.create(user=maya)
    people = one(dana(maya), dana(maya, company=fjord))
    one(halcyon, fjord)
    again = take_back_merge(people, by=maya, at=NOW)
    assert isinstance(again, Contact)
    assert again.company == halcyon


def test_their_company_is_found_also_where_somebody_went_under_its_number(maya: User) -> None:
    number = 7_000_000
    halcyon, fjord = CompanyFactory.create(user=maya), CompanyFactory.create(user=maya, pk=number)
    people = one(dana(maya), dana(maya, company=fjord))
    one(halcyon, fjord)
    one(dana(maya), dana(maya, pk=number))
    again = take_back_merge(people, by=maya, at=NOW)
    assert isinstance(again, Contact)
    assert again.company == halcyon


# --- nobody twice, nobody in use is lost


@pytest.mark.parametrize(
    ("known", "typed", "same"),
    [
        ({"name": "Dana Ruiz", "email": "dana@x.example"}, {"name": "dana ruiz", "email": "DANA@x.example"}, True),
        ({"name": "Dana Ruiz", "email": "dana@x.example"}, {"name": "", "email": "dana@x.example"}, True),
        ({"name": "Dana Ruiz", "email": ""}, {"name": "Dana Ruiz", "email": "dana@x.example"}, True),
        ({"name": "Dana Ruiz", "email": "jobs@x.example"}, {"name": "Bo Lind", "email": "jobs@x.example"}, False),
        ({"name": "Dana Ruiz", "email": "dana@x.example"}, {"name": "Dana Ruiz", "email": "dr@x.example"}, False),
    ],
)
def test_a_person_typed_beside_a_new_application_is_the_one_who_is_known(
    maya: User, known: dict[str, str], typed: dict[str, str], same: bool
) -> None:
    company = CompanyFactory.create(user=maya)
    there = dana(maya, company=company, **known)
    new = Contact(user=maya, company=company, **typed)
    assert (known_as(new) == there) is same


def test_a_stranger_of_the_same_name_is_somebody_else(maya: User, otto: User) -> None:
    dana(otto, email="dana@x.example")
    new = Contact(user=maya, name="Dana Ruiz", email="dana@x.example")
    assert known_as(new) is new


def test_only_those_on_whom_nothing_hangs_are_let_go(maya: User) -> None:
    free, met, written_to = dana(maya), dana(maya), dana(maya)
    ApplicationFactory.create(user=maya).contacts.add(met)
    letter = a_decline(maya).letter
    letter.contact = written_to
    letter.save()
    assert [let_go(person) for person in (free, met, written_to)] == [True, False, False]
    assert set(Contact.objects.filter(name="Dana Ruiz")) == {met, written_to}


def test_a_move_that_is_taken_back_brings_one_hello_to_somebody_who_was_two(maya: User) -> None:
    application = ApplicationFactory.create(user=maya, status="rejected")
    people = [ContactFactory.create(user=maya), ContactFactory.create(user=maya)]
    for person in people:
        ReminderFactory.create(application=application, kind="stay_in_touch", contact=person)
    change = services.move(application=application, to=Status.APPLIED, by=maya, at=NOW)
    one(*people)
    services.take_back(change=change, by=maya, at=NOW)
    hellos = application.reminders.open().filter(kind="stay_in_touch")
    assert [hello.contact for hello in hellos] == people[:1]
