"""What is brought as a file is looked into, kept once, handed to its owner alone, and leaves nothing behind."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from config import working
from tests.addresses import an_attachment, url
from tests.factories import NOW, ApplicationFactory
from tests.pages import Page, get, post
from tracker import files, services
from tracker.models import Application, Attachment, StoredFile
from tracker.services.attachments import store

pytestmark = pytest.mark.usefixtures("clock")
LIMIT = 10_000_000
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000020000000208020000")
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
DOC = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


def zipped(*parts: tuple[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name, says in parts:
            made.writestr(name, says)
    return held.getvalue()


def damaged() -> bytes:
    """An archive whose first file is packed, and spoilt."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", bytes(500))
    begin = 30 + len("mimetype")
    return held.getvalue()[:begin] + b"\xff" * 4 + held.getvalue()[begin + 4 :]


DOCX = zipped(("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w/>"))
ODT = zipped(("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<o/>"))


def checked(name: str, content: bytes, limit: int = LIMIT) -> files.Checked:
    return files.check(ContentFile(content, name), limit=limit)


def by_name(value: str | bytes) -> str:
    """Tests are told apart by words: archives carry their hour, and two processes would not agree on a name."""
    return value if isinstance(value, str) else "content"


class TestLookingIntoAFile:
    @pytest.mark.parametrize(
        ("name", "content", "served_as"),
        [
            ("CV.pdf", PDF, "application/pdf"),
            ("CV.doc", DOC, "application/msword"),
            ("CV.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            ("CV.odt", ODT, "application/vnd.oasis.opendocument.text"),
            ("CV.rtf", b"{\\rtf1\\ansi Hello}", "application/rtf"),
            ("letter.txt", "Grüße".encode(), "text/plain; charset=utf-8"),
            ("letter.MD", b"# Dear Dana", "text/plain; charset=utf-8"),
            ("page.png", PNG, "image/png"),
            ("page.JPEG", bytes.fromhex("ffd8ffe000104a46494600010100"), "image/jpeg"),
            ("page.webp", b"RIFF\x24\0\0\0WEBPVP8 " + bytes(20), "image/webp"),
        ],
        ids=by_name,
    )
    def test_it_is_served_as_what_it_is(self, name: str, content: bytes, served_as: str) -> None:
        assert checked(name, content).media_type == served_as

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("page pretending.pdf", HTML),
            ("drawing pretending.pdf", SVG),
            ("picture.png", SVG),
            ("program.pdf", b"MZ" + bytes(300)),
            ("page first.pdf", HTML + PDF),
            ("pdf.docx", PDF),
            ("any archive.docx", zipped(("a.exe", "MZ"))),
            ("docx.odt", DOCX),
            ("odt that says another thing.odt", zipped(("mimetype", "text/html"))),
            ("cut off.docx", DOCX[:40]),
            ("damaged.odt", damaged()),
            ("binary.txt", b"a\0b"),
            ("latin-1.txt", "Grüße".encode("latin-1")),
            ("escape.md", b"\x1b[31m"),
        ],
        ids=by_name,
    )
    def test_what_is_not_what_its_name_says_is_refused_by_name(self, name: str, content: bytes) -> None:
        with pytest.raises(files.Unfit, match=f"^{name} is not what its name says. Open it, save it as PDF"):
            checked(name, content)

    @pytest.mark.parametrize(
        "name", ["a.html", "a.svg", "a.exe", "CV.pdf.exe", "a.zip", "a.docm", "a.xml", "pdf", ".pdf", ""]
    )
    def test_other_kinds_are_not_kept_whatever_is_in_them(self, name: str) -> None:
        with pytest.raises(files.Unfit, match="is of a kind that is not kept here"):
            checked(name, PDF)

    def test_an_empty_one_and_one_too_large_say_what_to_do(self) -> None:
        with pytest.raises(files.Unfit, match=r"^CV\.pdf is empty\. Choose it once more"):
            checked("CV.pdf", b"")
        with pytest.raises(files.Unfit, match=r"^CV\.pdf is larger than 2 MB\. Make it smaller"):
            checked("CV.pdf", PDF + bytes(2_000_000), limit=2_000_000)

    def test_a_pdf_that_hides_something_else_is_still_served_as_a_pdf(self) -> None:
        assert checked("CV.pdf", PDF + HTML + DOCX).media_type == "application/pdf"

    @pytest.mark.parametrize(
        ("typed", "safe"),
        [
            ("../../etc/CV.pdf", "CV.pdf"),
            ("C:\\temp\\CV.pdf", "CV.pdf"),
            ("CV.pdf ", "CV.pdf"),
            (".CV..pdf.", "CV..pdf"),
            ("C\r\nSet-Cookie: a=b.pdf", "CSet-Cookie a=b.pdf"),
            ("\u202efdp.exe.pdf", "fdp.exe.pdf"),
            ('a"b<c>.PDF', "a b c .pdf"),
            ("Lebenslauf für Ñandú 履歴書.pdf", "Lebenslauf für Ñandú 履歴書.pdf"),
            ("x" * 500 + ".pdf", "x" * 116 + ".pdf"),
            ("\0", "file"),
        ],
    )
    def test_its_name_is_made_safe(self, typed: str, safe: str) -> None:
        assert files.safe_name(typed) == safe


