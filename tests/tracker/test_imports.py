"""A file comes in: read whatever it is, matched, tried out, kept in portions, taken back."""

import io
import zipfile
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from accounts.models import User
from outbox.models import OutgoingEmail
from tests.factories import NOW, ApplicationFactory, CompanyFactory, ContactFactory, ReminderFactory
from tests.tracker.exchanging import checked, everything, exported, imported, verdicts
from tests.tracker.test_importing import HEAD, table
from tracker import keeping, search
from tracker.exchange import files, resources, runs, workbook
from tracker.exchange.matching import Matching, guess, iso, meaning
from tracker.importing import import_rows
from tracker.models import Application, Company, Contact, ImportRow, ImportRun, Note, Reminder, Status
from tracker.rows import Unreadable
from tracker.services.merging import fingerprint, merge

pytestmark = pytest.mark.django_db
HOME = "Company,Position,Status\n"


def book(*rows: list[Any]) -> bytes:
    """A workbook with these rows."""
    made, out = Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(out)
    return out.getvalue()


def rezipped(data: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one of its files changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, content if each == name else old.read(each))
    return out.getvalue()


def damaged(data: bytes) -> bytes:
    """The archive with the first bytes of its first file spoilt, and all that describes them as it was."""
    begin = 30 + int.from_bytes(data[26:28], "little") + int.from_bytes(data[28:30], "little")
    return data[:begin] + b"\xff" * 4 + data[begin + 4 :]


def cells(data: bytes) -> list[list[str]]:
    sheet = files.opened(data)
    return [sheet.header, *(row.cells for row in sheet.rows)]


def remarks(run: ImportRun) -> list[tuple[int, tuple[str, str]]]:
    return [(row.line, problem) for row in run.rows.all() for problem in row.problems]


# What a file is


@pytest.mark.parametrize(
    "data",
    [
        "Company,Role\nCafé,Chef\n".encode(),
        "\ufeffCompany,Role\nCafé,Chef\n".encode(),
        "Company;Role\nCafé;Chef\n".encode(),
        "Company\tRole\r\nCafé\tChef\r\n".encode(),
        "Company|Role\nCafé|Chef\n".encode(),
        "Company;Role\nCafé;Chef\n".encode("utf-16"),
        "Company;Role\nCafé;Chef\n".encode("cp1252"),
        b'[{"Company": "Caf\\u00e9", "Role": "Chef"}]',
        b'{"jobs": [{"Company": "Caf\\u00e9", "Role": "Chef", "x": null}]}'.replace(b', "x": null', b""),
        book(["Company", "Role"], ["Café", "Chef"]),
    ],
)
def test_rows_are_read_whatever_the_file_is(data: bytes) -> None:
    assert cells(data) == [["Company", "Role"], ["Café", "Chef"]]


def test_the_old_way_of_windows_is_said(maya: User) -> None:
    assert files.opened("Company\nCafé\n".encode("cp1252")).old_letters
    assert not files.opened("Company\nCafé\n".encode()).old_letters


def test_what_hangs_on_the_person_comes_as_lists_or_not_at_all(maya: User, monkeypatch: pytest.MonkeyPatch) -> None:
    run = imported(maya, b'{"bowout": 1, "applications": [], "companies": 5, "people": true, "wordings": null}')
    assert (run.state, run.rest) == ("kept", "")
    monkeypatch.setattr(files, "MOST_ROWS", 2)
    with pytest.raises(Unreadable, match="more than 2 rows"):
        files.opened(b'{"bowout": 1, "applications": [], "companies": [1, 2], "people": [3]}')


def test_a_stray_byte_in_utf_8_spoils_its_row_only(maya: User) -> None:
    run = checked(maya, b"Company,Position,Status\nCaf\xe9,Chef,saved\nCaf\xc3\xa9,Chef,saved\n")
    assert verdicts(run) == [(2, "refused"), (3, "added")]


