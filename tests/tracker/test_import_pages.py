"""Bringing a file in the browser, and taking one along."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from declines.models import Letter
from outbox.models import Heartbeat
from tests.addresses import a_decline
from tests.factories import NOW, ApplicationFactory
from tests.pages import Page, get
from tests.tracker.exchanging import checked, exported, imported, verdicts
from tracker.exchange import files, runs
from tracker.models import Application, Company, ImportRow, ImportRun
from tracker.views import importing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SHEET = b"Company,Job Title,Stage\nAcme <b>,Chef,Wishlist\nZeta,Cook,tea\n,Baker,saved\n"
MATCHED = {"column_0": "company", "column_1": "position", "column_2": "status", "days": "iso"}


def bring(client: Client, data: bytes = SHEET, name: str = "search.csv") -> Any:
    return client.post("/import/", {"file": SimpleUploadedFile(name, data)}, follow=True)


def words(page: Page, **meanings: str) -> dict[str, str]:
    """What a browser sends of the words that the page asks about."""
    asked = {label.attributes["for"]: label.text for label in page.main.every("label")}
    fields = {name.removeprefix("id_"): label for name, label in asked.items() if name.startswith("id_word_")}
    return {field: meanings.get(label, "") for field, label in fields.items()}


def test_a_file_is_matched_looked_at_imported_and_taken_back(mayas: Client, maya: User) -> None:
    page = Page(bring(mayas))
    assert page.heading == "Which column is what?"
    asked = words(page, tea="interviewing", Wishlist="saved")
    assert sorted(asked.values()) == ["interviewing", "saved"]
    run = ImportRun.objects.get()
    looked = Page(mayas.post(f"/import/{run.pk}/columns/", MATCHED | asked, follow=True))
    assert looked.heading == "2 of 3 rows are new."
    assert "Import 2 rows" in looked.text
    assert "Company: This field cannot be blank." in looked.text
    assert not Application.objects.exists()
    came = Page(mayas.post(f"/import/{run.pk}/keep/", follow=True))
    assert came.heading == "2 applications came along."
    kept = Application.objects.order_by("pk").values_list("company__name", "status")
    assert list(kept) == [("Acme <b>", "saved"), ("Zeta", "interviewing")]
    gone = Page(mayas.post(f"/import/{run.pk}/undo/", follow=True))
    assert gone.heading == "Taken back. It is as if this file had never come."
    assert (Application.objects.count(), Company.objects.count()) == (0, 0)


def test_the_same_file_again_offers_nothing_to_import(mayas: Client, maya: User) -> None:
    imported(maya, b"Company,Position,Status\nAcme,Chef,saved\n")
    bring(mayas, b"Company,Position,Status\nAcme,Chef,saved\n")
    run = ImportRun.objects.latest("pk")
    page = Page(mayas.post(f"/import/{run.pk}/columns/", MATCHED, follow=True))
    assert page.heading == "All of this is there already."
    assert "Import" not in [button.text.split(" ")[0] for button in page.every("button")]


def test_a_row_whose_application_lies_in_the_bin_says_so_and_leads_there(mayas: Client, maya: User) -> None:
    run = imported(maya, b"Company,Position,Status\nAcme,Chef,saved\nZeta,Cook,saved\n")
    Application.objects.filter(position="Chef").update(binned_at=NOW)
    again = checked(maya, b"Company,Position,Status\nAcme,Chef,saved\n")
    said = [(link.attributes["href"], row) for one in (run, again) for link, row in _rows(mayas, one)]
    cook = Application.objects.get(position="Cook").get_absolute_url()
    assert said == [
        ("/bin/", "2 Acme Chef Saved Added, in the bin"),
        (cook, "3 Zeta Cook Saved Added"),
        ("/bin/", "2 Acme Chef Saved There already, in the bin"),
    ]


def _rows(client: Client, run: ImportRun) -> list[Any]:
    page = get(client, f"/import/{run.pk}/")
    links = [link for link in page.main.every("a") if link.value("class") == "co"]
    return list(zip(links, page.rows()[1:], strict=True))


def test_a_word_that_no_database_can_keep_is_not_asked_about(mayas: Client, maya: User) -> None:
    bring(mayas, b"Company,Position,Status\nAcme,Chef,te\x00a\nZeta,Cook,soup\n")
    run = ImportRun.objects.get()
    asked = words(get(mayas, f"/import/{run.pk}/columns/"), **{"soup": "saved", "te·a": "saved"})
    mayas.post(f"/import/{run.pk}/columns/", MATCHED | asked)
    run.refresh_from_db()
    assert (run.matching["words"], verdicts(run)) == ({"soup": "saved"}, [(2, "refused"), (3, "added")])


def test_words_of_a_column_that_was_chosen_only_now_are_asked_about_before_anything_is_tried(
    mayas: Client, maya: User
) -> None:
    bring(mayas, b"Company,Role,Mood\nAcme,Chef,Tasting\n")
    run = ImportRun.objects.get()
    response = mayas.post(f"/import/{run.pk}/columns/", MATCHED | words(get(mayas, f"/import/{run.pk}/columns/")))
    run.refresh_from_db()
    assert (response.status_code, run.state) == (422, "matching")
    assert list(words(Page(response), Tasting="offer").values()) == ["offer"]


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"column_0": "", "column_1": "position"}, "Say which column is this: Company."),
        ({"column_0": "company", "column_1": "company"}, "Two columns are “Company”. Leave one of them out."),
    ],
)
def test_columns_that_cannot_be_are_asked_about_again(mayas: Client, sent: dict[str, str], says: str) -> None:
    bring(mayas)
    run = ImportRun.objects.get()
    response = mayas.post(f"/import/{run.pk}/columns/", MATCHED | sent)
    assert (response.status_code, says in Page(response).text) == (422, True)


@pytest.mark.parametrize(("data", "says"), [(b"", "empty"), (b"\xd0\xcf\x11\xe0", "old kind"), (b"{", "no JSON")])
def test_a_file_that_tells_nothing_is_refused_at_its_field(mayas: Client, data: bytes, says: str) -> None:
    response = bring(mayas, data)
    assert (response.status_code, says in Page(response).text) == (422, True)
    assert not ImportRun.objects.exists()


def test_a_long_file_goes_on_with_the_worker_and_by_hand_where_none_runs(
    mayas: Client, maya: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE_SECONDS", -1.0)
    bring(mayas, b"Company,Position,Status\nAcme,Chef,saved\n")
    run = ImportRun.objects.get()
    page = Page(mayas.post(f"/import/{run.pk}/columns/", MATCHED, follow=True))
    assert (page.heading, "the worker" in page.text.lower()) == ("Trying it out", True)
    mayas.post(f"/import/{run.pk}/go-on/")
    run.refresh_from_db()
    assert run.state == "checked"
    Heartbeat.objects.create(job="plan", beat_at=NOW - timedelta(seconds=1))
    page = Page(mayas.post(f"/import/{run.pk}/keep/", follow=True))
    assert (page.heading, "You can close this page" in page.text) == ("Coming in", True)
    assert "Go on" not in [button.text for button in page.every("button")]
    assert "0 of 1 rows imported." in Page(mayas.get(f"/import/{run.pk}/state/")).text
    runs.work_on_all(at=NOW, stopping=lambda: False)
    assert mayas.get(f"/import/{run.pk}/state/").headers["HX-Redirect"] == f"/import/{run.pk}/"


def test_ten_thousand_rows_are_shown_fifty_at_a_time(mayas: Client, maya: User) -> None:
    run = ImportRun.objects.create(user=maya, name="x", state="checked", own=True, total=120, created_at=NOW)
    row = json.dumps({"record": {"company": {"name": "Acme"}, "position": "Chef", "status": "saved"}})
    ImportRow.objects.bulk_create(
        ImportRow(run=run, line=line, cells=row, verdict="added" if line % 2 else "refused", step=1)
        for line in range(1, 121)
    )
    lines = []
    address = f"/import/{run.pk}/?show=added"
    for _page in range(2):
        page = get(mayas, address)
        lines += [cell.text for cell in page.every("td", **{"class": "muted num"})]
        onward = [link.attributes["href"] for link in page.every("a", rel="next")]
        address = f"/import/{run.pk}/{onward[0]}" if onward else ""
    assert (lines, address) == ([str(line) for line in range(1, 121, 2)], "")


def test_a_file_that_is_left_leaves_nothing(mayas: Client) -> None:
    bring(mayas)
    run = ImportRun.objects.get()
    mayas.post(f"/import/{run.pk}/discard/")
    assert (ImportRun.objects.count(), ImportRow.objects.count()) == (0, 0)


def test_what_is_imported_is_not_left_but_taken_back(mayas: Client, maya: User) -> None:
    run = imported(maya, b"Company,Position,Status\nAcme,Chef,saved\n")
    assert "You can take them back here" in Page(mayas.post(f"/import/{run.pk}/discard/", follow=True)).text
    assert ImportRun.objects.exists()


def test_a_letter_that_lost_its_no_on_the_way_breaks_no_page(mayas: Client, maya: User, otto: User) -> None:
    a_decline(otto)
    found = json.loads(exported(otto, "json"))
    for record in found["applications"]:
        record |= {"declines": [], "freed_interviews": [], "weighed": []}
    imported(maya, json.dumps(found).encode())
    letter = Letter.objects.get(application__user=maya)
    pages = ["/", letter.application.get_absolute_url(), letter.get_absolute_url()]
    assert [mayas.get(page).status_code for page in pages] == [200, 200, 200]


# Out


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def taken(client: Client, query: str) -> bytes:
    response = client.get(f"/applications/export/?{query}")
    assert response.status_code == 200
    return body(response)


def test_what_the_list_shows_is_what_is_taken_along(mayas: Client, maya: User, otto: User) -> None:
    ApplicationFactory.create(user=maya, position="Chef", status="offer")
    ApplicationFactory.create(user=maya, position="Cook", status="rejected")
    ApplicationFactory.create(user=maya, position="Binned", binned_at=NOW)
    ApplicationFactory.create(user=otto, position="A stranger’s")
    queries = ["format=json", "tab=all&format=json", "status=rejected&format=json", "everything=1&format=json"]
    found = [[record["position"] for record in json.loads(taken(mayas, query))["applications"]] for query in queries]
    assert found == [["Chef"], ["Chef", "Cook"], ["Cook"], ["Chef", "Cook", "Binned"]]


@pytest.mark.parametrize(
    ("kind", "media"), [("csv", "text/csv"), ("xlsx", "application/vnd"), ("json", "application/json")]
)
def test_a_file_says_what_it_is_and_of_which_day(mayas: Client, maya: User, kind: str, media: str) -> None:
    response = mayas.get(f"/applications/export/?format={kind}")
    body(response)
    assert response.headers["Content-Disposition"] == f'attachment; filename="bowout-applications-2026-09-03.{kind}"'
    assert response.headers["Content-Type"].startswith(media)


def test_an_odd_format_is_csv(mayas: Client, maya: User) -> None:
    assert taken(mayas, "format=exe").startswith("\ufeffcompany,position,status".encode())


def test_the_header_of_a_table_names_every_column_once(mayas: Client, maya: User) -> None:
    header = taken(mayas, "format=csv").decode("utf-8-sig").splitlines()[0].split(",")
    assert (len(header), header[-1]) == (len(set(header)), "bowout")
    assert files.opened(taken(mayas, "format=xlsx")).header == header
    assert io.BytesIO(taken(mayas, "format=xlsx")).read(2) == b"PK"
