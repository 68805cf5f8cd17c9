"""Applications go out: those of a view of the list, or everything that is kept."""

import tempfile

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse

from accounts.http import Request
from tracker.exchange import archive, writing
from tracker.filters import list_state
from tracker.models import Application
from tracker.models.application import ApplicationQuerySet


def export(request: Request) -> HttpResponseBase:
    """The applications that the list shows for this address, as CSV, XLSX or JSON; with `everything` all of them, and
    as ZIP with their files."""
    asked = request.GET.get("format", "")
    everything = request.GET.get("everything") == "1"
    formats = writing.FORMATS | ({"zip": "application/zip"} if everything else {})
    kind = asked if asked in formats else "csv"
    rows = _rows(request, everything)
    name = f"bowout-{'everything' if everything else 'applications'}-{request.user.local(request.at):%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if kind in ("xlsx", "zip"):
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it has left
        if kind == "xlsx":
            writing.as_xlsx(rows, file)
        else:
            archive.write(request.user, file, at=request.at)
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=name, content_type=formats[kind], headers=headers)
    owner = request.user if everything else None
    lines = writing.as_json(rows, backup_of=owner) if kind == "json" else writing.as_csv(rows)
    return StreamingHttpResponse(lines, content_type=formats[kind], headers=headers)


def _rows(request: Request, everything: bool) -> ApplicationQuerySet:
    if everything:
        # The bin, too: a backup forgets nothing.
        return Application.objects.filter(user=request.user).order_by("pk")
    state = list_state(request.GET, request.user, request.at)
    return state.rows().order_by("pk")
