"""What no linter sees: arrows between models, pages without inline code, settings that are documented, sizes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Model

BASE = Path(settings.BASE_DIR)
# From the ground up: an app may point at those before it.
ROOMS = ["accounts", "outbox", "tracker", "declines", "config"]
CODE = sorted(path for room in ROOMS for path in (BASE / room).rglob("*.py") if "migrations" not in path.parts)
PROGRAMS = [*CODE, BASE / "dev.py", BASE / "manage.py"]
TEMPLATES = sorted(path for path in (BASE / "templates").rglob("*") if path.is_file())


def name(path: Path) -> str:
    return str(path.relative_to(BASE))


# --- the arrows


def pointed_at(model: type[Model]) -> Iterator[str]:
    """The app of every model that a field of this one points at: a string in a ForeignKey passes every linter."""
    for field in [*model._meta.fields, *model._meta.many_to_many]:
        if field.related_model:
            assert isinstance(field.related_model, type)
            yield field.related_model._meta.app_label


def test_every_room_is_on_the_map() -> None:
    ours = {app.label for app in apps.get_app_configs() if Path(app.path).parent == BASE}
    assert ours <= set(ROOMS)


def test_models_point_down_only() -> None:
    wrong = [
        f"{model._meta.label} → {target}"
        for model in apps.get_models()
        for target in pointed_at(model)
        if (room := model._meta.app_label) in ROOMS
        and not apps.get_app_config(target).name.startswith("django.")
        and target not in ROOMS[: ROOMS.index(room) + 1]
    ]
    assert wrong == []


def test_an_arrow_that_points_up_would_be_seen() -> None:
    assert "tracker" in pointed_at(apps.get_model("declines", "Decline"))
    assert "declines" in pointed_at(apps.get_model("declines", "DeclinedInterview"))
    assert "accounts" in pointed_at(apps.get_model("tracker", "Contact"))


# --- pages

INLINE = {
    "a script without a file": re.compile(r"<script(?![^>]*\bsrc=)", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "a javascript: link": re.compile(r"javascript:", re.I),
}
SAFE, ESCAPES_NOTHING = re.compile(r"\|\s*safe(seq)?\b"), re.compile(r"autoescape\s+off")


def bare(path: Path) -> str:
    """A template with its tags taken out: a quoted > in one would hide what comes after it."""
    return re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", "", path.read_text(), flags=re.S)


def test_no_page_has_inline_code_or_style() -> None:
    """The content security policy would not run it. Mails are another matter: they have no other way."""
    pages = [path for path in TEMPLATES if "emails" not in path.relative_to(BASE).parts]
    found = [f"{name(path)}: {what}" for path in pages for what, mark in INLINE.items() if mark.search(bare(path))]
    assert found == []


@pytest.mark.parametrize(
    ("page", "what"),
    [
        ("<script>alert(1)</script>", "a script without a file"),
        ('<p class="x" style="color: red">', "a style attribute"),
        ('<button type="button" onclick="go()">', "an event handler"),
    ],
)
def test_inline_code_would_be_seen(page: str, what: str) -> None:
    assert [kind for kind, mark in INLINE.items() if mark.search(page)] == [what]
    assert not any(mark.search('<script src="/static/js/copy.js" defer></script>') for mark in INLINE.values())


def test_nothing_is_marked_as_safe_and_only_plain_text_goes_unescaped() -> None:
    marked = [name(path) for path in TEMPLATES if SAFE.search(path.read_text())]
    pages = [path for path in TEMPLATES if path.suffix == ".html"]
    unescaped = [name(path) for path in pages if ESCAPES_NOTHING.search(path.read_text())]
    python = [name(path) for path in CODE if re.search(r"\bmark_safe\(|\bSafeString\(", path.read_text())]
    assert [*marked, *unescaped, *python] == []


# --- settings

# Read before any file of settings is, so they cannot stand in one.
BEFORE_THE_FILE = {"ENV_FILE", "BOWOUT_VAR"}


def test_every_setting_that_is_read_is_documented_and_the_other_way_round() -> None:
    source = "\n".join(path.read_text() for path in (BASE / "config").glob("*.py"))
    read = set(re.findall(r"\b(?:text|flag|number|environ\.get)\(\s*\"([A-Z_]+)\"", source))
    documented = set(re.findall(r"^#? ?([A-Z_]+)=", (BASE / ".env.example").read_text(), flags=re.M))
    assert read - BEFORE_THE_FILE == documented


# --- habits and sizes


def test_only_the_edges_read_the_clock() -> None:
    """Logic is told the moment (`at=`); views get it from the request."""
    edges = {"admin.py", "middleware.py", "backend.py", "commands", "tasks.py", "views", "views.py"}
    reads = re.compile(r"\b(timezone\.now|datetime\.now|date\.today|time\.time)\(")
    inside = [name(path) for path in CODE if reads.search(path.read_text()) and not edges & set(path.parts)]
    assert inside == []


def test_there_are_no_signals() -> None:
    wired = [name(path) for path in CODE if re.search(r"@receiver\b|\.connect\(|Signal\(", path.read_text())]
    assert wired == []


def test_modules_are_short() -> None:
    lines = {name(path): len(path.read_text().splitlines()) for path in PROGRAMS}
    assert {path: count for path, count in lines.items() if count > 300} == {}


def test_templates_are_short() -> None:
    lines = {name(path): len(path.read_text().splitlines()) for path in TEMPLATES}
    assert {path: count for path, count in lines.items() if count > 150} == {}


def test_functions_are_short() -> None:
    long = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in PROGRAMS
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= 40
    ]
    assert long == []
