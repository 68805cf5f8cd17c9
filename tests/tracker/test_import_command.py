"""manage.py import_applications: what it prints, and how it ends."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from tests.tracker.test_importing import HEAD, table
from tracker.models import Application


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "search.csv"
    path.write_bytes(table({}, {"status": "hired!!"}, {"position": "Baker"}, {}))
    return path


def command(*arguments: object) -> tuple[str, str]:
    """What the command prints, and what it ends with."""
    out = io.StringIO()
    try:
        call_command("import_applications", *map(str, arguments), stdout=out)
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


def test_the_command_counts_names_the_bad_rows_and_ends_with_an_error(maya: User, file: Path) -> None:
    said, ended = command(file, "--user", "Maya@Lindholm.example")
    assert said.splitlines() == [
        "line 3 refused, status: “hired!!” is none of the words we know. Write one of: saved, applied, "
        "in conversation, interviewing, offer, accepted, rejected, withdrawn, lapsed.",
        "added 2, already there 1, refused 1",
    ]
    assert ended == (
        "One row was refused. Mend it in the file and run this again: what is there already stays as it is."
    )


def test_the_command_ends_well_when_everything_was_read(maya: User, file: Path) -> None:
    file.write_bytes(table({}))
    assert command(file, "--user", maya.email) == ("added 1, already there 0, refused 0\n", "")
    assert command(file, "--user", maya.email) == ("added 0, already there 1, refused 0\n", "")


def test_the_command_says_how_far_it_is(maya: User, file: Path) -> None:
    file.write_bytes(table(*({"position": f"Welder {number}"} for number in range(101))))
    said, _ended = command(file, "--user", maya.email)
    assert said.splitlines() == [
        "added 100, already there 0, refused 0",
        "added 101, already there 0, refused 0",
    ]


def test_on_a_terminal_the_count_is_one_line_that_changes(maya: User, file: Path) -> None:
    out = io.StringIO()
    out.isatty = lambda: True  # type: ignore[method-assign]
    file.write_bytes(table(*({"position": f"Welder {number}"} for number in range(101))))
    call_command("import_applications", str(file), "--user", maya.email, stdout=out)
    assert out.getvalue() == (
        "\r\x1b[Kadded 100, already there 0, refused 0\r\x1b[Kadded 101, already there 0, refused 0\n"
    )


def test_the_command_names_columns_it_leaves_out(maya: User, file: Path) -> None:
    file.write_bytes(table({"mood": "good"}, head=[*HEAD, "mood"]))
    assert command(file, "--user", maya.email)[0].splitlines()[0] == (
        "Left out, since we do not know these columns: mood"
    )


def test_a_missing_file_an_unknown_person_and_a_file_without_columns_say_what_to_do(
    maya: User, file: Path, tmp_path: Path
) -> None:
    nowhere = tmp_path / "nowhere.csv"
    assert command(nowhere, "--user", maya.email)[1] == (
        f"{nowhere} cannot be read (No such file or directory). Check the path."
    )
    assert command(file, "--user", "nobody@home.example")[1] == (
        "There is no account nobody@home.example. Sign up with this address first, or name another with --user."
    )
    file.write_bytes(b"Name,City\n")
    assert command(file, "--user", maya.email)[1] == (
        "The first line does not name the column company, position, status. Begin the file with the names of its "
        "columns, separated by commas, and save it as CSV in UTF-8."
    )
    assert not Application.objects.exists()
