"""The bin: put away for thirty days, gone from every page, and back as it was."""

from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.models import User
from config import working
from declines.models import Decline
from outbox import services as outbox
from outbox.models import OutgoingEmail
from tests.addresses import a_decline, url
from tests.factories import NOW, ApplicationFactory, CompanyFactory, ContactFactory, InterviewFactory, ReminderFactory
from tests.pages import get, post
from tracker import mail_links, queries, reminders, services
from tracker.models import Application, Company, Interview, Reminder, Status
from tracker.services.merging import fingerprint, merge

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = timedelta(days=1)
Because = Reminder.Because
FAR = date(2026, 12, 1)


@pytest.fixture
def traffic(maya: User) -> Application:
    """Applied for at Tallinn Traffic yesterday, with the reminders that this calls for."""
    company = CompanyFactory.create(user=maya, name="Tallinn Traffic")
    application = ApplicationFactory.build(user=maya, company=company, applied_on=date(2026, 9, 2))
    return services.add_application(application, status=Status.APPLIED, by=maya, at=NOW)


def binned(application: Application) -> Application:
    assert services.put_into_bin(application, by=application.user, at=NOW)
    return application


def open_reminders(application: Application) -> list[tuple[object, ...]]:
    rows = Reminder.objects.open().filter(application=application)
    return list(rows.order_by("pk").values_list("pk", "kind", "state", "due_on", "due_time", "told_at", "occurrence"))


class TestIntoTheBin:
    def test_its_reminders_go_along_and_say_why(self, traffic: Application) -> None:
        binned(traffic)
        assert open_reminders(traffic) == []
        assert set(traffic.reminders.values_list("state", "because")) == {("cancelled", Because.BINNED)}

    def test_a_mail_that_waits_to_tell_one_does_not_leave(self, traffic: Application) -> None:
        reminder = ReminderFactory.create(application=traffic)
        reminders.tell_due(at=NOW)
        binned(traffic)
        assert OutgoingEmail.objects.get(key=f"reminder:{reminder.pk}:1").state == "cancelled"

    def test_a_letter_that_waits_does_not_leave_either(self, maya: User) -> None:
        no = a_decline(maya)
        mail = outbox.enqueue(
            key=f"letter:{no.letter.pk}:1", user=maya, to="a@b.example", subject="-", text="-", at=NOW
        )
        assert working.unwanted([mail], at=NOW) == set()
        binned(no.application)
        assert working.unwanted([mail], at=NOW) == {mail.pk}

    def test_nor_does_a_letter_of_what_was_deleted_for_good(self, maya: User) -> None:
        no = a_decline(maya)
        mail = outbox.enqueue(
            key=f"letter:{no.letter.pk}:1", user=maya, to="a@b.example", subject="-", text="-", at=NOW
        )
        services.delete_for_good(binned(no.application), by=maya)
        assert working.unwanted([mail], at=NOW) == {mail.pk}

    def test_nothing_plans_a_reminder_for_what_lies_there(self, traffic: Application) -> None:
        InterviewFactory.create(application=binned(traffic))
        reminders.follow(traffic, at=NOW)
        reminders.refresh(traffic.interviews.get(), at=NOW)
        assert open_reminders(traffic) == []

    def test_a_reminder_that_slipped_in_is_not_told(self, traffic: Application) -> None:
        ReminderFactory.create(application=binned(traffic))
        assert (reminders.tell_due(at=NOW), OutgoingEmail.objects.count()) == (0, 0)

    def test_twice_is_once(self, traffic: Application, maya: User) -> None:
        binned(traffic)
        assert services.put_into_bin(traffic, by=maya, at=NOW + DAY) is False
        assert Application.objects.get().binned_at == NOW

    def test_a_stranger_cannot(self, traffic: Application, otto: User) -> None:
        assert services.put_into_bin(traffic, by=otto, at=NOW) is False


