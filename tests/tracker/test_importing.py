"""A job search out of a CSV file: the good rows kept, the bad ones named by line, field and remedy."""

import csv
import io
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import Model
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import User
from outbox.models import OutgoingEmail
from tests.factories import NOW, CompanyFactory, ContactFactory
from tracker import importing
from tracker.importing import Result, import_rows, read
from tracker.models import Application, Company, Contact, Interview, Note, Reminder, Status, StatusChange
from tracker.rows import Problem, Refusal, Row, Unreadable

HEAD = [
    *("company", "position", "status", "applied_on", "source", "posting_url", "location"),
    *("salary_min", "salary_max", "currency", "contact_name", "contact_role", "contact_email"),
    *("interview_stage", "interview_at", "interview_time_zone", "notes"),
]
PATIENT = settings(deadline=None)  # a busy machine is no failure
GOOD = {"company": "Acme & Sons", "position": "Welder (MIG/TIG)", "status": "applied", "applied_on": "2026-08-03"}


def table(*rows: dict[str, str], head: list[str] = HEAD) -> bytes:
    """A file with these rows, each of them good but for what it names."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, head)
    writer.writeheader()
    writer.writerows({**GOOD, **row} for row in rows)
    return out.getvalue().encode()


def run(data: bytes, user: User, at: datetime = NOW) -> list[Result]:
    return list(import_rows(data, user=user, at=at))


def refusals(user: User, **row: str) -> list[str]:
    """What a single row is refused for; a row that is kept fails the test."""
    (result,) = run(table(row), user)
    assert result.kind == "refused"
    assert not Application.objects.exists()
    return [str(problem) for problem in result.remarks]


def rows_of(*models: type[Model]) -> int:
    return sum(model._default_manager.count() for model in models)


EVERYTHING = (Application, Company, Contact, Interview, Note, Reminder, StatusChange)


# What is kept


def test_every_column_arrives_where_a_form_would_put_it(maya: User) -> None:
    row = {
        "company": "Hôpital Saint-Éloi",
        "position": "Staff Nurse (Band 6)",
        "status": "in conversation",
        "applied_on": "2026-08-03",
        "source": "Agency: Hays",
        "posting_url": "https://careers.example/7?ref=a&b=c",
        "location": "On site, São Paulo",
        "salary_min": "42,000",
        "salary_max": "57.000",
        "currency": "eur",
        "contact_name": "Nguyễn Thị Hạnh",
        "contact_role": "agency recruiter",
        "contact_email": "hanh@mail.example",
        "notes": 'Two lines, with a comma,\nand "quotes". 🌱',
    }
    assert run(table(row), maya) == [Result(2, "added")]
    kept = Application.objects.get()
    assert {
        "user": kept.user,
        "company": kept.company.name,
        "position": kept.position,
        "status": kept.status,
        "applied_on": kept.applied_on,
        "source": kept.source,
        "posting_url": kept.posting_url,
        "location": kept.location,
        "salary": (kept.salary_min, kept.salary_max, kept.currency),
        "notes": kept.notes,
        "people": [(person.name, person.role, person.email, person.company) for person in kept.contacts.all()],
    } == {
        "user": maya,
        "company": "Hôpital Saint-Éloi",
        "position": "Staff Nurse (Band 6)",
        "status": "in_conversation",
        "applied_on": date(2026, 8, 3),
        "source": "Agency: Hays",
        "posting_url": "https://careers.example/7?ref=a&b=c",
        "location": "On site, São Paulo",
        "salary": (42000, 57000, "EUR"),
        "notes": 'Two lines, with a comma,\nand "quotes". 🌱',
        "people": [("Nguyễn Thị Hạnh", "agency_recruiter", "hanh@mail.example", kept.company)],
    }


def test_three_columns_in_any_order_are_enough(maya: User) -> None:
    assert run(b"Status,Position,COMPANY\nSaved,Baker,Casa do P\xc3\xa3o\n", maya) == [Result(2, "added")]
    kept = Application.objects.get()
    assert (kept.company.name, kept.position, kept.status) == ("Casa do Pão", "Baker", Status.SAVED)


def test_spaces_around_a_cell_are_no_part_of_it(maya: User) -> None:
    run(b"company , position,status\n Acme & Sons , Welder , saved \n", maya)
    kept = Application.objects.get()
    assert (kept.company.name, kept.position, kept.status) == ("Acme & Sons", "Welder", Status.SAVED)


def test_a_byte_order_mark_is_no_part_of_the_first_column(maya: User) -> None:
    assert run(b"\xef\xbb\xbf" + table({}), maya) == [Result(2, "added")]


def test_it_stands_since_noon_of_the_day_applied_on_the_persons_clock(maya: User) -> None:
    run(table({"applied_on": "2026-08-03"}), maya)
    kept = Application.objects.get()
    noon = datetime(2026, 8, 3, 10, 0, tzinfo=UTC)
    assert (kept.status_since, kept.created_at, kept.changes.get().at) == (noon, noon, noon)


@pytest.mark.parametrize("day", ["", "2026-09-04"])
def test_without_a_day_or_with_one_ahead_it_stands_since_now(maya: User, day: str) -> None:
    run(table({"applied_on": day}), maya)
    assert Application.objects.get().status_since == NOW


def test_a_withdrawn_row_is_withdrawn_since_then(maya: User) -> None:
    run(table({"status": "withdrawn"}), maya)
    kept = Application.objects.get()
    assert kept.withdrawn_at == kept.status_since == datetime(2026, 8, 3, 10, 0, tzinfo=UTC)


def test_a_company_and_a_person_known_already_are_used_again(maya: User, otto: User) -> None:
    acme = CompanyFactory.create(user=maya, name="ACME & Sons")
    ContactFactory.create(user=otto, name="Priya Raghunathan", email="Priya@mail.example")
    priya = ContactFactory.create(user=maya, company=acme, name="Priya Raghunathan", email="priya@mail.example")
    run(table({"contact_name": "Priya Raghunathan", "contact_email": "Priya@mail.example"}), maya)
    kept = Application.objects.get()
    assert (kept.company, list(kept.contacts.all())) == (acme, [priya])


def test_two_people_of_one_name_without_an_address_are_one_in_a_company_and_two_in_two(maya: User) -> None:
    tom = {"contact_name": "Tom"}
    acme, again, lumen = {**tom}, {**tom, "position": "Baker"}, {**tom, "company": "Lumen Health"}
    run(table(acme, again, lumen), maya)
    assert sorted(str(person.company) for person in Contact.objects.all()) == ["Acme & Sons", "Lumen Health"]


def test_a_part_without_a_name_or_address_is_nobody(maya: User) -> None:
    run(table({"contact_role": "recruiter"}), maya)
    assert not Contact.objects.exists()


def test_a_formula_stays_text(maya: User) -> None:
    run(table({"notes": "=1+1 is not a formula"}), maya)
    assert Application.objects.get().notes == "=1+1 is not a formula"


def test_columns_that_we_do_not_know_are_named_and_left_out(maya: User) -> None:
    data = table({"mood": "\0"}, head=[*HEAD, "mood"])
    assert importing.unknown_columns(data) == ["mood"]
    assert run(data, maya) == [Result(2, "added")]


def test_empty_lines_are_no_rows(maya: User) -> None:
    assert run(b"company,position,status\n\nAcme,Welder,saved\n,,\n\n", maya) == [Result(3, "added")]


# Rounds


def test_a_round_is_kept_at_its_hour_there_with_whom_it_is(maya: User) -> None:
    row = {
        "status": "interviewing",
        "contact_name": "Dr. Amin El-Sayed",
        "contact_role": "hiring manager",
        "interview_stage": "panel",
        "interview_at": "2026-09-10 16:30",
        "interview_time_zone": "America/New_York",
    }
    run(table(row), maya)
    kept = Interview.objects.get()
    assert (kept.stage, kept.starts_at, kept.time_zone, [str(person) for person in kept.interviewers.all()]) == (
        Interview.Stage.PANEL,
        datetime(2026, 9, 10, 20, 30, tzinfo=UTC),
        "America/New_York",
        ["Dr. Amin El-Sayed"],
    )


def test_a_round_without_a_zone_is_on_the_persons_clock(maya: User) -> None:
    run(table({"status": "interviewing", "interview_at": "2026-09-10T16:30"}), maya)
    kept = Interview.objects.get()
    assert (kept.stage, kept.starts_at, kept.time_zone) == (
        Interview.Stage.OTHER,
        datetime(2026, 9, 10, 14, 30, tzinfo=UTC),
        "Europe/Berlin",
    )


@pytest.mark.parametrize(
    ("status", "hour", "state"),
    [
        ("interviewing", "2026-09-03 14:02", Interview.State.DONE),
        ("interviewing", "2026-09-03 14:03", Interview.State.ACCEPTED),
        ("rejected", "2026-09-03 14:02", Interview.State.DONE),
        ("rejected", "2026-09-03 14:03", Interview.State.CANCELLED),
        ("interviewing", "", Interview.State.ACCEPTED),
        ("rejected", "", Interview.State.DONE),
    ],
)
def test_a_round_past_is_done_and_one_ahead_stands_if_the_application_does(
    maya: User, status: str, hour: str, state: Interview.State
) -> None:
    run(table({"status": status, "interview_stage": "final", "interview_at": hour}), maya)
    assert Interview.objects.get().state == state


def test_a_round_ahead_is_reminded_of_and_one_long_past_is_not(maya: User) -> None:
    past = {"status": "interviewing", "interview_at": "2026-08-20 10:00"}
    ahead = {"status": "interviewing", "interview_at": "2026-09-10 16:30", "company": "Lumen Health"}
    run(table(past, ahead), maya)
    reminders = Reminder.objects.values_list("application__company__name", "kind")
    assert sorted(reminders) == [("Lumen Health", "interview"), ("Lumen Health", "thank_you")]
    assert not OutgoingEmail.objects.exists()


def test_an_hour_that_comes_twice_is_the_first_and_is_said(maya: User) -> None:
    twice = {"interview_at": "2026-10-25 02:30", "status": "interviewing", "interview_time_zone": "Europe/Berlin"}
    text = (
        "2026-10-25 02:30 comes twice in Europe/Berlin, since the clocks go back then. The first of the two is kept."
    )
    assert run(table(twice), maya) == [Result(2, "added", (Problem("interview_at", text),))]
    assert Interview.objects.get().starts_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_round_without_an_hour_is_said(maya: User) -> None:
    text = "There is no hour, so the round is kept without one."
    (result,) = run(table({"status": "interviewing", "interview_stage": "panel"}), maya)
    assert result.remarks == (Problem("interview_at", text),)


# What is refused, and in which words


@pytest.mark.parametrize(
    ("column", "text", "words"),
    [
        ("company", "", "This field cannot be blank."),
        ("company", "X" * 201, "Ensure this value has at most 200 characters (it has 201)."),
        (
            "company",
            "Line\nBcc: x@example.org",
            "There is a line break or a control character in this. Put it on one line.",
        ),
        ("company", "Nul\0Co", "Null characters are not allowed."),
        ("notes", "Nul\0", "Null characters are not allowed."),
        ("position", "", "This field cannot be blank."),
        (
            "status",
            "hired!!",
            "“hired!!” is none of the words we know. Write one of: saved, applied, in conversation, interviewing, "
            "offer, accepted, rejected, withdrawn, lapsed.",
        ),
        (
            "status",
            "",
            "“” is none of the words we know. Write one of: saved, applied, in conversation, interviewing, "
            "offer, accepted, rejected, withdrawn, lapsed.",
        ),
        ("applied_on", "31/02/2026", "“31/02/2026” is not a day that we can read. Write it like 2026-09-30."),
        ("applied_on", "2026-02-30", "“2026-02-30” is not a day that we can read. Write it like 2026-09-30."),
        ("applied_on", "0001-01-01", "“0001-01-01” is not a day that we can read. Write it like 2026-09-30."),
        ("salary_min", "42.5", "“42.5” is not a whole number. Write it like 42000 or 42,000."),
        ("salary_max", "abc", "“abc” is not a whole number. Write it like 42000 or 42,000."),
        ("salary_min", "9" * 12, "Ensure this value is less than or equal to 2000000000."),
        ("currency", "€UR", "Use the three letters, such as EUR."),
        ("posting_url", "not a link", "Enter a valid URL."),
        ("contact_email", "not an address", "Enter a valid email address."),
        (
            "contact_role",
            "boss",
            "“boss” is none of the words we know. Write one of: recruiter, agency recruiter, hiring manager, "
            "interviewer, coordinator, referrer.",
        ),
        (
            "interview_stage",
            "tea",
            "“tea” is none of the words we know. Write one of: phone screen, recruiter call, hiring manager, "
            "technical, take home, panel, on site, second, final, other.",
        ),
        (
            "interview_at",
            "soon",
            "“soon” is no day and hour that we can read. Write them like 2026-09-30 14:00.",
        ),
        (
            "interview_at",
            "2026-09-30 24:00",
            "“2026-09-30 24:00” is no day and hour that we can read. Write them like 2026-09-30 14:00.",
        ),
        (
            "interview_at",
            "2027-03-28 02:30",
            "2027-03-28 02:30 does not exist in Europe/Berlin: the clocks go forward then. "
            "The first time after is 2027-03-28 03:00.",
        ),
        (
            "interview_time_zone",
            "Mars/Olympus",
            "“Mars/Olympus” is not a time zone we know. Choose one such as Europe/Berlin.",
        ),
    ],
)
def test_a_cell_that_says_nothing_is_refused_with_its_remedy(maya: User, column: str, text: str, words: str) -> None:
    assert refusals(maya, **{column: text}) == [f"{column}: {words}"]


@pytest.mark.parametrize("email", ["", "x@example.org"])
def test_an_address_that_is_none_is_refused_with_the_name_of_its_column(maya: User, email: str) -> None:
    row = {"contact_name": "T\nom", "contact_email": email}
    words = "There is a line break or a control character in this. Put it on one line."
    assert refusals(maya, **row) == [f"contact_name: {words}"]


def test_a_salary_upside_down_is_refused_as_in_the_form(maya: User) -> None:
    assert refusals(maya, salary_min="90000", salary_max="40000") == [
        "salary_max: The salary range is upside down: “to” is lower than “from”."
    ]


def test_everything_wrong_with_a_row_is_said_at_once(maya: User) -> None:
    lines = refusals(maya, status="hired!!", salary_min="abc", interview_at="soon")
    assert [line.split(":")[0] for line in lines] == ["status", "salary_min", "interview_at"]


def test_a_day_that_a_zone_left_out_does_not_exist_there(maya: User) -> None:
    words = (
        "2011-12-30 00:00 does not exist in Pacific/Apia: the clocks go forward then. "
        "The first time after is 2011-12-31 00:00."
    )
    row = {"interview_at": "2011-12-30 00:00", "interview_time_zone": "Pacific/Apia"}
    assert refusals(maya, **row) == [f"interview_at: {words}"]


def test_what_upsets_a_terminal_or_fills_it_is_not_repeated(maya: User) -> None:
    (line,) = refusals(maya, applied_on="\x1b[2J" + "9" * 5000)
    shown = "·[2J" + "9" * 36
    assert line == f"applied_on: “{shown}…” is not a day that we can read. Write it like 2026-09-30."


def test_a_row_of_the_wrong_length_is_refused(maya: User) -> None:
    data = b"company,position,status\nAcme,Welder\nAcme,Welder, MIG,saved\nAcme,Baker,saved,,\n"
    short = "this row ends early: 2 of 3 columns. Add the missing commas."
    long = "this row has 4 columns, not 3. Put a text that has commas in quotation marks."
    assert run(data, maya) == [
        Result(2, "refused", (Problem("", short),)),
        Result(3, "refused", (Problem("", long),)),
        Result(4, "added"),
    ]


def test_lines_are_those_of_the_file_where_a_text_has_several(maya: User) -> None:
    data = table({"notes": "one\ntwo\r\nthree"}, {"status": "hired!!"}, {"position": "Baker"})
    assert [(result.line, result.kind) for result in run(data, maya)] == [(2, "added"), (5, "refused"), (6, "added")]


def test_an_open_quotation_mark_costs_its_own_row_only(maya: User) -> None:
    data = b'company,position,status\n"Acme,Welder,saved\n"Lumen",Baker,saved\nVela,Clerk,saved\n'
    assert [(result.line, result.kind) for result in run(data, maya)] == [(2, "refused"), (3, "added"), (4, "added")]


def test_a_row_that_is_no_utf_8_is_refused_and_the_others_are_kept(maya: User) -> None:
    data = b"company,position,status\nCasa do P\xe3o,Baker,saved\nAcme,Welder,saved\n"
    words = "There are characters in this that are no UTF-8. Save the file as CSV in UTF-8."
    assert run(data, maya) == [Result(2, "refused", (Problem("company", words),)), Result(3, "added")]


def test_a_refused_row_leaves_nothing_half_saved(maya: User) -> None:
    before = rows_of(*EVERYTHING)
    refusals(maya, company="New Ltd", contact_name="Tom", contact_email="nothing", interview_at="2026-09-10 16:30")
    assert rows_of(*EVERYTHING) == before


def test_a_row_that_breaks_while_it_is_written_leaves_nothing(maya: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("tracker.services.save_interview", breaks)
    with pytest.raises(RuntimeError, match="the disk is full"):
        run(table({"contact_name": "Tom", "interview_at": "2026-09-10 16:30"}), maya)
    assert rows_of(*EVERYTHING) == 0


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "does not name the column company, position, status"),
        (b"company,status\nAcme,saved\n", "does not name the column position"),
        (b"company;position;status\nAcme;Welder;saved\n", "separated by commas"),
        ("company,position,status\n".encode("utf-16"), "save it as CSV in UTF-8"),
        (b"company,position,status,Company\n", "names company twice"),
    ],
)
def test_a_file_without_its_columns_is_refused_as_a_whole(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        list(read(data, zone="UTC"))


# Twice adds nothing


def test_the_same_file_again_adds_nothing(maya: User) -> None:
    row = {"contact_name": "Tom", "status": "interviewing", "interview_at": "2026-09-10 16:30"}
    data = table(row, {"applied_on": ""})
    assert [result.kind for result in run(data, maya)] == ["added", "added"]
    before = rows_of(*EVERYTHING)
    assert [result.kind for result in run(data, maya, NOW + timedelta(days=1))] == ["there", "there"]
    assert rows_of(*EVERYTHING) == before


def test_a_row_repeated_in_the_file_is_one(maya: User) -> None:
    data = table({}, {"company": "ACME & SONS"}, {"applied_on": "2026-08-04"}, {"position": "Baker"})
    assert [result.kind for result in run(data, maya)] == ["added", "there", "added", "added"]


def test_a_letter_that_folds_onto_another_is_no_error(maya: User) -> None:
    kelvin = "\N{KELVIN SIGN}elvin Ltd"
    data = table({"company": "Kelvin Ltd"}, {"company": kelvin})
    assert {result.kind for result in run(data, maya)} <= {"added", "there"}
    assert [result.kind for result in run(data, maya)] == ["there", "there"]


def test_what_a_stranger_has_is_not_there_for_me(maya: User, otto: User) -> None:
    run(table({}), otto)
    assert run(table({}), maya) == [Result(2, "added")]


# Whatever the bytes


def named(item: Row | Refusal) -> bool:
    return isinstance(item, Row) or all(problem.text.strip() for problem in item.problems)


@PATIENT
@given(st.binary())
@example(b"\xff\xfe")
@example(b'"')
@example(b"company,position,status\n" + b'"' * 3)
@example(b"company,position,status\n" + b"x" * 140_000)
@example(b"company,position,status\r\rAcme,\x00,\xff")
def test_bytes_are_rows_or_named_refusals_and_nothing_else(data: bytes) -> None:
    for content in (data, ",".join(HEAD).encode() + b"\n" + data):
        items: list[Row | Refusal] = []
        with suppress(Unreadable):
            items = list(read(content, zone="Europe/Berlin"))
        assert all(named(item) for item in items)
        assert all(1 < item.line <= content.count(b"\n") + content.count(b"\r") + 1 for item in items)


ODD = st.text(max_size=12) | st.sampled_from(
    ["\0", "İ", "ß", "‮", "🌱", "{{ x }}", "' --", "2026-09-10 16:30", "a@b.example"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(HEAD, ODD)), max_size=4))
def test_odd_rows_are_kept_or_refused_by_field_and_are_there_the_second_time(
    maya: User, rows: list[dict[str, str]]
) -> None:
    data = table(*rows)
    first, second = run(data, maya), run(data, maya)
    kinds = {"added": "there", "there": "there", "refused": "refused"}
    assert [result.kind for result in second] == [kinds[result.kind] for result in first]
    assert all(problem.field in HEAD for result in first for problem in result.remarks if problem.field)
