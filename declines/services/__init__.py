"""The use cases of saying no: each one a function, keyword-only, told who acts and when."""

from declines.services.closing import close_out
from declines.services.declining import decline, message_of, take_back, thanked
from declines.services.letters import (
    Style,
    change_words,
    draft,
    keep_as_is,
    letter_of,
    mark_delivered,
    note_sent,
    send,
    stop,
    thread_of,
    write,
)
from declines.services.reconsidering import reconsider, record_outcome
from declines.services.record import (
    Answers,
    answers_for,
    answers_of,
    follow_up_days,
    next_interview,
    people_in,
    recipient_of,
    relationship_of,
    round_name,
    rounds_held,
    situation_of,
    stage_of,
)
from declines.services.writing import keep, offered

__all__ = [
    "Answers",
    "Style",
    "answers_for",
    "answers_of",
    "change_words",
    "close_out",
    "decline",
    "draft",
    "follow_up_days",
    "keep",
    "keep_as_is",
    "letter_of",
    "mark_delivered",
    "message_of",
    "next_interview",
    "note_sent",
    "offered",
    "people_in",
    "recipient_of",
    "reconsider",
    "record_outcome",
    "relationship_of",
    "round_name",
    "rounds_held",
    "send",
    "situation_of",
    "stage_of",
    "stop",
    "take_back",
    "thanked",
    "thread_of",
    "write",
]
