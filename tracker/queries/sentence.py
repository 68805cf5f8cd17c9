"""The one thing that presses most, said first (DESIGN.md 1). Names are marked as such: they may run the other way."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from tracker.models import Interview, Reminder
from tracker.queries.answers import Answer
from tracker.titles import title_of
from tracker.when import day_words, moment_words, number_word


def sentence(
    answers: Sequence[Answer], due: Sequence[Reminder], ahead: Sequence[Interview], user: User, at: datetime
) -> SafeString:
    """What needs this person most: people who wait until today, a round today, what is overdue, and then the rest."""
    today = user.local(at).date()
    pressing = bool(answers) and answers[0].clock is not None and answers[0].clock.kind != "calm"
    coming = [one for one in ahead if one.starts_at and one.starts_at > at]
    overdue = [one for one in due if one.is_overdue(at, today)]
    if pressing:
        return _waiting(answers, user, at)
    if coming and coming[0].starts_at and user.local(coming[0].starts_at).date() == today:
        return _round_today(coming[0], user)
    if overdue:
        return _overdue(overdue, user, at)
    if answers:
        return _waiting(answers, user, at)
    if due:
        return _to_do(due)
    if coming and coming[0].starts_at:
        when = moment_words(coming[0].starts_at, at=at, zone=user.time_zone)
        name = coming[0].application.company.name
        return format_html(_("Nothing needs you now. Next: <bdi>{}</bdi>, {}."), name, when)
    return format_html("{}", _("Nothing needs you today. Rest is part of it."))


def _waiting(answers: Sequence[Answer], user: User, at: datetime) -> SafeString:
    count = ngettext(
        "One person is waiting for your answer.",
        "%(count)s people are waiting for your answer.",
        len(answers),
    ) % {"count": number_word(len(answers))}
    first = answers[0]
    name = first.application.company.name
    if first.clock is None and len(answers) > 1:
        return format_html("{} {}", count, _("None of them has set a day, so there is no hurry."))
    if first.clock is None:
        return format_html("{} {}", count, format_html(_("It is <bdi>{}</bdi>, and there is no hurry."), name))
    if not first.is_late:
        return format_html("{} <bdi>{}</bdi>: {}.", count, name, first.clock.text)
    by, now = user.local(first.clock.moment), user.local(at)
    since = date_format(by, "G:i") if by.date() == now.date() else day_words(by.date(), now.date())
    at_hour = _("<bdi>{}</bdi>’s was due at {}; a few kind lines today will do.")
    on_day = _("<bdi>{}</bdi>’s was due {}; a few kind lines today will do.")
    return format_html("{} {}", count, format_html(at_hour if by.date() == now.date() else on_day, name, since))


def _round_today(interview: Interview, user: User) -> SafeString:
    hour = date_format(user.local(interview.starts_at), "G:i") if interview.starts_at else ""
    name = interview.application.company.name
    return format_html(_("Today at {}: {} with <bdi>{}</bdi>."), hour, _lower(interview.get_stage_display()), name)


def _overdue(overdue: Sequence[Reminder], user: User, at: datetime) -> SafeString:
    first = overdue[0]
    words = ngettext(
        "One thing has waited since {day}: <bdi>{what}</bdi>.",
        "{count} things have waited a while, the first since {day}: <bdi>{what}</bdi>.",
        len(overdue),
    )
    day = day_words(first.due_on, user.local(at).date())
    return format_html(words, count=number_word(len(overdue)), day=day, what=title_of(first).rstrip("?."))


def _to_do(due: Sequence[Reminder]) -> SafeString:
    if len(due) == 1:
        return format_html(_("One thing to do today: <bdi>{}</bdi>."), title_of(due[0]).rstrip("?."))
    return format_html(_("{} things to do today."), number_word(len(due)))


def _lower(words: str) -> str:
    """As it stands within a sentence."""
    return words[:1].lower() + words[1:]
