"""`manage.py review_tone`: JSON lines in, JSON lines out."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

GOOD = "Dear Tom,\n\nThank you for the invitation. I must decline the interview at this time.\n\nBest wishes,\nMaya"


def run(path: Path) -> list[dict[str, object]]:
    out = StringIO()
    call_command("review_tone", str(path), stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_line_gets_its_verdict_and_findings(tmp_path: Path) -> None:
    bad = GOOD.replace("the invitation", "[Company]")
    lines = [{"id": 1, "kind": "decline", "text": GOOD}, {"id": "b", "kind": "decline", "text": bad, "context": {}}]
    file = tmp_path / "messages.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines))
    first, second = run(file)
    assert first == {"id": 1, "verdict": "good", "findings": []}
    assert (second["id"], second["verdict"]) == ("b", "bad")
    findings = second["findings"]
    assert isinstance(findings, list)
    assert findings[0]["check"] == "placeholder_left"
    assert bad[findings[0]["start"] : findings[0]["end"]] == "[Company]"
    assert set(findings[0]) == {"check", "severity", "start", "end", "why", "suggestion"}


@pytest.mark.parametrize(
    ("line", "named"),
    [("not json", "m.jsonl:1"), ('{"id": 1}', "m.jsonl:1"), ('{"text": "x", "kind": "ode"}', "'ode'")],
)
def test_a_line_that_is_no_message_is_named(tmp_path: Path, line: str, named: str) -> None:
    file = tmp_path / "m.jsonl"
    file.write_text(line)
    with pytest.raises(CommandError, match=named):
        run(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere\.jsonl"):
        run(tmp_path / "nowhere.jsonl")
