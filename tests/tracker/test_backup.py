"""The backup holds everything, files and preferences too, and an account that gets it is as the first one was."""

import io
import json
import secrets
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from accounts.models import User
from tests.addresses import a_wording, an_attachment
from tests.factories import NOW, ApplicationFactory, CompanyFactory, ContactFactory, UserFactory
from tests.pages import Page
from tests.tracker.exchanging import EARLY, a_full_search, everything, exported
from tracker import services
from tracker.exchange import archive, files, preferences, runs
from tracker.exchange.sheets import workbook
from tracker.files import MOST_AT_ONCE, Unfit, check
from tracker.models import Alike, Application, Attachment, ImportedFile, ImportRun, Rule, SavedView, StoredFile
from tracker.rows import Unreadable
from tracker.services.attachments import _paths

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PDF, TEXT = b"%PDF-1.7\nMine.", "Grüße".encode()
SET = {
    "signature": "Maya\n+44 113 496 0042",
    "reminder_hour": 7,
    "working_days": "1234",
    "country": "DE",
    "region": "BE",
    "week_starts_on": 7,
    "digest": "weekly",
    "digest_weekday": 3,
    "quiet_from": None,
    "quiet_until": None,
}


@pytest.fixture(autouse=True)
def _own_place(settings: Settings, tmp_path: Any) -> None:
    place = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = settings.STORAGES | {"files": place}


@pytest.fixture
def full(maya: User) -> User:
    """Maya with files, some of them twice, one with her in the bin; a view and preferences of her own."""
    first, second = a_full_search(maya), ApplicationFactory.create(user=maya, binned_at=NOW)
    an_attachment(first, "CV für Mäx.pdf", PDF)
    an_attachment(first, "letter.txt", TEXT)
    an_attachment(second, "The same.pdf", PDF)
    Attachment.objects.filter(name="letter.txt").update(kind="letter", added_at=NOW - timedelta(days=3))
    SavedView.objects.create(user=maya, name="Berlin", query="status=applied&q=berlin")
    a_wording(maya)
    ana, her_twin = ContactFactory.create_batch(2, user=maya, name="Ana Silva", company=None)
    services.say_different(ana, her_twin, at=NOW)
    acme, another = (CompanyFactory.create(user=maya, name=name) for name in ("Acme", "ACME AG"))
    services.say_different(acme, another, at=NOW)
    User.objects.filter(pk=maya.pk).update(**SET)
    maya.refresh_from_db()
    return maya


def backup(user: User) -> bytes:
    return b"".join(archive.pieces(user, at=NOW))


def begun(user: User, data: bytes) -> ImportRun:
    brought = archive.opened(ContentFile(data, "backup.zip"))
    run = runs.begin(user=user, name="backup.zip", data=brought.data, beside=brought.files, at=EARLY)
    runs.work_on(run, at=EARLY, stopping=lambda: False)
    return run


def restored(user: User, data: bytes) -> ImportRun:
    run = begun(user, data)
    assert runs.start(run, at=EARLY)
    runs.work_on(run, at=EARLY, stopping=lambda: False)
    return run


def attached(user: User) -> list[tuple[Any, ...]]:
    """Every attachment with its bytes, by the place of its application."""
    places = {
        pk: place
        for place, pk in enumerate(Application.objects.filter(user=user).order_by("pk").values_list("pk", flat=True))
    }
    return [
        (
            places[one.application_id],
            one.name,
            one.kind,
            one.added_at,
            one.stored.media_type,
            b"".join(services.read_file(one)),
        )
        for one in Attachment.objects.filter(application__user=user).select_related("stored").order_by("pk")
    ]


def kept_preferences(user: User) -> dict[str, Any]:
    return dict(User.objects.values(*preferences.NAMES).get(pk=user.pk))


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        return {name: held.read(name) for name in held.namelist()}


def packed(*parts: tuple[str, bytes], **how: Any) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", **how) as held:
        for name, content in parts:
            held.writestr(name, content)
    return file.getvalue()


def test_an_account_that_gets_it_is_as_the_first_one_was(full: User) -> None:
    other = UserFactory.create(display_name="M.", time_zone="UTC")
    run = restored(other, backup(full))
    assert set(run.rows.values_list("verdict", "remarks")) == {("added", "")}
    assert everything(other) == everything(full)
    assert attached(other) == attached(full)
    assert len(attached(other)) == 3
    assert list(SavedView.objects.filter(user=other).values_list("name", "query")) == [
        ("Berlin", "status=applied&q=berlin")
    ]
    said = Alike.objects.filter(user=other, different_at__isnull=False).values_list(
        "contact__name", "company__name", "different_at"
    )
    assert sorted(said, key=repr) == [("Ana Silva", None, NOW), (None, "Acme", NOW)]
    # The name is asked for when an account is made.
    assert kept_preferences(other) == kept_preferences(full) | {"display_name": "M."}


