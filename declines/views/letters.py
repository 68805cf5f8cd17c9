"""The page of a letter: its words, the review beside them, and the ways to tell them."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import Request
from accounts.seen import holding
from declines import services
from declines.forms import ToldForm, WordsForm
from declines.marks import pieces
from declines.messages import word_count
from declines.models import Letter
from declines.reviewing import Remark, blocks_of, findings_of, purposes, remarks_on
from declines.services.declining import LONGEST
from declines.situation import Channel
from declines.views.common import letter_context, letter_of
from tracker.views.common import reminder_of


def letter(request: Request, pk: int) -> HttpResponse:
    """A message that is not the no itself: read, change, send."""
    kept = letter_of(request, pk)
    # One address for the no: the page where it can be taken back.
    if kept.get_absolute_url() != request.path:
        return redirect(kept)
    return render(request, "declines/letter.html", letter_context(request, kept))


@require_POST
def from_reminder(request: Request, pk: int) -> HttpResponse:
    """The words of a reminder as a letter that can be reviewed and sent from here."""
    reminder = reminder_of(request, pk)
    if not reminder.words or not (reminder.is_open or hasattr(reminder, "letter")):
        messages.info(request, _("There are no words to send here, only something to do."))
        return redirect(reminder)
    return redirect(services.letter_of(reminder, at=request.at))


def words(request: Request, pk: int) -> HttpResponse:
    """The person's own version of the words."""
    with holding(request, Letter, pk):
        return _change_words(request, letter_of(request, pk))


def _change_words(request: Request, kept: Letter) -> HttpResponse:
    # Told while somebody typed: then the words come back to them, with a line that says so.
    if not kept.is_editable and request.method != "POST":
        messages.info(request, _("These words have been said; they stay as they were."))
        return redirect(kept)
    form = WordsForm(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid() and form.settle():
        # A script has neither subject nor thread.
        if services.change_words(letter=kept, **{"subject": kept.subject, **form.cleaned_data}):
            messages.success(request, _("Kept, in your words."))
            return redirect(kept)
        form.add_error(
            "body", _("Told, sent or taken back in another window meanwhile: the words stay as they were.")
        )
    return _words_page(request, kept, form, status=422 if form.errors else 200)


@require_POST
def review_words(request: Request, pk: int) -> HttpResponse:
    """What the tone review says while one types. Writes nothing, changes no word."""
    kept = letter_of(request, pk)
    context = _reviewed(request, kept, WordsForm(request.POST, instance=kept))
    return render(request, "declines/_review.html", context | {"swap": True})


def _words_page(request: Request, kept: Letter, form: WordsForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, **_reviewed(request, kept, form)}
    return render(request, "declines/words.html", context, status=status)


def _reviewed(request: Request, kept: Letter, form: WordsForm) -> dict[str, Any]:
    """The words as they stand in the form, and what the review says of them."""
    if form.is_bound:
        # For whom it is meant now: the review compares with the name that was just chosen.
        form.is_valid()
        kept.contact = form.cleaned_data.get("contact", kept.contact)
    # No longer than can be kept: it is read along with each key pressed.
    body = (form["body"].value() or "").replace("\r\n", "\n")[:LONGEST]
    subject = form["subject"].value() or "" if "subject" in form.fields else ""
    found = findings_of(kept, subject=subject[:300], body=body, at=request.at)
    return {
        "letter": kept,
        "notes": remarks_on(body, found),
        "pieces": pieces(body, found),
        "purposes": purposes(body, Channel(kept.channel)),
        "count": word_count(body),
    }


@require_POST
def keep(request: Request, pk: int) -> HttpResponse:
    """Fold a finding away: the writer wants these words. What was typed stays typed."""
    kept = letter_of(request, pk)
    form = WordsForm(request.POST, instance=kept)
    check, _colon, wanted = request.POST.get("keep", "").partition(":")
    # Only what the review does ask about: nothing else is worth remembering.
    notes: list[Remark] = _reviewed(request, kept, form)["notes"]
    if any((one.finding.check, one.words) == (check, wanted) for one in notes):
        services.keep_as_is(letter=kept, check=check, words=wanted)
        kept.refresh_from_db(fields=["kept_as_is"])
    if request.headers.get("HX-Request"):
        return render(request, "declines/_review.html", _reviewed(request, kept, form) | {"swap": True})
    return _words_page(request, kept, form)


@require_POST
def send(request: Request, pk: int) -> HttpResponse:
    """Hand it to the outbox. Past a block it asks once, with the reason in front of the person."""
    kept = letter_of(request, pk)
    blocks = blocks_of(kept, at=request.at)
    if blocks and "anyway" not in request.POST:
        context = {"letter": kept, "blocks": blocks}
        return render(request, "declines/send_anyway.html", context, status=422)
    if not settings.MAIL_CONFIGURED:
        messages.error(request, _("Mail is not set up here. Open it in your own mail program instead."))
    elif services.send(letter=kept, at=request.at):
        messages.success(request, _("It leaves in ten seconds."))
    elif kept.is_editable:
        messages.error(request, _("There is no e-mail address to send it to. Add one to the person first."))
    else:
        messages.info(request, _("It was sent, or told, before. Nothing was sent twice."))
    return redirect(kept)


@require_POST
def stop(request: Request, pk: int) -> HttpResponse:
    """Hold back a letter in the seconds before it leaves."""
    kept = letter_of(request, pk)
    if services.stop(kept):
        messages.success(request, _("Stopped. Nothing has left, and the words can be changed again."))
    else:
        messages.info(request, _("Too late to stop it: it has left, or is leaving now."))
    return redirect(kept)


def sending(request: Request, pk: int) -> HttpResponse:
    """Where a letter stands on its way, for the page that waits for it."""
    kept = letter_of(request, pk)
    response = render(request, "declines/_sending.html", {"letter": kept, "at": request.at})
    # It has arrived in the meantime: the whole page has something else to say.
    if kept.delivered_at or not kept.is_on_its_way:
        response["HX-Refresh"] = "true"
    return response


def draft(request: Request, pk: int) -> HttpResponse:
    """The letter as a file that opens in a mail program, ready to send."""
    kept = letter_of(request, pk)
    name = slugify(f"{kept.application.company.name} {kept.subject}")[:60] or "letter"
    response = HttpResponse(services.draft(kept), content_type="message/rfc822")
    response["Content-Disposition"] = f'attachment; filename="{name}.eml"'
    return response


@require_POST
def told(request: Request, pk: int) -> HttpResponse:
    """They know: how, and when."""
    kept = letter_of(request, pk)
    # The page has several forms; this one alone comes back when its hour is odd.
    form = ToldForm(request.POST, zone=request.user.time_zone, at=request.at)
    if not form.is_valid():
        return render(request, "declines/told.html", {"form": form, "letter": kept}, status=422)
    by, when = Channel(form.cleaned_data["by"]), form.cleaned_data["when"]
    if services.mark_delivered(letter=kept, by=by, when=when):
        messages.success(request, _("Noted. That was the hard part."))
    else:
        messages.info(request, _("This was noted before."))
    return redirect(kept)