def test_cells_of_a_workbook_are_read_as_somebody_would_type_them() -> None:
    data = book(
        ["a", "b", "c", "d", "e", "f"],
        [date(2026, 9, 3), datetime(2026, 9, 3, 14, 30), 42000.0, 1.5, True, None],
        [None],
        ["x", None, "=1+1 is text only in our files"],
    )
    assert cells(data)[1] == ["2026-09-03", "2026-09-03 14:30", "42000", "1.5", "true", ""]


def test_a_formula_is_the_value_it_had_and_refused_where_it_has_none(maya: User) -> None:
    data = book(["Company", "Position", "Status"], ["Acme", '=CONCAT("Ch","ef")', "saved"], ["Zeta", "Cook", "saved"])
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read(sheet)
    assert b"<v></v>" in xml or b"<v />" in xml or b"<v/>" in xml
    run = checked(maya, data)
    assert verdicts(run) == [(2, "refused"), (3, "added")]
    assert [(line, column) for line, (column, _text) in remarks(run)] == [(2, "B2")]
    computed = (
        xml.replace(b"<v></v>", b"<v>Chef</v>").replace(b"<v />", b"<v>Chef</v>").replace(b"<v/>", b"<v>Chef</v>")
    )
    computed = computed.replace(b'r="B2"', b'r="B2" t="str"')
    assert cells(rezipped(data, sheet, computed))[1] == ["Acme", "Chef", "saved"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "nothing in this file"),
        (b"\n\n", "nothing in this file"),
        (b"\xd0\xcf\x11\xe0rest", "old kind"),
        (b"PK\x03\x04rest", "no workbook"),
        (b"{", "no JSON"),
        (b"[1, 2]", "no list of applications"),
        (b"[" * 100_000, "no JSON"),
        (b'{"bowout": 2, "applications": []}', "another Bowout"),
        (b"a," * 300 + b"\n", "more than 200 columns"),
        (b"a,b\n" + b'"a"b\n' * 400, "quotation marks"),
        (rezipped(book(["a"]), "xl/workbook.xml", b"<!DOCTYPE x [<!ENTITY y 'z'>]><x>&y;</x>"), "no workbook"),
        (rezipped(book(["a"]), "xl/workbook.xml", b"<nothing/>"), "no workbook"),
        (damaged(book(["a"])), "no workbook"),
    ],
)
def test_a_file_that_tells_nothing_says_what_to_do(maya: User, data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        runs.begin(user=maya, name="x", data=data, at=NOW)
    assert not ImportRun.objects.exists()


def test_a_workbook_that_unpacks_to_more_than_fits_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = rezipped(book(["a"]), "xl/styles.xml", b"0" * 3_000_000)
    assert len(bomb) < 30_000
    monkeypatch.setattr(workbook, "MOST_UNPACKED", 2_000_000)
    with pytest.raises(Unreadable, match="unpacks to more"):
        files.opened(bomb)


def test_too_many_rows_or_bytes_are_refused_as_a_whole(maya: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_ROWS", 2)
    with pytest.raises(Unreadable, match="more than 2 rows"):
        runs.begin(user=maya, name="x", data=b"a\n1\n2\n3\n", at=NOW)
    monkeypatch.setattr(files, "MOST_BYTES", 3)
    with pytest.raises(Unreadable, match="larger than"):
        files.opened(b"a\n1\n")


# What its columns and words mean


def test_what_other_trackers_call_it_is_guessed() -> None:
    header = ["Company Name", "Job Title", "Date Applied", "STAGE", "Job URL", "E-mail", "Mood", "Title"]
    ours = ["company", "position", "applied_on", "status", "posting_url", "contact_email", "", ""]
    assert guess(header, []).columns == ours


def test_our_own_name_comes_before_one_that_only_sounds_like_it() -> None:
    assert guess(["Employer", "Company", "Role"], []).columns == ["", "company", "position"]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Wishlist", Status.SAVED),
        ("phone_screen", Status.INTERVIEWING),
        ("Ghosted", Status.LAPSED),
        ("In Conversation", Status.IN_CONVERSATION),
        ("hired!!", None),
        ("", None),
    ],
)
def test_common_words_have_a_meaning_and_others_are_asked_about(word: str, status: Status | None) -> None:
    assert meaning(word) == status