def test_every_file_lies_in_it_once_under_its_own_name(full: User) -> None:
    found = members(backup(full))
    record = json.loads(found.pop("bowout.json"))
    assert found == {"files/1/CV für Mäx.pdf": PDF, "files/2/letter.txt": TEXT}
    said = [[one["file"] for one in each["attachments"]] for each in record["applications"] if each["attachments"]]
    assert said == [["files/1/CV für Mäx.pdf", "files/2/letter.txt"], ["files/1/CV für Mäx.pdf"]]


def test_what_came_in_goes_out_as_the_same_files(full: User, otto: User) -> None:
    data = backup(full)
    restored(otto, data)
    hers, his = members(data), members(backup(otto))
    told, again = (json.loads(each.pop("bowout.json")) for each in (hers, his))
    del told["preferences"], again["preferences"]
    assert (his, again) == (hers, told)


def test_into_the_account_it_came_from_it_adds_and_changes_nothing(full: User) -> None:
    before = everything(full), attached(full), kept_preferences(full)
    run = restored(full, backup(full))
    assert set(run.rows.values_list("verdict", flat=True)) == {"there"}
    assert (everything(full), attached(full), kept_preferences(full)) == before
    assert SavedView.objects.filter(user=full).count() == 1


def test_whoever_has_set_something_here_keeps_all_of_it(full: User) -> None:
    other = UserFactory.create(reminder_hour=6)
    before = kept_preferences(other)
    restored(other, backup(full))
    assert kept_preferences(other) == before


def test_a_value_that_this_server_does_not_know_is_left_out(full: User, otto: User) -> None:
    record = json.loads(members(backup(full))["bowout.json"])
    record["preferences"][0] |= {"country": "Narnia", "region": "BE", "working_days": "9"}
    restored(otto, json.dumps(record).encode())
    otto.refresh_from_db()
    assert (otto.country, otto.region, otto.working_days, otto.reminder_hour) == ("", "", "12345", 7)


ODD: list[Any] = [
    None,
    1,
    "preferences",
    "people",
    ["x"],
    {"people": 1},
    {"people": ["x", True, -1, 2**70]},
    {"name": "a\0"},
]
ODD += [
    {"companies": ["\ud800", "a\0", 1]},
    {"reminder_hour": "x"},
    {"country": []},
    {"quiet_from": "09:00:00+01:00", "quiet_until": "10:00:00"},
    {"query": "x" * 3000, "name": "x"},
]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_whatever_stands_beside_the_applications_is_left_out_where_it_makes_no_sense(
    full: User, otto: User, odd: Any
) -> None:
    record = json.loads(members(backup(full))["bowout.json"])
    before = kept_preferences(otto)
    for name in ("preferences", "saved_views", "not_the_same", "rules_for_all", "wordings"):
        record[name] = [odd]
    run = restored(otto, json.dumps(record).encode())
    assert run.state == ImportRun.State.KEPT
    assert (run.made, kept_preferences(otto), everything(otto)["tracker.Company"]) == (
        [],
        before,
        everything(full)["tracker.Company"],
    )


def test_taken_back_it_is_as_if_it_had_never_come(
    full: User, otto: User, django_capture_on_commit_callbacks: Any
) -> None:
    run = restored(otto, backup(full))
    Rule.objects.filter(user=otto, application=None).update(days=77)
    assert runs.undo(run, at=EARLY)
    runs.work_on(run, at=EARLY, stopping=lambda: False)
    left = {name: rows for name, rows in everything(otto).items() if rows}
    # What was changed since is theirs.
    assert [rule["days"] for rule in left.pop("tracker.Rule")] == [77]
    assert (left, SavedView.objects.filter(user=otto).count()) == ({}, 0)
    with django_capture_on_commit_callbacks(execute=True):
        services.sweep_files(at=NOW)
    assert StoredFile.objects.filter(user=otto).count() == 0


def test_the_json_in_it_alone_brings_everything_but_says_which_files_it_lacks(full: User, otto: User) -> None:
    run = restored(otto, members(backup(full))["bowout.json"])
    assert everything(otto) == everything(full)
    remarks = [text for row in run.rows.all() for _field, text in row.problems]
    assert remarks == [
        f"{name} is not in what you brought. Attach it once more."
        for name in ("CV für Mäx.pdf", "letter.txt", "The same.pdf")
    ]


