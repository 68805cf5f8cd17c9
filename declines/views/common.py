"""What the pages of this room share: one getter per object, and what every letter's page shows."""

from typing import Any

from django.conf import settings
from django.shortcuts import get_object_or_404

from accounts.http import Request
from declines.forms import ToldForm
from declines.messages import beats, split_asides
from declines.models import Decline, Letter
from declines.reviewing import blocks_of
from tracker.links import mailto

OF_A_LETTER = ("application__company", "application__user", "contact", "mail", "reminder", "no", "follows")


def decline_of(request: Request, pk: int) -> Decline:
    """The person's no; a stranger's is as missing as one that never was: 404."""
    rows = Decline.objects.for_user(request.user).select_related(
        "application__company", "application__user", "interview", "change", "letter__contact", "letter__mail"
    )
    found = get_object_or_404(rows, pk=pk)
    # One application in memory, reached from either side.
    found.letter.application = found.application
    return found


def letter_of(request: Request, pk: int) -> Letter:
    return get_object_or_404(Letter.objects.for_user(request.user).select_related(*OF_A_LETTER), pk=pk)


def letter_context(request: Request, letter: Letter) -> dict[str, Any]:
    """The words in hand and the ways to tell them."""
    # By the channel the words were written for, not by the one they were told through.
    said, asides = split_asides(beats(letter.body)) if letter.is_spoken else ([], [])
    return {
        "letter": letter,
        "application": letter.application,
        "said": said,
        "asides": asides,
        "mailto": mailto(letter.contact.email if letter.contact else "", letter.subject, letter.body),
        "told_form": ToldForm(zone=request.user.time_zone, at=request.at, initial={"by": letter.channel}),
        "can_send": bool(settings.MAIL_CONFIGURED and letter.contact and letter.contact.email),
        "blocks": blocks_of(letter, at=request.at),
        "at": request.at,
    }