@pytest.mark.parametrize(
    ("days", "way"),
    [
        (["2026-09-30", "01/02/2026"], "iso"),
        (["30.09.2026", "1.2.2026"], "dmy"),
        (["02/28/2026", "03/04/2026"], "mdy"),
        (["01/02/2026"], "dmy"),
    ],
)
def test_how_days_are_written_is_told_by_the_days(days: list[str], way: str) -> None:
    assert guess(["Date Applied"], [[day] for day in days]).days == way


def test_days_are_read_as_they_were_said_to_be_written() -> None:
    assert (iso("3.9.2026", "dmy"), iso("9/3/2026 14:00", "mdy"), iso("3.9.2026", "iso"), iso("soon", "dmy")) == (
        "2026-09-03",
        "2026-09-03 14:00",
        "3.9.2026",
        "soon",
    )


def test_words_and_days_are_kept_as_they_were_matched(maya: User) -> None:
    data = b"Company,Role,Where,When\nAcme,Chef,Tasting,3.9.2026\nZeta,Cook,,4.9.2026\n"
    run = runs.begin(user=maya, name="x", data=data, at=NOW)
    words = {"Tasting": "interviewing", "": "applied"}
    runs.match(run, Matching(["company", "position", "status", "applied_on"], words, "dmy"))
    runs.work_on(run, at=NOW, stopping=lambda: False)
    runs.start(run, at=NOW)
    runs.work_on(run, at=NOW, stopping=lambda: False)
    kept = Application.objects.order_by("pk").values_list("company__name", "status", "applied_on")
    assert list(kept) == [("Acme", "interviewing", date(2026, 9, 3)), ("Zeta", "applied", date(2026, 9, 4))]


def test_the_next_file_with_the_same_columns_is_matched_alike(maya: User, otto: User) -> None:
    data = b"Company,Role,Mood\nAcme,Chef,Tasting\n"
    chosen = Matching(["company", "position", "status"], {"Tasting": "offer"}, "mdy")
    runs.match(runs.begin(user=maya, name="x", data=data, at=NOW), chosen)
    again, strangers = (runs.begin(user=user, name="y", data=data, at=NOW).matching for user in (maya, otto))
    assert (again, strangers["columns"]) == (chosen.as_kept(), ["company", "position", ""])


# What will happen, and what happens


def test_the_trial_says_by_line_what_the_import_then_does(maya: User) -> None:
    ApplicationFactory.create(user=maya, company__name="There Ltd", position="Chef", applied_on=None)
    data = (
        HOME + "New,Chef,saved\nTHERE ltd,Chef,saved\n,Cook,saved\nNew,Chef,saved\nOdd,Cook,tea\nshort\n"
    ).encode()
    before = everything(maya)
    run = checked(maya, data)
    said = [(2, "added"), (3, "there"), (4, "refused"), (5, "there"), (6, "refused"), (7, "refused")]
    assert (verdicts(run), everything(maya)) == (said, before)
    assert [(line, column) for line, (column, _text) in remarks(run)] == [(4, "company"), (6, "status"), (7, "")]
    runs.start(run, at=NOW)
    runs.work_on(run, at=NOW, stopping=lambda: False)
    assert (verdicts(run), Application.objects.count()) == (said, 2)


def test_what_the_page_imports_is_what_the_command_imports(maya: User, otto: User) -> None:
    rows = [
        {"contact_name": "Tom", "status": "interviewing", "interview_at": "2026-09-10 16:30"},
        {"company": "Zeta", "applied_on": "2026-08-20", "salary_min": "42.000"},
    ]
    list(import_rows(table(*rows), user=maya, at=NOW))
    imported(otto, table(*rows), at=NOW)
    assert [in_any_order(user) for user in (otto, maya)] == [in_any_order(maya)] * 2
    assert {user: search.matching(user, "zeta").count() for user in (maya, otto)} == {maya: 1, otto: 1}


