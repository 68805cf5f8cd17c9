import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from declines.tone import Kind, Record, review, verdict


class Command(BaseCommand):
    """The tone review on files: JSON lines in (id, kind, text, context), JSON lines out (id, verdict, findings)."""

    help = "Review messages in JSON lines files ('-' reads standard input)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        for name in options["files"]:
            for number, line in enumerate(_lines(name), 1):
                if line.strip():
                    self.stdout.write(json.dumps(reviewed(line, f"{name}:{number}"), ensure_ascii=False))


def _lines(name: str) -> Iterator[str]:
    if name == "-":
        yield from sys.stdin
        return
    try:
        yield from Path(name).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{name} cannot be read: {error}") from error


def reviewed(line: str, where: str) -> dict[str, Any]:
    """One line in, one result out. Raises CommandError that names the place when the line is not such an object."""
    try:
        message = json.loads(line)
    except ValueError as error:
        raise CommandError(f"{where} is not JSON: {error}") from error
    if not isinstance(message, Mapping) or not isinstance(message.get("text"), str):
        raise CommandError(f"{where} needs an object with a “text”.")
    kinds = {kind.value: kind for kind in Kind}
    kind = kinds.get(str(message.get("kind") or Kind.DECLINE))
    if kind is None:
        raise CommandError(f"{where}: the kind {message['kind']!r} is none of {', '.join(kinds)}.")
    context = message.get("context")
    findings = review(message["text"], kind, Record.of(context if isinstance(context, Mapping) else {}))
    return {
        "id": message.get("id"),
        "verdict": verdict(findings),
        "findings": [asdict(finding) for finding in findings],
    }