class TestGoneFromEveryPage:
    def test_no_list_shows_it(self, traffic: Application, maya: User, mayas: Client) -> None:
        InterviewFactory.create(application=traffic, state=Interview.State.ACCEPTED)
        ReminderFactory.create(application=traffic)
        ApplicationFactory.create(user=maya)
        binned(traffic)
        pages = ["/", "/applications/?tab=all", "/applications/?q=Tallinn+Traffic&tab=all", "/reminders/", "/people/"]
        shown = [page for page in pages if "Tallinn Traffic<" in mayas.get(page, follow=True).content.decode()]
        assert shown == []

    def test_its_own_pages_and_those_of_what_hangs_on_it_are_missing(self, maya: User, mayas: Client) -> None:
        no = a_decline(maya)
        things = {
            "tracker:application": no.application.pk,
            "tracker:edit_application": no.application.pk,
            "tracker:edit_interview": no.application.interviews.get().pk,
            "tracker:reminder": no.application.reminders.all()[0].pk,
            "declines:decline": no.pk,
            "declines:words": no.letter.pk,
        }
        before = {name: mayas.get(url(name, pk)).status_code for name, pk in things.items()}
        binned(no.application)
        after = {name: mayas.get(url(name, pk)).status_code for name, pk in things.items()}
        assert (set(before.values()), set(after.values())) == ({200}, {404})

    def test_a_link_in_a_mail_opens_nothing(self, traffic: Application, client: Client) -> None:
        reminder = ReminderFactory.create(application=traffic)
        address = mail_links.act_url(reminder, mail_links.Act.DONE, at=NOW).removeprefix("http://testserver")
        binned(traffic)
        assert client.post(address).status_code == 404

    def test_it_is_nobody_who_still_waits_after_a_yes(self, traffic: Application, maya: User, mayas: Client) -> None:
        yes = ApplicationFactory.create(user=maya, status=Status.ACCEPTED)
        assert "One other is still open" in get(mayas, yes.get_absolute_url()).main.text
        binned(traffic)
        assert "still open" not in get(mayas, yes.get_absolute_url()).main.text

    def test_no_numbers_count_it(self, traffic: Application, maya: User) -> None:
        binned(traffic)
        assert (queries.answers_due(maya, NOW), list(queries.gone_quiet(maya, NOW + 60 * DAY))) == ([], [])


class TestOutOfTheBin:
    def test_all_stands_as_it_stood(self, traffic: Application, maya: User) -> None:
        ReminderFactory.create(application=traffic, state="told", told_at=NOW - DAY)
        before = open_reminders(traffic)
        assert len(before) == 3
        assert services.take_out_of_bin(binned(traffic), by=maya, at=NOW + DAY)
        assert open_reminders(traffic) == before
        assert Application.objects.for_user(maya).get() == traffic

    def test_words_that_were_edited_are_not_lost(self, maya: User) -> None:
        round_ = InterviewFactory.create(state="accepted", application__user=maya, starts_at=NOW - DAY / 8)
        reminders.refresh(round_, at=NOW)
        round_.reminders.update(words="Dear all, in my own words.")
        services.take_out_of_bin(binned(round_.application), by=maya, at=NOW)
        assert list(round_.reminders.open().values_list("words")) == [("Dear all, in my own words.",)]

    def test_what_fell_due_meanwhile_comes_on_the_next_working_day(self, traffic: Application, maya: User) -> None:
        reminder = ReminderFactory.create(application=traffic, due_on=NOW.date() + DAY)
        services.take_out_of_bin(binned(traffic), by=maya, at=NOW + 7 * DAY)
        reminder.refresh_from_db()
        assert (reminder.state, reminder.due_on) == ("pending", date(2026, 9, 11))

    def test_a_round_that_passed_meanwhile_is_not_announced(self, maya: User) -> None:
        round_ = InterviewFactory.create(state="accepted", application__user=maya, starts_at=NOW + 3 * DAY)
        reminders.refresh(round_, at=NOW)
        services.take_out_of_bin(binned(round_.application), by=maya, at=NOW + 20 * DAY)
        assert list(round_.reminders.open()) == []

    def test_of_two_reminders_that_became_one_occasion_meanwhile_one_comes_back(self, maya: User) -> None:
        application = ApplicationFactory.create(user=maya, status=Status.REJECTED)
        people = [ContactFactory.create(user=maya), ContactFactory.create(user=maya)]
        for person in people:
            ReminderFactory.create(application=application, kind="stay_in_touch", contact=person, due_on=FAR)
            ReminderFactory.create(application=application, kind="other", contact=person, due_on=FAR)
        binned(application)
        merge(*people, chosen={}, seen=fingerprint(*people), by=maya, at=NOW)
        assert services.take_out_of_bin(application, by=maya, at=NOW)
        assert [row[1] for row in open_reminders(application)] == ["stay_in_touch", "other", "other"]

    def test_what_was_dropped_for_another_reason_stays_dropped(self, traffic: Application, maya: User) -> None:
        gone = ReminderFactory.create(application=traffic, state="cancelled", because=Because.TAKEN_BACK)
        services.take_out_of_bin(binned(traffic), by=maya, at=NOW)
        gone.refresh_from_db()
        assert gone.state == "cancelled"

    def test_of_two_windows_one_takes_it_out(self, traffic: Application, maya: User) -> None:
        mine, other = binned(traffic), Application.objects.get()
        assert services.take_out_of_bin(mine, by=maya, at=NOW) is True
        assert services.take_out_of_bin(other, by=maya, at=NOW) is False


