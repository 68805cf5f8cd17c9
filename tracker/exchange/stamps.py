"""How an application was when an import kept it, as a short text: taking back spares what was changed since."""

import hashlib
import json
from typing import Any

from tracker.exchange.dumping import Dump, Record
from tracker.models import Application, Reminder


class _Same(dict[int, int]):
    """Everybody's number is the one of their row: the same whoever stands beside them."""

    def setdefault(self, key: int, default: Any = None) -> int:
        return super().setdefault(key, key)


def stamps(applications: list[Application]) -> dict[int, str]:
    """The stamp of each, by number of row; in a fixed number of questions for all."""
    dump = Dump()
    dump._numbers = _Same()
    found = zip(applications, dump.portion(applications), strict=True)
    return {application.pk: _stamp(record) for application, record in found}


def _stamp(record: Record) -> str:
    own = {name: value for name, value in record.items() if name not in ("people", "company", "reminders")}
    own["company"] = record["company"]["name"]
    own["people"] = [person["ref"] for person in record["people"] if person["linked"]]
    # The others come and go with the days; what somebody wrote themselves is theirs.
    own["reminders"] = [row for row in record["reminders"] if row["kind"] == Reminder.Kind.OTHER]
    return hashlib.sha256(json.dumps(own, sort_keys=True).encode()).hexdigest()