def in_any_order(user: User) -> dict[str, list[str]]:
    """Reminders of many rows are planned together, and signed by whoever will send them."""
    return {name: sorted(str({**row, "words": ""}) for row in rows) for name, rows in everything(user).items()}


def test_a_company_is_written_as_its_first_row_writes_it(maya: User) -> None:
    imported(maya, (HOME + "Fjord Analytics,Analyst,applied\nFJORD analytics,Engineer,applied\n").encode())
    assert list(Company.objects.filter(user=maya).values_list("name", flat=True)) == ["Fjord Analytics"]


@pytest.mark.parametrize("small", [1, 2])
def test_in_portions_of_any_size_it_is_the_same(maya: User, monkeypatch: pytest.MonkeyPatch, small: int) -> None:
    monkeypatch.setattr(runs, "PORTION", dict.fromkeys(runs.PORTION, small))
    data = (HOME + "A,Chef,saved\nB,Chef,saved\nA,Chef,saved\nC,Chef,offer\n").encode()
    assert verdicts(imported(maya, data)) == [(2, "added"), (3, "added"), (4, "there"), (5, "added")]
    assert Application.objects.count() == 3


def test_one_who_is_killed_in_a_row_leaves_a_portion_whole_and_the_next_goes_on(
    maya: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "PORTION", dict.fromkeys(runs.PORTION, 2))
    run = checked(maya, (HOME + "A,Chef,saved\nB,Chef,saved\nC,Chef,saved\nD,Chef,saved\n").encode())
    runs.start(run, at=NOW)
    runs.portion(run, at=NOW)
    with monkeypatch.context() as broken:
        broken.setattr("tracker.exchange.runs.stamps", killed)
        with pytest.raises(KeyboardInterrupt):
            runs.portion(run, at=NOW)
    assert Application.objects.count() == 2
    runs.work_on_all(at=NOW, stopping=lambda: False)
    assert sorted(Application.objects.values_list("company__name", flat=True)) == ["A", "B", "C", "D"]
    assert set(run.rows.values_list("step", flat=True)) == {ImportRow.Step.KEPT}


def killed(*args: object) -> None:
    raise KeyboardInterrupt


def test_of_two_with_the_same_portion_the_second_does_nothing(maya: User) -> None:
    run = checked(maya, (HOME + "A,Chef,saved\n").encode())
    runs.start(run, at=NOW)
    other = ImportRun.objects.get()
    runs.portion(run, at=NOW)
    runs.portion(other, at=NOW)
    assert Application.objects.count() == 1
    assert not runs.start(other, at=NOW)


