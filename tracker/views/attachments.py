"""What was sent and what came: files of an application, brought, handed out to their owner alone, and removed."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from accounts.http import Request
from tracker import files, services
from tracker.forms import AttachmentForm
from tracker.models import Application, Attachment
from tracker.models.attachment import AttachmentQuerySet
from tracker.views.common import application_of, back, toast
from tracker.views.uploads import Limited

# One form brings this many; whoever has more presses twice, and nobody fills the disk with one request.
MOST = 10


def _limit(name: str) -> tuple[int, str]:
    return settings.ATTACHMENT_LIMIT, files.too_large(name, settings.ATTACHMENT_LIMIT)


# The token stands in the body, and whoever reads that first decides how files arrive: so it is checked further in.
@csrf_exempt
def add_attachment(request: Request, pk: int) -> HttpResponseBase:
    """A page to choose files on; what cannot be kept is named, with what to do, and the rest is kept."""
    limited = Limited(request, _limit, most=MOST)
    request.upload_handlers.insert(0, limited)
    return _add_attachment(request, pk, limited)


@csrf_protect
def _add_attachment(request: Request, pk: int, limited: Limited) -> HttpResponse:
    application = application_of(request, pk)
    form = AttachmentForm(request.POST, request.FILES) if request.method == "POST" else AttachmentForm()
    if limited.refused:
        form.fields["uploads"].required = False
    if form.is_bound and form.is_valid():
        kept = _keep(application, form, request)
        if kept:
            messages.success(request, _("Kept: %(names)s.") % {"names": ", ".join(kept)})
    for refusal in limited.refused:
        form.add_error("uploads", refusal)
    if form.is_bound and form.is_valid():
        return redirect(application)
    context = {"form": form, "application": application, "limit": settings.ATTACHMENT_LIMIT // 1_000_000}
    return render(request, "tracker/attachment_form.html", context, status=422 if form.errors else 200)


def _keep(application: Application, form: AttachmentForm, request: Request) -> list[str]:
    """The names of those that were kept; the others stand in the form's errors."""
    kept = []
    for upload in form.cleaned_data["uploads"]:
        kind = form.cleaned_data["kind"]
        try:
            kept.append(services.attach(application, upload=upload, kind=kind, by=request.user, at=request.at).name)
        except files.Unfit as refusal:
            form.add_error("uploads", str(refusal))
    return kept


def attachment_of(request: Request, pk: int) -> Attachment:
    rows: AttachmentQuerySet = Attachment.objects.for_user(request.user).select_related(
        "stored", "application__company"
    )
    return get_object_or_404(rows, pk=pk)


def attachment(request: Request, pk: int) -> HttpResponseBase:
    """The file, to be saved: never shown as a page of ours, whatever is in it."""
    found = attachment_of(request, pk)
    try:
        pieces = services.read_file(found)
    except FileNotFoundError as error:
        raise Http404 from error
    response = StreamingHttpResponse(pieces, content_type=found.stored.media_type)
    response.headers["Content-Length"] = str(found.stored.size)
    response.headers["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@require_POST
def remove_attachment(request: Request, pk: int) -> HttpResponse:
    """Into the bin with it, and said so with the way back."""
    found = attachment_of(request, pk)
    if services.detach(found, by=request.user, at=request.at):
        text = _("%(name)s is in the bin and stays there for %(days)s days.")
        undo = reverse("tracker:put_back_attachment", args=[pk])
        toast(request, text % {"name": found.name, "days": services.KEPT_FOR.days}, undo=undo)
    return redirect(found.application)


def removed_of(request: Request, pk: int) -> Attachment:
    """The person's file out of the bin; any other is missing."""
    rows = Attachment.with_removed.for_user(request.user).removed().select_related("application__company")
    return get_object_or_404(rows, pk=pk)


@require_POST
def put_back_attachment(request: Request, pk: int) -> HttpResponse:
    """Back where it was."""
    # Also one that stands: a double click, or the same button in another window, finds it there.
    found = get_object_or_404(Attachment.with_removed.for_user(request.user), pk=pk)
    services.put_back(found, by=request.user)
    if Attachment.objects.filter(pk=pk).exists():
        messages.success(request, _("%(name)s is back where it was.") % {"name": found.name})
    return back(request, "tracker:application", found.application_id)


def delete_attachment(request: Request, pk: int) -> HttpResponse:
    """A page that says what will be gone, and the one button that does it."""
    found = removed_of(request, pk)
    if request.method != "POST":
        return render(request, "tracker/attachment_delete.html", {"attachment": found})
    if services.delete_removed(found, by=request.user):
        messages.success(request, _("%(name)s is gone for good.") % {"name": found.name})
    return redirect("tracker:bin")
