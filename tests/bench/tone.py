"""`python -m tests.bench.tone FILE…`: the tone review judged on twins, beside guessing from the number of words.

A file holds JSON lines: id, check, kind, context, good, bad. Good and bad are one message with one sentence changed.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from django.conf import settings

from tests.bench.table import section

TWINS = Path(__file__).parent.parent / "declines" / "twins"
WEIGHT = {"block": 3.0, "warn": 1.0, "hint": 0.1}


@dataclass(frozen=True)
class Judged:
    """One pair: what was to be found, and what was found in either half (check, severity)."""

    id: str
    check: str
    good: list[tuple[str, str]]
    bad: list[tuple[str, str]]
    words: tuple[int, int]

    @property
    def is_in_order(self) -> bool:
        """Whether the worse twin weighs more."""
        return _weight(self.bad) > _weight(self.good)


def _weight(found: list[tuple[str, str]]) -> float:
    return sum(WEIGHT[severity] for _check, severity in found)


def objections(found: list[tuple[str, str]]) -> set[str]:
    """The checks that object; a hint only asks."""
    return {check for check, severity in found if severity != "hint"}


def lines(paths: Sequence[Path]) -> Iterator[dict[str, Any]]:
    for path in paths:
        yield from (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def judged(paths: Sequence[Path]) -> list[Judged]:
    from declines.tone import Kind, Record, review

    pairs = []
    for one in lines(paths):
        kind, record = Kind(one["kind"]), Record.of(one.get("context") or {})
        good, bad = (
            [(found.check, found.severity.value) for found in review(one[half], kind, record)]
            for half in ("good", "bad")
        )
        words = (len(one["good"].split()), len(one["bad"].split()))
        pairs.append(Judged(str(one["id"]), one["check"], good, bad, words))
    return pairs


def by_check(pairs: list[Judged]) -> dict[str, list[float | str]]:
    """For each check: how many twins carry it, recall and precision, and where it was found that it should not be."""
    rows: dict[str, list[float | str]] = {}
    for check, carried in sorted(Counter(pair.check for pair in pairs).items()):
        hits = sum(check in objections(pair.bad) for pair in pairs if pair.check == check)
        strays = sum(check in objections(pair.bad) for pair in pairs if pair.check != check)
        false = sum(check in objections(pair.good) for pair in pairs)
        order = sum(pair.is_in_order for pair in pairs if pair.check == check)
        found = hits + strays + false
        precision = f"{hits / found:.2f}" if found else "–"
        rows[check] = [carried, f"{hits / carried:.2f}", precision, strays, false, order]
    return rows


def by_length(pairs: list[Judged]) -> tuple[float, float]:
    """The best that the number of words alone can do: accuracy with one threshold, and pair order."""
    counts = [(words, is_bad) for pair in pairs for words, is_bad in zip(pair.words, (False, True), strict=True)]
    best = 0
    for threshold in {words for words, _is_bad in counts}:
        right = sum((words <= threshold) == is_bad for words, is_bad in counts)
        best = max(best, right, len(counts) - right)
    shorter = sum(bad < good for good, bad in (pair.words for pair in pairs))
    longer = sum(bad > good for good, bad in (pair.words for pair in pairs))
    return best / len(counts), max(shorter, longer) / len(pairs)


def report(paths: Sequence[Path]) -> None:
    pairs = judged(paths)
    blocked = [pair.id for pair in pairs if any(severity == "block" for _check, severity in pair.good)]
    warned = [pair.id for pair in pairs if objections(pair.good)]
    right = sum(bool(objections(pair.bad)) + (not objections(pair.good)) for pair in pairs)
    accuracy, order = by_length(pairs)
    section(
        f"{len(pairs)} twins, by check",
        ["twins", "recall", "precision", "other bad", "good", "in order"],
        by_check(pairs),
        "other bad: found in a bad twin that carries another check. good: found in a good twin.",
    )
    share = sum(pair.is_in_order for pair in pairs) / len(pairs)
    rows: dict[str, list[float | str]] = {
        "the worse twin weighs more": [f"{share:.2f}", f"{order:.2f}"],
        "good told from bad": [f"{right / len(pairs) / 2:.2f}", f"{accuracy:.2f}"],
        "good messages blocked": [len(blocked), "–"],
        "good messages warned about": [len(warned), "–"],
    }
    section("All together", ["review", "words alone"], rows, "words alone: the best threshold, found on these twins.")
    if warned:
        print("warned about:", ", ".join(warned))


def times() -> list[float]:
    """Milliseconds of processor time for each message of the twins that are kept here, on a second reading."""
    from declines.tone import Kind, Record, review

    every = [
        (one[half], Kind(one["kind"]), Record.of(one["context"]))
        for one in lines(sorted(TWINS.glob("*.jsonl")))
        for half in ("good", "bad")
    ]
    for message in every:
        review(*message)
    taken = []
    for text, kind, record in every:
        # Another word at the end of each sentence, so that nothing is remembered from the first reading.
        begun = time.process_time()
        review(text.replace(". ", " now. "), kind, record)
        taken.append((time.process_time() - begun) * 1000)
    return taken


def main() -> None:
    settings.configure(USE_I18N=False)
    django.setup()
    report([Path(name) for name in sys.argv[1:]] or sorted(TWINS.glob("*.jsonl")))


if __name__ == "__main__":
    main()