class TestThirtyDaysLater:
    def test_it_goes_with_all_that_hangs_on_it_and_the_company_stays(self, maya: User) -> None:
        application = binned(a_decline(maya).application)
        working.plan(at=NOW + 30 * DAY - timedelta(seconds=1))
        assert Application.objects.filter(pk=application.pk).exists()
        working.plan(at=NOW + 30 * DAY)
        left = (
            Application.objects.count(),
            Decline.objects.count(),
            Reminder.objects.count(),
            Company.objects.count(),
        )
        assert left == (0, 0, 0, 1)

    def test_what_stands_in_the_list_never_goes(self, traffic: Application) -> None:
        assert services.empty_bin(at=NOW + 1000 * DAY) == 0

    def test_much_goes_in_small_portions(self, maya: User) -> None:
        for _ in range(25):
            ApplicationFactory.create(user=maya, binned_at=NOW)
        assert [services.empty_bin(at=NOW + 31 * DAY) for _ in range(3)] == [20, 5, 0]

    def test_out_of_the_list_nothing_is_deleted_for_good(self, traffic: Application, maya: User, otto: User) -> None:
        assert services.delete_for_good(traffic, by=maya) is False
        assert services.delete_for_good(binned(traffic), by=otto) is False
        assert Application.objects.count() == 1


class TestThePages:
    def test_the_toast_has_the_way_back(self, traffic: Application, mayas: Client) -> None:
        response = mayas.post(url("tracker:put_into_bin", traffic.pk), follow=True)
        assert "is in the bin and stays there for 30 days." in response.content.decode()
        assert f'action="{url("tracker:take_out_of_bin", traffic.pk)}"' in response.content.decode()
        # A double click, too.
        back, again = (post(mayas, url("tracker:take_out_of_bin", traffic.pk)) for _click in range(2))
        assert back.notes == again.notes == [f"{traffic} is back where it stood."]
        assert Application.objects.get().binned_at is None

    def test_the_bin_says_what_lies_in_it_and_how_long_yet(self, traffic: Application, mayas: Client) -> None:
        traffic.binned_at = NOW - 3 * DAY
        traffic.save()
        rows = [row.text for row in get(mayas, "/bin/").main.every("li")]
        said = "Tallinn Traffic, Product Manager Applied. Here since Mon 31 Aug, deleted in 27 days."
        assert rows == [f"{said} Take it out Delete now"]

    def test_an_empty_bin_says_what_it_is_for(self, mayas: Client) -> None:
        assert "stays here for 30 days" in get(mayas, "/bin/").main.text

    def test_a_full_bin_goes_on_on_the_next_page(self, maya: User, mayas: Client) -> None:
        made = [ApplicationFactory.create(user=maya, binned_at=NOW - n % 2 * DAY).pk for n in range(60)]
        first = get(mayas, "/bin/")
        (older,) = [link.value("href") for link in first.main.every("a", rel="next")]
        second = get(mayas, f"/bin/{older}")
        shown = [
            int(one.value("action").split("/")[2]) for page in (first, second) for one in page.main.every("form")
        ]
        assert (len(shown), set(shown)) == (60, set(made))

    def test_deleting_asks_first_and_then_does_it(self, traffic: Application, mayas: Client) -> None:
        binned(traffic)
        page = get(mayas, url("tracker:delete_for_good", traffic.pk))
        assert page.heading == "Delete Product Manager, Tallinn Traffic for good?"
        assert Application.objects.count() == 1
        mayas.post(url("tracker:delete_for_good", traffic.pk))
        assert Application.objects.count() == 0