def test_one_that_was_unpacked_and_packed_again_elsewhere_is_read(full: User, otto: User) -> None:
    parts = [(f"backup/{name.replace('ü', 'ü')}", content) for name, content in members(backup(full)).items()]
    restored(otto, packed(*parts, ("__MACOSX/backup/._bowout.json", b"-"), ("backup/", b"")))
    assert attached(otto) == attached(full)


def test_a_file_that_is_gone_here_is_named_when_the_backup_comes_back(full: User, otto: User) -> None:
    stored = StoredFile.objects.get(size=len(TEXT))
    services.store().delete(stored.path)
    run = restored(otto, backup(full))
    assert [row.problems for row in run.rows.exclude(remarks="")] == [
        [("attachments", "letter.txt is not in what you brought. Attach it once more.")]
    ]


# Whatever is brought


@pytest.fixture
def one(maya: User) -> dict[str, bytes]:
    """The backup of one application with one CV."""
    an_attachment(ApplicationFactory.create(user=maya), "CV.pdf", PDF)
    return members(backup(maya))


def said_of(user: User, parts: dict[str, bytes]) -> list[Any]:
    """What is said of its rows before they are kept, and after."""
    run = begun(user, packed(*parts.items()))
    tried = [row.problems for row in run.rows.all()]
    assert runs.start(run, at=EARLY)
    runs.work_on(run, at=EARLY, stopping=lambda: False)
    assert tried == [row.problems for row in run.rows.all()]
    assert Application.objects.filter(user=user).count() == 1
    return [text for problems in tried for _field, text in problems]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<script>", "CV.pdf is not what its name says. Open it, save it as PDF, and choose that file."),
        (b"", "CV.pdf is empty. Choose it once more; it may not have been saved yet."),
        (PDF + bytes(2_000_000), "CV.pdf is larger than 1 MB. Make it smaller, for instance with smaller pictures."),
    ],
)
def test_a_file_is_judged_as_any_that_is_attached_and_its_application_comes_without(
    one: dict[str, bytes], otto: User, settings: Settings, content: bytes, said: str
) -> None:
    settings.ATTACHMENT_LIMIT = 1_000_000
    assert said_of(otto, one | {"files/1/CV.pdf": content}) == [said]
    assert attached(otto) == []


def test_a_name_in_the_record_cannot_make_a_file_something_else(one: dict[str, bytes], otto: User) -> None:
    record = json.loads(one["bowout.json"])
    record["applications"][0]["attachments"][0]["name"] = "../CV.docx"
    assert said_of(otto, one | {"bowout.json": json.dumps(record).encode()}) == [
        "CV.docx is not what its name says. Open it, save it as PDF, and choose that file."
    ]


def test_a_damaged_file_is_named(one: dict[str, bytes], otto: User) -> None:
    data = packed(*one.items())
    run = begun(otto, data.replace(PDF, PDF[:-1] + b"?", 1))
    assert run.rows.get().problems == [("attachments", "CV.pdf is damaged in this archive. Attach it once more.")]


def test_what_would_not_fit_is_named_when_it_is_kept(one: dict[str, bytes], otto: User, settings: Settings) -> None:
    settings.ATTACHMENTS_TOTAL = 1_000_000
    an_attachment(ApplicationFactory.create(user=otto), "Large.pdf", PDF + bytes(999_980))
    run = restored(otto, packed(*one.items()))
    assert [row.problems for row in run.rows.all()] == [
        [("attachments", "CV.pdf would not fit: your files may take 1 MB in all. Remove some you no longer need.")]
    ]


def refused(parts: list[tuple[str, bytes]], **how: Any) -> str:
    with pytest.raises(Unreadable) as error:
        archive.opened(ContentFile(packed(*parts, **how), "backup.zip"))
    return str(error.value)


@pytest.mark.parametrize("name", ["../evil.pdf", "files/../../evil.pdf", "/etc/evil.pdf", "C:\\evil.pdf", "a\\..\\b"])
def test_a_name_that_leads_out_is_refused_by_name(name: str) -> None:
    assert refused([("bowout.json", b"{}"), (name, PDF)]).startswith(
        f"“{name}” in this archive leads out of it. We write no such names: bring the backup as it came"
    )


