"""What was attached comes back: the files that lay beside a record, checked when they were brought."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from tracker import files, services
from tracker.exchange.building import Built
from tracker.models import Application, Attachment, ImportedFile, ImportRun
from tracker.rows import Problem

FIELD = "attachments"


class Filing:
    """The files of one run."""

    def __init__(self, run: ImportRun, *, at: datetime) -> None:
        self.run, self.at = run, at

    def remarks(self, built: Built) -> list[Problem]:
        """What will not come back, and what to do about it."""
        return [Problem(FIELD, said) for attachment, held in self._found(built) if (said := _unfit(attachment, held))]

    def attach(self, application: Application, built: Built) -> list[Problem]:
        """Attach what can be, and say of the others why not. Whatever is missing: the application is kept."""
        remarks = []
        for attachment, held in self._found(built):
            said = _unfit(attachment, held)
            if not said and held is not None:
                said = self._attach(application, attachment, held)
            if said:
                remarks.append(Problem(FIELD, said))
        return remarks

    def _attach(self, application: Application, attachment: Attachment, held: ImportedFile) -> str:
        name = files.safe_name(attachment.name)
        if not services.store().exists(held.path):
            return _missing(name)
        checked = files.Checked(name, held.media_type, held.size, held.sha256)
        try:
            services.attach_stored(
                application,
                checked=checked,
                path=held.path,
                kind=attachment.kind,
                by=self.run.user,
                at=self.at,
                added_at=attachment.added_at,
            )
        except files.Unfit as refusal:
            return str(refusal)
        return ""

    def _found(self, built: Built) -> Iterator[tuple[Attachment, ImportedFile | None]]:
        if not built.attachments:
            return
        members = [member for _attachment, member in built.attachments]
        held = {each.member: each for each in self.run.files.filter(member__in=members)}
        for attachment, member in built.attachments:
            yield attachment, held.get(member)


def _unfit(attachment: Attachment, held: ImportedFile | None) -> str:
    name = files.safe_name(attachment.name)
    if held is None:
        return _missing(name)
    if held.refusal:
        return held.refusal
    kind = files.KINDS.get(PurePosixPath(name).suffix)
    return "" if kind and kind.media_type == held.media_type else files.misnamed(name)


def _missing(name: str) -> str:
    return _("%(name)s is not in what you brought. Attach it once more.") % {"name": name}
