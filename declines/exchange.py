"""Letters, noes, what was weighed and own wordings go out and come in with the applications they are about."""

from collections.abc import Iterator
from typing import Any

from django.db import models

from accounts.models import User
from declines.models import Decline, DeclinedInterview, Letter, Reflection, Wording
from declines.services.letters import index_letters
from tracker.exchange import extras, parts
from tracker.exchange.building import read_row
from tracker.exchange.dumping import Dump, values
from tracker.exchange.restoring import Restorer


def _wordings(user: User, dump: Dump) -> Iterator[Any]:
    for wording in Wording.objects.for_user(user).order_by("pk"):
        yield values(wording, parts.plain_fields(Wording))


def _keep_wording(restorer: Restorer, record: Any) -> models.Model | None:
    wording = read_row(Wording, record)
    if Wording.objects.for_user(restorer.user).filter(name=wording.name, kind=wording.kind).exists():
        return None
    wording.user = restorer.user
    wording.save()
    return wording


def _find_letters(applications: list[int]) -> None:
    for pk in applications:
        index_letters(pk)


def join() -> None:
    """Have them in every export."""
    parts.join(
        # The mail that carried it stays behind: what comes in never sends by itself.
        parts.Part("letters", Letter, leaves_out=("mail",), after=_find_letters),
        parts.Part("declines", Decline),
        parts.Part("freed_interviews", DeclinedInterview, path="decline__application"),
        parts.Part("weighed", Reflection),
    )
    extras.join(extras.Extra("wordings", _wordings, _keep_wording))