def test_what_unpacks_to_too_much_is_refused_by_name_before_it_is_unpacked(settings: Settings) -> None:
    settings.ATTACHMENTS_TOTAL = 1_000_000
    bomb = bytes(60 * 1024 * 1024)
    assert refused([("bowout.json", b"{}"), ("files/1/a.pdf", bomb)], compression=zipfile.ZIP_DEFLATED) == (
        "This archive unpacks to more than 50 MB, most of it “files/1/a.pdf”. Take bowout.json out of it, bring that "
        "alone, and attach the files once more."
    )
    assert refused([("bowout.json", bomb)], compression=zipfile.ZIP_DEFLATED).startswith(
        "“bowout.json” in this archive is larger than we read at once."
    )


def test_one_that_says_it_is_small_is_not_unpacked_further(one: dict[str, bytes], otto: User) -> None:
    data = packed(*(one | {"files/1/CV.pdf": PDF + bytes(5_000_000)}).items(), compression=zipfile.ZIP_DEFLATED)
    small = data.replace((len(PDF) + 5_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    [held] = archive.opened(ContentFile(small, "backup.zip")).files
    assert (held.refusal, held.path) == ("CV.pdf is damaged in this archive. Attach it once more.", "")


def test_a_list_of_a_million_names_is_not_begun() -> None:
    many = [("bowout.json", b"{}"), *((f"files/{place}/{'x' * 200}", b"") for place in range(17_000))]
    data = packed(*many, ("word/document.xml", b"<w/>"))
    # No backup, then; no workbook, and no letter either.
    with pytest.raises(Unreadable, match="no workbook"):
        files.opened(archive.opened(ContentFile(data, "backup.zip")).data)
    with pytest.raises(Unfit):
        check(ContentFile(data, "letter.docx"), limit=10_000_000)


def test_a_workbook_of_many_megabytes_is_read(maya: User) -> None:
    lines = [["Company", "Position", "Status"], *(["A", secrets.token_hex(16_000), "saved"] for _row in range(400))]
    data = b"".join(workbook("Rows", lines, numbers=frozenset()))
    assert len(data) > MOST_AT_ONCE
    assert len(list(files.opened(data).rows)) == 400


@pytest.mark.parametrize("name", ["bowout.json/", "x/bowout.json/."])
def test_a_folder_that_is_called_as_the_record_is_makes_no_backup(name: str) -> None:
    with pytest.raises(Unreadable):
        files.opened(archive.opened(ContentFile(packed((name, b"")), "backup.zip")).data)


def test_nor_does_it_hide_the_record_beside_it(one: dict[str, bytes], otto: User) -> None:
    begun(otto, packed(("bowout.json/", b""), *((f"backup/{name}", content) for name, content in one.items())))
    assert ImportedFile.objects.values_list("member", flat=True).get() == "files/1/CV.pdf"


def test_other_ways_to_pack_are_refused() -> None:
    assert refused([("bowout.json", b"{}")], compression=zipfile.ZIP_LZMA).startswith(
        "“bowout.json” in this archive is locked or packed in another way."
    )


def test_of_two_that_were_brought_and_not_kept_the_last_one_waits(one: dict[str, bytes], otto: User) -> None:
    first, second = (begun(otto, packed(*one.items())) for _ in range(2))
    assert list(ImportRun.objects.filter(user=otto)) == [second]
    assert list(ImportedFile.objects.values_list("run", flat=True)) == [second.pk]
    assert first.pk != second.pk


def lying() -> list[str]:
    return sorted(_paths(services.store()))


def test_what_is_left_of_a_backup_lies_no_longer_on_the_disk(
    one: dict[str, bytes], maya: User, otto: User, django_capture_on_commit_callbacks: Any
) -> None:
    hers, data = lying(), packed(*one.items())
    with django_capture_on_commit_callbacks(execute=True):
        begun(otto, data)
        last = begun(otto, data)
    assert lying() == sorted([*hers, ImportedFile.objects.get(run=last).path])
    with django_capture_on_commit_callbacks(execute=True):
        assert runs.discard(last)
    assert lying() == hers
    # Hers has it already; he has not.
    with django_capture_on_commit_callbacks(execute=True):
        restored(maya, data)
    assert lying() == hers
    with django_capture_on_commit_callbacks(execute=True):
        restored(otto, data)
    assert lying() == sorted([*hers, StoredFile.objects.get(user=otto).path])


def test_its_files_wait_as_long_as_it_does(one: dict[str, bytes], otto: User) -> None:
    run = begun(otto, packed(*one.items()))
    path = ImportedFile.objects.get(run=run).path
    later = services.store().get_modified_time(path) + timedelta(days=2)
    services.sweep_files(at=later)
    assert services.store().exists(path)
    assert runs.discard(run)
    services.sweep_files(at=later)
    assert not services.store().exists(path)


# In the browser


def test_it_is_downloaded_and_brought_like_any_other(mayas: Client, full: User, otto: User) -> None:
    page = Page(mayas.get("/import/"))
    [link] = [link.attributes["href"] for link in page.every("a") if link.text == "Download the backup"]
    response = mayas.get(link)
    data = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert response.headers["Content-Type"] == "application/zip"
    assert response.headers["Content-Disposition"] == 'attachment; filename="bowout-everything-2026-09-03.zip"'
    client = Client()
    client.force_login(otto)
    client.post("/import/", {"file": SimpleUploadedFile("backup.zip", data)})
    run = ImportRun.objects.get(user=otto)
    assert Page(client.post(f"/import/{run.pk}/keep/", follow=True)).heading == "3 applications came along."
    assert attached(otto) == attached(full)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json", "zip"])
def test_it_leaves_as_it_is_read(mayas: Client, maya: User, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr("tracker.exchange.dumping.PORTION", 1)
    monkeypatch.setattr("tracker.exchange.zipping.ENOUGH", 0)
    ApplicationFactory.create_batch(20, user=maya)
    with CaptureQueriesContext(connection) as asked:
        pieces = iter(mayas.get(f"/applications/export/?everything=1&format={kind}").streaming_content)  # type: ignore[attr-defined]
        begins = len(next(pieces))
        before = len(asked)
        rest = len(b"".join(pieces))
    # A dozen questions an application: those of one portion at most, and then the others.
    assert (begins > 0, before < 25, rest > begins, len(asked) > 200) == (True, True, True, True)


def test_of_a_view_of_the_list_there_is_no_archive(mayas: Client, full: User) -> None:
    assert mayas.get("/applications/export/?format=zip").headers["Content-Type"] == "text/csv; charset=utf-8"


def test_without_the_files_it_is_as_it_was(full: User) -> None:
    record = json.loads(exported(full, "json"))
    assert not any("file" in one for each in record["applications"] for one in each["attachments"])


@pytest.fixture
def small(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that takes in three megabytes, and four of a backup."""
    for module in ("files", "archive"):
        monkeypatch.setattr(f"tracker.exchange.{module}.MOST_BYTES", 3 * 1024 * 1024)
    settings.ATTACHMENTS_TOTAL = 1_048_576


class Disk(TemporaryUploadedFile):
    """What reaches the disk, told as it does."""

    reached = 0

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        assert self.file is not None
        write = self.file.write

        def told(data: bytes) -> int:
            Disk.reached += len(data)
            return int(write(data))

        setattr(self.file, "write", told)  # noqa: B010 - a method, to mypy


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("name", "most", "said"),
    [
        ("rows.csv", 3, "larger than 3 MB. Divide it, and bring the parts one after the other."),
        ("backup.zip", 4, "larger than 4 MB. Take bowout.json out of it, and bring that alone."),
    ],
)
def test_one_too_large_is_stopped_while_it_arrives(
    mayas: Client, monkeypatch: pytest.MonkeyPatch, name: str, most: int, said: str
) -> None:
    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryUploadedFile", Disk)
    monkeypatch.setattr(Disk, "reached", 0)
    response = mayas.post("/import/", {"file": SimpleUploadedFile(name, b"PK\x03\x04" + bytes(9 * 1024 * 1024))})
    assert response.status_code == 422
    [error] = Page(response).errors
    assert error.endswith(said)
    assert (0 < Disk.reached <= most * 1024 * 1024, ImportRun.objects.count()) == (True, 0)


@pytest.mark.usefixtures("small")
def test_whoever_calls_a_large_file_an_archive_is_told_when_it_is_opened(mayas: Client) -> None:
    page = Page(mayas.post("/import/", {"file": SimpleUploadedFile("a.zip", b"a" * (3 * 1024 * 1024 + 1))}))
    assert page.errors == ["The file: The file is larger than 3 MB. Divide it."]


def test_a_form_from_elsewhere_brings_nothing(maya: User, one: dict[str, bytes]) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(maya)
    assert strict.post("/import/", {"file": SimpleUploadedFile("a.zip", packed(*one.items()))}).status_code == 403
    assert (ImportRun.objects.count(), ImportedFile.objects.count()) == (0, 0)


def test_without_a_file_it_asks_for_one(mayas: Client) -> None:
    response = mayas.post("/import/")
    assert (response.status_code, Page(response).errors) == (422, ["The file: This field is required."])
