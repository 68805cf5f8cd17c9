"""Applications go out: those of a view of the list, or everything that is kept."""

from collections.abc import Iterator

from django.http import StreamingHttpResponse

from accounts.http import Request
from tracker.exchange import archive, writing
from tracker.filters import list_state
from tracker.models import Application
from tracker.models.application import ApplicationQuerySet


def export(request: Request) -> StreamingHttpResponse:
    """The applications that the list shows for this address, as CSV, XLSX or JSON; with `everything` all of them, and
    as ZIP with their files. It leaves as it is read: the first line of a hundred thousand is there at once."""
    asked = request.GET.get("format", "")
    everything = request.GET.get("everything") == "1"
    formats = writing.FORMATS | ({"zip": "application/zip"} if everything else {})
    kind = asked if asked in formats else "csv"
    name = f"bowout-{'everything' if everything else 'applications'}-{request.user.local(request.at):%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(_pieces(request, kind, everything), content_type=formats[kind], headers=headers)


def _pieces(request: Request, kind: str, everything: bool) -> Iterator[bytes] | Iterator[str]:
    if kind == "zip":
        return archive.pieces(request.user, at=request.at)
    rows = _rows(request, everything)
    if kind == "json":
        return writing.as_json(rows, backup_of=request.user if everything else None)
    return writing.as_xlsx(rows) if kind == "xlsx" else writing.as_csv(rows)


def _rows(request: Request, everything: bool) -> ApplicationQuerySet:
    if everything:
        # The bin, too: a backup forgets nothing.
        return Application.objects.filter(user=request.user).order_by("pk")
    state = list_state(request.GET, request.user, request.at)
    return state.rows().order_by("pk")