@pytest.fixture
def traffic(maya: User) -> Application:
    return ApplicationFactory.create(user=maya)


@pytest.fixture(autouse=True)
def _own_place(settings: Settings, tmp_path: Any) -> None:
    place = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = settings.STORAGES | {"files": place}


def lying() -> int:
    """How many files lie in the store."""
    return len([path for path in services.attachments._paths(store())])


def upload(name: str = "CV.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    # As a browser that lies about the type.
    return SimpleUploadedFile(name, content, content_type="text/html")


@pytest.mark.django_db
class TestKeepingIt:
    def test_the_same_file_is_kept_once_and_goes_with_its_last_attachment(
        self, traffic: Application, maya: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        first, other = (
            an_attachment(traffic, "CV.pdf"),
            an_attachment(ApplicationFactory.create(user=maya), "Same.pdf"),
        )
        assert (first.stored, StoredFile.objects.count(), lying()) == (other.stored, 1, 1)
        for kept, left in ((first, 1), (other, 0)):
            services.detach(kept, by=maya, at=NOW)
            with django_capture_on_commit_callbacks(execute=True):
                assert services.delete_removed(kept, by=maya) is True
            assert (StoredFile.objects.count(), lying()) == (left, left)
        assert services.delete_removed(first, by=maya) is False

    def test_two_people_never_share_bytes(self, traffic: Application, otto: User) -> None:
        an_attachment(traffic)
        an_attachment(ApplicationFactory.create(user=otto))
        assert (StoredFile.objects.count(), lying()) == (2, 2)

    def test_the_same_file_twice_at_one_application_is_one_attachment(self, traffic: Application) -> None:
        assert an_attachment(traffic) == an_attachment(traffic)
        assert (Attachment.objects.count(), lying()) == (1, 1)

    def test_its_name_on_the_disk_tells_nothing(self, traffic: Application) -> None:
        kept = an_attachment(traffic, "Maya.pdf").stored
        assert "Maya" not in kept.path
        assert kept.sha256[:8] not in kept.path
        assert len(kept.path) > 40

    def test_what_fails_leaves_no_file_behind(self, traffic: Application, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Attachment.with_removed, "get_or_create", lambda **_values: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            an_attachment(traffic)
        assert (StoredFile.objects.count(), lying()) == (0, 0)

    def test_there_is_room_for_so_much_and_no_more(self, traffic: Application, settings: Settings) -> None:
        settings.ATTACHMENTS_TOTAL = 1_000_000
        an_attachment(traffic, "Large.pdf", PDF + bytes(900_000))
        with pytest.raises(files.Unfit, match=r"^Second\.pdf would not fit: your files may take 1 MB in all"):
            an_attachment(traffic, "Second.pdf", PDF + bytes(200_000))
        assert lying() == 1

    def test_what_nothing_points_to_is_swept_up_and_what_just_arrives_is_not(
        self, traffic: Application, django_capture_on_commit_callbacks: Any
    ) -> None:
        an_attachment(traffic)
        Attachment.objects.all().delete()
        store().save("ab/abandoned", ContentFile(b"-"))
        with django_capture_on_commit_callbacks(execute=True):
            working.plan(at=NOW)
        assert (StoredFile.objects.count(), lying()) == (0, 1)
        # Its age is that of the file itself, on the machine's own clock.
        assert services.sweep_files(at=store().get_modified_time("ab/abandoned") + timedelta(days=2)) == 1
        assert lying() == 0

    def test_with_its_application_it_goes_for_good(
        self, traffic: Application, maya: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        an_attachment(traffic)
        services.put_into_bin(traffic, by=maya, at=NOW)
        services.delete_for_good(traffic, by=maya)
        with django_capture_on_commit_callbacks(execute=True):
            services.sweep_files(at=NOW)
        assert lying() == 0

    def test_a_person_can_go_with_all_their_files(self, traffic: Application, maya: User) -> None:
        an_attachment(traffic)
        maya.delete()
        assert StoredFile.objects.count() == 0


@pytest.mark.django_db
class TestRemovingIt:
    """It lies in the bin for thirty days, and comes back as it was."""

    def test_it_is_on_no_page_and_keeps_its_bytes_until_it_is_put_back(
        self, mayas: Client, traffic: Application
    ) -> None:
        kept = an_attachment(traffic)
        page = post(mayas, url("tracker:remove_attachment", kept.pk))
        assert (page.path, page.notes) == (
            traffic.get_absolute_url(),
            ["CV.pdf is in the bin and stays there for 30 days."],
        )
        assert page.part("What I sent") == [
            "Which CV did they get? Keep the version you sent, and you will know before the interview."
        ]
        assert [line for line in page.part("What happened") if "CV.pdf" in line] == []
        assert (mayas.get(url("tracker:attachment", kept.pk)).status_code, lying()) == (404, 1)
        (way_back,) = (form for form in page.main.every("form") if "put-back" in form.value("action"))
        back, again = (post(mayas, way_back.value("action")) for _click in range(2))
        assert back.notes == again.notes == ["CV.pdf is back where it was."]
        assert [item.split(" CV")[0] for item in back.part("What I sent")] == ["CV.pdf"]

    def test_the_bin_shows_it_with_the_day_on_which_it_goes(self, mayas: Client, traffic: Application) -> None:
        kept = an_attachment(traffic)
        assert get(mayas, url("tracker:bin")).heading == "The bin is empty"
        post(mayas, url("tracker:remove_attachment", kept.pk))
        page = get(mayas, url("tracker:bin"))
        assert (page.heading, page.part("Files you removed")) == (
            "What you put away",
            [f"CV.pdf CV, {traffic}. Here since today, deleted in 30 days. Take it out Delete now"],
        )
        post(mayas, url("tracker:put_back_attachment", kept.pk), {"next": url("tracker:bin")})
        assert get(mayas, url("tracker:bin")).heading == "The bin is empty"

    def test_deleting_it_now_asks_first(self, mayas: Client, traffic: Application) -> None:
        kept = an_attachment(traffic)
        assert mayas.post(url("tracker:delete_attachment", kept.pk)).status_code == 404
        services.detach(kept, by=traffic.user, at=NOW)
        assert get(mayas, url("tracker:delete_attachment", kept.pk)).heading == "Delete CV.pdf for good?"
        assert post(mayas, url("tracker:delete_attachment", kept.pk)).notes == ["CV.pdf is gone for good."]
        assert Attachment.with_removed.count() == 0

    def test_after_thirty_days_it_goes_with_its_bytes(
        self, traffic: Application, maya: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        services.detach(an_attachment(traffic), by=maya, at=NOW)
        month = timedelta(days=30)
        for at, left in ((NOW + month - timedelta(seconds=1), 1), (NOW + month, 0)):
            with django_capture_on_commit_callbacks(execute=True):
                services.sweep_files(at=at)
            assert (Attachment.with_removed.count(), lying()) == (left, left)

    def test_attached_once_more_it_is_there_and_no_longer_in_the_bin(
        self, mayas: Client, traffic: Application
    ) -> None:
        services.detach(an_attachment(traffic, "Old name.pdf"), by=traffic.user, at=NOW)
        again = an_attachment(traffic, "New name.pdf")
        assert (again.name, Attachment.with_removed.get()) == ("New name.pdf", again)
        assert get(mayas, url("tracker:bin")).part("Files you removed") == []

    def test_what_was_removed_gives_way_to_what_is_brought(
        self, traffic: Application, maya: User, settings: Settings, django_capture_on_commit_callbacks: Any
    ) -> None:
        settings.ATTACHMENTS_TOTAL = 1_000_000
        for number, size in enumerate((300_000, 300_000, 300_000)):
            kept = an_attachment(traffic, f"{number}.pdf", PDF + bytes([number]) * size)
            services.detach(kept, by=maya, at=NOW + timedelta(hours=number))
        with django_capture_on_commit_callbacks(execute=True):
            an_attachment(traffic, "New.pdf", PDF + bytes(600_000))
        assert [one.name for one in Attachment.with_removed.removed()] == ["2.pdf"]
        with pytest.raises(files.Unfit, match="would not fit"):
            an_attachment(traffic, "Huge.pdf", PDF + bytes(999_000))
        assert [one.name for one in Attachment.with_removed.removed()] == ["2.pdf"]
        assert lying() == 2


@pytest.mark.django_db
class TestOnThePage:
    def send(self, client: Client, application: Application, *uploads: SimpleUploadedFile, kind: str = "cv") -> Any:
        address = url("tracker:add_attachment", application.pk)
        return client.post(address, {"kind": kind, "uploads": list(uploads)}, follow=True)

    def test_it_stands_on_the_page_and_on_the_timeline(self, mayas: Client, traffic: Application) -> None:
        page = Page(self.send(mayas, traffic, upload("CV, product.pdf")))
        assert page.part("What I sent") == [
            "CV, product.pdf CV, 34 bytes, today. Remove".replace("34", str(len(PDF)))
        ]
        assert page.part("What happened")[0] == "3 Sep CV you sent: CV, product.pdf"

    def test_its_owner_gets_it_as_a_file_and_never_as_a_page(self, mayas: Client, traffic: Application) -> None:
        self.send(mayas, traffic, upload("CV für Mäx.pdf"))
        response = mayas.get(url("tracker:attachment", Attachment.objects.get().pk))
        headers = {
            "Content-Type": "application/pdf",
            "Content-Disposition": "attachment; filename*=utf-8''CV%20f%C3%BCr%20M%C3%A4x.pdf",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, no-store",
        }
        assert {name: response.headers[name] for name in headers} == headers
        assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]

    def test_for_anybody_else_it_is_missing(self, traffic: Application, otto: User, client: Client) -> None:
        kept = an_attachment(traffic)
        client.force_login(otto)
        names = ["tracker:attachment", "tracker:remove_attachment"]
        assert [client.post(url(name, kept.pk)).status_code for name in names] == [404, 404]
        assert self.send(client, traffic, upload()).status_code == 404

    def test_in_the_bin_it_is_missing_for_its_owner_too(
        self, mayas: Client, traffic: Application, maya: User
    ) -> None:
        kept = an_attachment(traffic)
        services.put_into_bin(traffic, by=maya, at=NOW)
        assert mayas.get(url("tracker:attachment", kept.pk)).status_code == 404

    def test_bad_ones_are_named_and_good_ones_and_the_choice_are_kept(
        self, mayas: Client, traffic: Application
    ) -> None:
        response = self.send(
            mayas, traffic, upload("a.pdf"), upload("b.html", HTML), upload("c.pdf", SVG), kind="portfolio"
        )
        page = Page(response)
        assert response.status_code == 422
        assert page.notes == ["Kept: a.pdf."]
        assert [error.split(". ")[0] for error in page.errors] == [
            "Files: b.html is of a kind that is not kept here",
            "Files: c.pdf is not what its name says",
        ]
        assert page.form("kind")["kind"] == ["portfolio"]
        assert Attachment.objects.get().name == "a.pdf"

    def test_one_too_large_is_stopped_while_it_arrives(
        self, mayas: Client, traffic: Application, settings: Settings
    ) -> None:
        settings.ATTACHMENT_LIMIT = 3_000_000
        page = Page(self.send(mayas, traffic, upload("Large.pdf", PDF + bytes(3_000_000)), upload("Small.pdf")))
        assert page.errors == [
            "Files: Large.pdf is larger than 3 MB. Make it smaller, for instance with smaller pictures."
        ]
        assert [kept.name for kept in Attachment.objects.all()] == ["Small.pdf"]

    def test_more_than_ten_at_once_are_too_many(self, mayas: Client, traffic: Application) -> None:
        many = [upload(f"{number}.txt", str(number).encode()) for number in range(11)]
        page = Page(self.send(mayas, traffic, *many))
        assert page.errors == ["Files: 10.txt is one too many: choose 10 files at a time."]
        assert Attachment.objects.count() == 10

    def test_without_a_file_it_asks_for_one(self, mayas: Client, traffic: Application) -> None:
        assert Page(self.send(mayas, traffic)).errors == ["Files: Choose a file first."]

    def test_a_form_from_elsewhere_brings_nothing(self, maya: User, traffic: Application) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(maya)
        assert self.send(strict, traffic, upload()).status_code == 403
        assert (Attachment.objects.count(), lying()) == (0, 0)

    def test_a_file_that_a_backup_left_out_is_missing_and_no_error(self, mayas: Client, traffic: Application) -> None:
        kept = an_attachment(traffic)
        store().delete(kept.stored.path)
        assert mayas.get(kept.get_absolute_url()).status_code == 404
        # Attached once more, as the page that restores it says, it is there again.
        assert an_attachment(traffic) == kept
        assert b"".join(mayas.get(kept.get_absolute_url()).streaming_content) == b"%PDF-1.7\n"  # type: ignore[attr-defined]
        assert lying() == 1