def test_a_row_that_breaks_in_a_way_that_nobody_foresaw_is_refused_alone(
    maya: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = "Company,Position,Status,Contact,Email\n"
    rows = "A,Chef,saved,Ana,ana@x.example\nB,Chef,saved,Bo,bo@x.example\n"
    run = checked(maya, (header + rows).encode())
    real = resources.SheetResource.keep

    def breaks(self: Any, draft: Any) -> bool:
        if draft.company == "A":
            raise RuntimeError("nobody foresaw this")
        return real(self, draft)

    monkeypatch.setattr(resources.SheetResource, "keep", breaks)
    runs.start(run, at=NOW)
    runs.work_on(run, at=NOW, stopping=lambda: False)
    assert verdicts(run) == [(2, "refused"), (3, "added")]
    assert [str(company) for company in Company.objects.all()] == ["B"]
    assert [str(person) for person in Contact.objects.all()] == ["Bo"]


# Taken back


def test_taken_back_it_is_as_if_the_file_had_never_come(maya: User) -> None:
    ContactFactory.create(user=maya, name="Here before")
    before = everything(maya)
    row = {"contact_name": "Tom", "status": "interviewing", "interview_at": "2026-09-10 16:30"}
    run = imported(maya, table(row, {"company": "Zeta"}), at=NOW)
    assert Reminder.objects.exists()
    assert runs.undo(run, at=NOW)
    runs.work_on(run, at=NOW, stopping=lambda: False)
    assert (everything(maya), ImportRun.objects.get().state) == (before, "undone")
    assert search.matching(maya, "zeta").count() == 0


def test_a_file_of_ours_is_taken_back_whole(maya: User, otto: User) -> None:
    application = ApplicationFactory.create(user=maya)
    application.contacts.add(ContactFactory.create(user=maya, company=application.company))
    before = everything(otto)
    run = imported(otto, exported(maya, "json"))
    runs.undo(run, at=NOW)
    runs.work_on(run, at=NOW, stopping=lambda: False)
    assert everything(otto) == before


def test_what_was_changed_since_stays_until_it_is_asked_for(maya: User) -> None:
    run = imported(maya, (HOME + "A,Chef,saved\nB,Chef,saved\n").encode())
    touched = Application.objects.get(company__name="A")
    Note.objects.create(application=touched, text="They rang.", at=NOW)
    runs.undo(run, at=NOW)
    runs.work_on(run, at=NOW, stopping=lambda: False)
    assert (list(Application.objects.all()), verdicts(run)) == ([touched], [(2, "changed"), (3, "added")])
    assert runs.undo(run, at=NOW, everything=True)
    runs.work_on(run, at=NOW, stopping=lambda: False)
    assert list(Application.objects.binned(maya)) == [touched]


def test_what_time_did_is_no_change(maya: User) -> None:
    run = imported(maya, table({"applied_on": "2026-09-01"}), at=NOW)
    Reminder.objects.update(state="told", told_at=NOW + timedelta(days=8))
    runs.undo(run, at=NOW + timedelta(days=9))
    runs.work_on(run, at=NOW + timedelta(days=9), stopping=lambda: False)
    assert not Application.objects.exists()


def test_a_mail_that_was_written_for_one_no_longer_leaves(maya: User) -> None:
    run = imported(maya, (HOME + "A,Chef,saved\n").encode())
    reminder = ReminderFactory.create(application=Application.objects.get(), kind="follow_up")
    mail = OutgoingEmail.objects.create(
        key=reminder.mail_key,
        user=maya,
        to=maya.email,
        subject="-",
        text="-",
        message_id="<1>",
        created_at=NOW,
        next_try_at=NOW,
    )
    runs.undo(run, at=NOW)
    runs.work_on(run, at=NOW, stopping=lambda: False)
    mail.refresh_from_db()
    assert mail.state == "cancelled"


def test_people_whom_something_else_needs_stay(maya: User) -> None:
    run = imported(maya, table({"contact_name": "Tom", "contact_email": "tom@a.example"}), at=NOW)
    other = ApplicationFactory.create(user=maya)
    other.contacts.add(Contact.objects.get())
    runs.undo(run, at=NOW)
    runs.work_on(run, at=NOW, stopping=lambda: False)
    assert [str(person) for person in Contact.objects.all()] == ["Tom"]
    assert sorted(map(str, Company.objects.all())) == sorted({"Acme & Sons", str(other.company)})


def test_whoever_was_typed_about_or_became_one_with_somebody_stays(maya: User) -> None:
    rows = [
        {"company": name, "contact_name": f"Tom {name}", "contact_email": f"tom@{name}.example"} for name in "abcd"
    ]
    run = imported(maya, table(*rows), at=NOW)
    Contact.objects.filter(name="Tom a").update(notes="Call after six.")
    Company.objects.filter(name="b").update(website="https://b.example")
    tom, known = Contact.objects.get(name="Tom c"), ContactFactory.create(user=maya)
    merge(tom, known, chosen={}, seen=fingerprint(tom, known), by=maya, at=NOW)
    runs.undo(run, at=NOW)
    runs.work_on(run, at=NOW, stopping=lambda: False)
    assert sorted(map(str, Contact.objects.all())) == ["Tom a", "Tom c"]
    assert sorted(map(str, Company.objects.all())) == ["a", "b", "c"]


def test_after_thirty_days_it_is_not_taken_back_and_its_rows_are_forgotten(maya: User) -> None:
    run = imported(maya, (HOME + "A,Chef,saved\n").encode(), at=NOW)
    later = NOW + timedelta(days=32)
    assert not runs.undo(run, at=later)
    runs.begin(user=maya, name="x", data=b"a\n1\n", at=later)
    assert (run.rows.count(), Application.objects.count()) == (0, 1)


def test_the_header_of_the_tests_is_known() -> None:
    assert guess(HEAD, []).columns == HEAD


def test_many_rows_that_are_kept_together_are_as_if_each_were_kept_by_itself(maya: User, otto: User) -> None:
    header = "company,position,status,applied_on,contact_name,contact_email,interview_stage,interview_at"
    rows = [
        "Acme,Chef,applied,2026-08-03,Ana,ana@x.example,,",
        "ACME,Cook,interviewing,2026-08-04,ANA,Ana@X.example,panel,2026-10-01 10:00",
        " Acme ,Baker,applied,,Bo,ana@x.example,panel,2026-10-02 10:00",
        "Zeta,Chef,rejected,2026-08-03,Known,KNOWN@x.example,,",
        "Zeta,Cook,saved,,Somebody,known@x.example,,",
        "Zeta,Baker,saved,,No Address,,,",
        "Zeta,Maker,saved,,no address,,,",
        "Łódź,Chef,withdrawn,2026-08-03,Ana,,screening,2026-08-10 10:00",
        "Zeta,Cook,saved,,,,,",
    ]
    for user in (maya, otto):
        zeta = CompanyFactory.create(user=user, name="zeta")
        ContactFactory.create(user=user, name="known", email="known@X.example", company=zeta)
        ApplicationFactory.create(user=user, company=zeta, position="Maker", applied_on=None)
    # It stands under the thanks.
    otto.display_name = maya.display_name
    otto.save()
    data = "\n".join([header, *rows]).encode()
    became = [*["added"] * 6, "there", "added", "there"]
    assert [verdict for _line, verdict in verdicts(imported(maya, data, NOW))] == became
    assert [result.kind for result in import_rows(data, user=otto, at=NOW)] == became
    hers, his = everything(maya), everything(otto)
    for found in (hers, his):
        # One by one, an application called for a follow-up until its round was read.
        standing = [row for row in found["tracker.Reminder"] if row["state"] != "cancelled"]
        found["tracker.Reminder"] = sorted(standing, key=repr)
    assert hers == his


def test_a_row_more_costs_few_questions_more(maya: User) -> None:
    asked = []
    for count in (10, 60):
        lines = [f"Company {count} {n},Chef,applied,Ana {n},ana{count}.{n}@x.example" for n in range(count)]
        run = checked(maya, "\n".join(["Company,Position,Status,Contact,Email", *lines]).encode(), NOW)
        runs.start(run, at=NOW)
        with CaptureQueriesContext(connection) as seen:
            runs.work_on(run, at=NOW, stopping=lambda: False)
        asked.append(sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in seen))
    assert (asked[1] - asked[0]) / 50 < 6


def test_if_somebody_makes_one_of_its_companies_meanwhile_each_row_is_kept_by_itself(
    maya: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_args: Any) -> None:
        raise IntegrityError("one_company_per_name")

    monkeypatch.setattr(keeping.Together, "_people", breaks)
    run = imported(maya, (HOME + "A,Chef,saved\na,Cook,saved\nB,Chef,saved\n").encode(), NOW)
    assert verdicts(run) == [(2, "added"), (3, "added"), (4, "added")]
    assert [str(company) for company in Company.objects.order_by("pk")] == ["A", "B"]
