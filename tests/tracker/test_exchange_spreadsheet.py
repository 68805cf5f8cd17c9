"""A workbook of ours in a real spreadsheet: no cell is a formula, and what it saves comes in again.

Needs LibreOffice, and says so where there is none.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from accounts.models import User
from tests.factories import ApplicationFactory
from tests.tracker.exchanging import a_full_search, everything, exported, imported
from tracker.exchange.guard import FORMULA

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]
SIGNS = [*FORMULA, "#N/A", "{=1}", "1e5", "TRUE", "2026-09-03"]


def converted(file: Path, to: str) -> Path:
    """The file as LibreOffice saves it."""
    home = f"-env:UserInstallation=file://{file.parent}/home"
    command = ["soffice", home, "--headless", "--convert-to", to, "--outdir", str(file.parent / to), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return file.parent / to / f"{file.stem}.{to}"


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_spreadsheet_sees_no_formula_and_no_number_where_text_was_typed(
    maya: User, tmp_path: Path, kind: str
) -> None:
    for sign in SIGNS:
        ApplicationFactory.create(user=maya, notes=f"{sign}1+1", liked=sign, position=f"{sign.strip()}SUM(A1)")
    file = tmp_path / f"search.{kind}"
    file.write_bytes(exported(maya, kind))
    sheet = converted(file, "fods").read_text()
    assert re.findall(r'table:formula="[^"]*"', sheet) == []


def test_what_a_spreadsheet_saves_of_it_comes_in_again(maya: User, otto: User, tmp_path: Path) -> None:
    # LibreOffice has one kind of line break.
    application = a_full_search(maya)
    application.posting_text = "Nights.\n\t=1+1 🌱"
    application.save()
    for sign in FORMULA:
        ApplicationFactory.create(user=maya, notes=f"{sign}1")
    file = tmp_path / "search.xlsx"
    file.write_bytes(exported(maya, "xlsx"))
    imported(otto, converted(file, "xlsx").read_bytes())
    hers = everything(maya)
    # What hangs on the person alone is in the backup only.
    del hers["tracker.Rule"][1]
    assert everything(otto) == hers
