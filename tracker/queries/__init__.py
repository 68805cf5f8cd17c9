"""What pages and mails read. Each function says everything in a fixed number of queries."""

from tracker.queries.answers import Answer, answer_for, answers_due
from tracker.queries.before import applied_before
from tracker.queries.board import MANY, Column, card_of, columns, counts
from tracker.queries.calendar import entries, places
from tracker.queries.cards import Card
from tracker.queries.contact import last_spoke, last_spoke_each
from tracker.queries.history import Earlier, history
from tracker.queries.lists import awaited, list_head, rows_of, with_next_step
from tracker.queries.today import (
    Today,
    gone_quiet,
    interviews_ahead,
    open_reminders,
    reminders_due,
    reminders_to_list,
    today,
)

__all__ = [
    "MANY",
    "Answer",
    "Card",
    "Column",
    "Earlier",
    "Today",
    "answer_for",
    "answers_due",
    "applied_before",
    "awaited",
    "card_of",
    "columns",
    "counts",
    "entries",
    "gone_quiet",
    "history",
    "interviews_ahead",
    "last_spoke",
    "last_spoke_each",
    "list_head",
    "open_reminders",
    "places",
    "reminders_due",
    "reminders_to_list",
    "rows_of",
    "today",
    "with_next_step",
]
