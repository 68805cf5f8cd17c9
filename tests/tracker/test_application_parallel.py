"""One application, fifty hands: files, facts and the bin. On SQLite and on PostgreSQL."""

from collections import Counter
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from accounts.models import User
from tests.addresses import a_removed_attachment, an_attachment
from tests.declines.test_parallel import HANDS, all_at_once
from tests.factories import NOW, ApplicationFactory, ReminderFactory
from tracker import services
from tracker.models import Application, Attachment, StoredFile
from tracker.services import attachments
from tracker.services.attachments import _paths, store

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]


@pytest.fixture(autouse=True)
def _own_place(settings: Settings, tmp_path: Any) -> None:
    place = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = settings.STORAGES | {"files": place}


def test_the_same_file_from_many_hands_is_kept_once(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    assert all_at_once(lambda: type(an_attachment(application)).__name__) == Counter({"Attachment": HANDS})
    assert (Attachment.objects.count(), StoredFile.objects.count(), len(_paths(store()))) == (1, 1, 1)


def test_a_file_that_is_taken_away_while_it_is_brought_never_loses_its_bytes(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    turns = iter(range(HANDS))

    def bring_or_take() -> str:
        if next(turns) % 2:
            an_attachment(application)
        elif found := Attachment.objects.first():
            services.detach(found, by=maya, at=NOW)
        return "done"

    assert all_at_once(bring_or_take) == Counter({"done": HANDS})
    assert sorted(StoredFile.objects.values_list("path", flat=True)) == _paths(store())
    assert StoredFile.objects.count() == Attachment.with_removed.count() == 1


def test_what_is_put_back_while_it_is_swept_stays_or_is_said_to_be_gone(
    maya: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    removed = a_removed_attachment(ApplicationFactory.create(user=maya))
    really, said = attachments._delete, list[bool]()

    def put_back() -> None:
        said.append(services.put_back(removed, by=maya))
        connection.close()

    other = Thread(target=put_back)

    def meanwhile(found: Attachment) -> None:
        other.start()
        other.join(0.5)
        really(found)

    monkeypatch.setattr(attachments, "_delete", meanwhile)
    services.sweep_files(at=NOW + timedelta(days=31))
    other.join()
    assert said == [Attachment.objects.exists()]


def test_of_many_windows_that_change_one_fact_one_does(maya: User) -> None:
    application = ApplicationFactory.create(user=maya, liked="the night buses")
    words = iter([f"words {number}" for number in range(HANDS)])

    def change() -> bool:
        return services.change_facts(application, to={"liked": next(words)}, was={"liked": "the night buses"}, at=NOW)

    assert all_at_once(change) == Counter({"True": 1, "False": HANDS - 1})


def test_into_the_bin_and_out_at_once_its_reminder_goes_where_it_goes(maya: User) -> None:
    application = ApplicationFactory.create(user=maya)
    ReminderFactory.create(application=application)
    turns = iter(range(HANDS))

    def press() -> str:
        found = Application.objects.get()
        act = services.put_into_bin if next(turns) % 2 else services.take_out_of_bin
        act(found, by=maya, at=NOW)
        return "done"

    assert all_at_once(press) == Counter({"done": HANDS})
    found = Application.objects.get()
    assert found.reminders.get().is_open is (found.binned_at is None)
