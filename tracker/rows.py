"""What a row of somebody's file comes to: something to keep, or a named refusal."""

from dataclasses import dataclass

from tracker.models import Application, Contact, Interview, Status


class Unreadable(Exception):
    """The file as a whole tells nothing; the message says what to do about it."""


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field, or with none in particular, and what to do about it."""

    field: str
    text: str

    def __str__(self) -> str:
        return f"{self.field}: {self.text}" if self.field else self.text


@dataclass(frozen=True)
class Refusal:
    """A row that is not kept, by the line of the file on which it begins."""

    line: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Row:
    """A row that could be read: unsaved objects, and what to know about how they were understood."""

    line: int
    company: str
    status: Status
    application: Application
    contact: Contact | None
    interview: Interview | None
    warnings: tuple[Problem, ...]


class Refused(Exception):
    """`keep` wrote nothing, because of these problems."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = tuple(problems)
