from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from tracker.importing import import_rows, unknown_columns
from tracker.rows import Problem, Unreadable

EVERY = 100


class Command(BaseCommand):
    """Keeps the good rows of a CSV file and names the others by line. The same file again adds nothing."""

    help = (
        "Add the applications in a CSV file (UTF-8, first line: company, position, status, …) to a person's search."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the CSV file")
        parser.add_argument("--user", required=True, metavar="EMAIL", help="whose search it is")

    def handle(self, *args: Any, **options: Any) -> None:
        data, user = _content(options["file"]), _person(options["user"])
        self.counts = {"added": 0, "there": 0, "refused": 0}
        try:
            # Said before the first row: a misspelt heading is the likeliest reason that everything after looks empty.
            if unknown := unknown_columns(data):
                self._say(
                    _("Left out, since we do not know these columns: %(names)s") % {"names": ", ".join(unknown)}
                )
            for number, result in enumerate(import_rows(data, user=user, at=timezone.now()), 1):
                self.counts[result.kind] += 1
                for remark in result.remarks:
                    self._remark(result.line, result.kind == "refused", remark)
                if number % EVERY == 0:
                    self._progress()
        except Unreadable as error:
            raise CommandError(str(error)) from error
        self._progress(end="\n")
        if refused := self.counts["refused"]:
            message = ngettext(
                "One row was refused. Mend it in the file and run this again: what is there already stays as it is.",
                "%(count)d rows were refused. Mend them in the file and run this again: "
                "what is there already stays as it is.",
                refused,
            )
            # The good rows are kept all the same; the exit code tells a script that not all of them were.
            raise CommandError(message % {"count": refused})

    def _remark(self, line: int, refused: bool, remark: Problem) -> None:
        names = {"line": line, "remark": remark}
        text = _("line %(line)d refused, %(remark)s") if refused else _("line %(line)d kept, %(remark)s")
        self._say(text % names)

    def _say(self, text: str) -> None:
        """A line that stays: above the progress, which a terminal writes over itself."""
        self.stdout.write(f"\r\x1b[K{text}" if self.stdout.isatty() else text)

    def _progress(self, end: str = "") -> None:
        text = _("added %(added)d, already there %(there)d, refused %(refused)d") % self.counts
        if self.stdout.isatty():
            self.stdout.write(f"\r\x1b[K{text}", ending=end)
            self.stdout.flush()
        else:
            self.stdout.write(text)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = {"path": path, "reason": error.strerror}
        raise CommandError(_("%(path)s cannot be read (%(reason)s). Check the path.") % reason) from error


def _person(email: str) -> User:
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        message = _("There is no account %(email)s. Sign up with this address first, or name another with --user.")
        raise CommandError(message % {"email": email})
    return user
