"""A file comes in: brought, matched, looked at, imported, and taken back."""

import time
from collections.abc import Callable

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from accounts.http import Request
from outbox.health import is_at_work
from tracker.exchange import archive, files, runs
from tracker.exchange.matching import Matching
from tracker.exchange.progress import PAGE, progress, shown_rows
from tracker.forms.importing import MatchForm, UploadForm
from tracker.models import ImportRow, ImportRun
from tracker.rows import Unreadable
from tracker.views.uploads import Limited

State = ImportRun.State
# What is small is done at once; what is large goes on with the worker, and nobody waits for a page.
AT_ONCE_SECONDS = 2.0
PRESSED_SECONDS = 8.0
LATEST = 10
LONG_TEXTS = ("posting_text", "notes", "liked")


def import_of(request: Request, pk: int) -> ImportRun:
    """The person's import; a stranger's is as missing as one that never was."""
    return get_object_or_404(ImportRun.objects.for_user(request.user).select_related("user"), pk=pk)


def _limit(name: str) -> tuple[int, str]:
    most = archive.most_bytes(name)
    if most > files.MOST_BYTES:
        text = _("This backup is larger than %(most)d MB. Take bowout.json out of it, and bring that alone.")
    else:
        text = _("This file is larger than %(most)d MB. Divide it, and bring the parts one after the other.")
    return most, text % {"most": most // files.MEGABYTE}


# As with attachments: who reads the token decides how files arrive, so it is checked further in.
@csrf_exempt
def bring(request: Request) -> HttpResponseBase:
    """Where a file is brought, and those that were."""
    limited = Limited(request, _limit, most=1)
    request.upload_handlers.insert(0, limited)
    return _bring(request, limited)


@csrf_protect
def _bring(request: Request, limited: Limited) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if limited.refused:
        form.fields["file"].required = False
        form.add_error("file", limited.refused[0])
    elif form.is_bound and form.is_valid():
        try:
            run = _begin(request, form.cleaned_data["file"])
        except Unreadable as error:
            form.add_error("file", str(error))
        else:
            runs.work_on(run, at=request.at, stopping=_in(AT_ONCE_SECONDS))
            return redirect("tracker:match_import" if run.state == State.MATCHING else "tracker:import", run.pk)
    latest = ImportRun.objects.for_user(request.user)[:LATEST]
    context = {"form": form, "latest": latest, "at": request.at}
    return render(request, "tracker/bring.html", context, status=422 if form.errors else 200)


def _begin(request: Request, file: UploadedFile[bytes]) -> ImportRun:
    brought = archive.opened(file)
    try:
        return runs.begin(
            user=request.user, name=file.name or "", data=brought.data, beside=brought.files, at=request.at
        )
    except Unreadable:
        archive.forget(brought)
        raise


def match(request: Request, pk: int) -> HttpResponse:
    """Which column is what. Tried out at once, or as much of it as fits into a moment."""
    run = import_of(request, pk)
    if run.own or run.state not in (State.MATCHING, State.CHECKING, State.CHECKED):
        return redirect("tracker:import", pk)
    matching = Matching.of(run.matching)
    chosen = [request.POST.get(f"column_{place}", "") for place in range(len(run.header))]
    columns = chosen if request.method == "POST" else matching.columns
    words = runs.words(run, columns.index("status") if "status" in columns else None)
    form = MatchForm(request.POST or None, header=run.header, matching=matching, words=words)
    if request.method == "POST" and form.is_valid():
        if form.asked_about():
            runs.match(run, form.result())
            runs.work_on(run, at=request.at, stopping=_in(AT_ONCE_SECONDS))
            return redirect("tracker:import", pk)
        messages.info(
            request, _("This column says where things stand in words of its own. Say below what they mean.")
        )
    samples = runs.samples(run)
    context = {
        "run": run,
        "form": form,
        "columns": [(form[f"column_{place}"], _three(samples, place)) for place in range(len(run.header))],
        "words": [(form[field], words[word]) for field, word in form.words.items()],
    }
    return render(request, "tracker/import_match.html", context, status=422 if request.method == "POST" else 200)


def _three(samples: list[list[str]], place: int) -> list[str]:
    """Three things that stand in a column."""
    return list(dict.fromkeys(cells[place] for cells in samples if cells[place]))[:3]


def show(request: Request, pk: int) -> HttpResponse:
    """What will happen row by row, how far it is, or what happened."""
    run = import_of(request, pk)
    if run.state == State.MATCHING:
        return redirect("tracker:match_import", pk)
    found = progress(run)
    verdict = request.GET.get("show", "")
    rows = run.rows.exclude(verdict="")
    if verdict in ImportRow.Verdict.values:
        rows = run.rows.filter(verdict=verdict)
    page, before, after = _page(rows, request)
    context = {
        "run": run,
        "progress": found,
        "shows": [(name, label, found.of[name]) for name, label in ImportRow.Verdict.choices if found.of[name]],
        "verdict": verdict,
        "rows": shown_rows(run, page),
        "before": before,
        "after": after,
        "is_at_work": is_at_work(at=request.at),
        "can_undo": run.kept_at is not None and request.at - run.kept_at <= runs.KEPT,
    }
    return render(request, "tracker/import.html", context)


def _page(rows: runs.Rows, request: Request) -> tuple[list[ImportRow], int | None, int | None]:
    """Fifty rows from a line on, and the lines from which the pages before and after begin."""
    rows = rows.select_related("application").defer(*(f"application__{name}" for name in LONG_TEXTS))
    after, before = (_number(request.GET.get(name, "")) for name in ("after", "before"))
    if before is not None:
        found = list(rows.filter(line__lt=before).order_by("-line")[:PAGE])[::-1]
    else:
        found = list(rows.filter(line__gt=after or 0).order_by("line")[:PAGE])
    if not found:
        return [], None, None
    earlier = rows.filter(line__lt=found[0].line).exists()
    later = rows.filter(line__gt=found[-1].line).exists()
    return found, found[0].line if earlier else None, found[-1].line if later else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def state(request: Request, pk: int) -> HttpResponse:
    """How far it is, for the page that waits; the whole page once it is done."""
    run = import_of(request, pk)
    if run.state not in ImportRun.AT_WORK:
        return HttpResponseClientRedirect(reverse("tracker:import", args=[pk]))
    context = {"run": run, "progress": progress(run), "is_at_work": is_at_work(at=request.at)}
    return render(request, "tracker/_import_state.html", context)


@require_POST
def keep(request: Request, pk: int) -> HttpResponse:
    """Import what was looked at."""
    run = import_of(request, pk)
    if runs.start(run, at=request.at):
        runs.work_on(run, at=request.at, stopping=_in(AT_ONCE_SECONDS))
    return redirect("tracker:import", pk)


@require_POST
def go_on(request: Request, pk: int) -> HttpResponse:
    """The next rows, by hand: where no worker runs."""
    runs.work_on(import_of(request, pk), at=request.at, stopping=_in(PRESSED_SECONDS))
    return redirect("tracker:import", pk)


@require_POST
def undo(request: Request, pk: int) -> HttpResponse:
    """Take an import back; with `everything` also what was changed since."""
    run = import_of(request, pk)
    if runs.undo(run, at=request.at, everything=request.POST.get("everything") == "1"):
        runs.work_on(run, at=request.at, stopping=_in(AT_ONCE_SECONDS))
    else:
        messages.error(request, _("This import cannot be taken back any more, or another window did it."))
    return redirect("tracker:import", pk)


@require_POST
def discard(request: Request, pk: int) -> HttpResponse:
    """Forget a file of which nothing was imported."""
    run = import_of(request, pk)
    if runs.discard(run):
        messages.success(request, _("Left. Nothing of it was added."))
        return redirect("tracker:bring")
    messages.error(request, _("Rows of it are imported already. You can take them back here."))
    return redirect("tracker:import", pk)


def _in(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end
