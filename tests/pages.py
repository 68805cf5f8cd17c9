"""A page as its reader sees it: its heading, what it says, and what stands in its fields."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client

VOID = {"br", "hr", "img", "input", "link", "meta", "path", "source", "wbr"}


INLINE = {"a", "abbr", "b", "bdi", "code", "em", "i", "kbd", "small", "span", "strong", "time"}


@dataclass(repr=False)
class Node:
    """One element, with what stands in it."""

    tag: str
    attributes: dict[str, str]
    inside: list["Node | str"] = field(default_factory=list)

    def every(self, tag: str = "", **attributes: str) -> Iterator["Node"]:
        """The elements below this one, in order, that are a `tag` and have these attributes."""
        for child in self.inside:
            # What is in a template is on no page until a script puts it there.
            if isinstance(child, Node) and child.tag != "template":
                if tag in ("", child.tag) and attributes.items() <= child.attributes.items():
                    yield child
                yield from child.every(tag, **attributes)

    @property
    def raw(self) -> str:
        return "".join(child if isinstance(child, str) else child.raw for child in self.inside)

    @property
    def text(self) -> str:
        """What is read, on one line."""
        return " ".join(self._read().split())

    def _read(self) -> str:
        # A page as its reader sees it: what waits for a script is not there yet.
        if "hidden" in self.attributes or self.tag == "template":
            return " "
        words = "".join(child if isinstance(child, str) else child._read() for child in self.inside)
        return words if self.tag in INLINE else f" {words} "

    def value(self, name: str) -> str:
        return self.attributes.get(name, "")


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value if value is not None else "" for name, value in attrs})
        self.open[-1].inside.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if any(node.tag == tag for node in self.open):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


class Page(Node):
    """A response that has arrived, redirects followed."""

    def __init__(self, response: Any) -> None:
        builder = _Builder()
        builder.feed(response.content.decode())
        super().__init__("", {}, builder.open[0].inside)
        self.status: int = response.status_code
        self.path: str = response.request["PATH_INFO"]

    @property
    def main(self) -> Node:
        return next(self.every("main"))

    @property
    def heading(self) -> str:
        return next(self.every("h1")).text

    @property
    def notes(self) -> list[str]:
        """The messages on top: what the last act did."""
        shown = (box for box in self.every(role="status") if "hidden" not in box.attributes)
        return [line.text for box in shown for line in box.every("span")]

    @property
    def errors(self) -> list[str]:
        """The list over a form that was refused, "Company: …"."""
        return [line.text for box in self.every(role="alert") for line in box.every("li")]

    def links(self) -> dict[str, str]:
        """Where each link of the page's own part goes, by its words."""
        return {link.text: link.value("href") for link in self.main.every("a")}

    def rows(self, tag: str = "tr") -> list[str]:
        return [row.text for row in self.main.every(tag)]

    def part(self, heading: str) -> list[str]:
        """The list items under a heading of the second order."""
        for section in [*self.main.every("section"), *self.main.every("aside")]:
            if [head.text for head in section.every("h2")][:1] == [heading]:
                return [item.text for item in section.every("li")]
        return []

    def form(self, having: str) -> dict[str, list[str]]:
        """What the browser would send if the form with this field were sent as it stands."""
        for form in self.main.every("form"):
            if any(control.value("name") == having for control in form.every()):
                return sent(form)
        raise LookupError(having)


def sent(form: Node) -> dict[str, list[str]]:
    """What the browser would send if this form were sent as it stands."""
    fields: dict[str, list[str]] = {}
    for control in form.every():
        name = control.value("name")
        if name and name != "csrfmiddlewaretoken":
            fields.setdefault(name, []).extend(_values(control))
    return {name: values for name, values in fields.items() if values}


def _values(control: Node) -> list[str]:
    match control.tag, control.value("type"):
        case "input", "checkbox" | "radio":
            return [control.attributes.get("value", "on")] if "checked" in control.attributes else []
        case "input", "submit" | "button" | "file":
            return []
        case "input", _kind:
            return [control.value("value")]
        case "textarea", _kind:
            return [control.raw.removeprefix("\n")]
        case "select", _kind:
            options = list(control.every("option"))
            chosen = [option for option in options if "selected" in option.attributes]
            return [option.value("value") for option in chosen or options[:1]]
    return []


def get(client: Client, address: str, **query: Any) -> Page:
    """Open a page."""
    return Page(client.get(address, query, follow=True))


def post(client: Client, address: str, data: dict[str, Any] | None = None) -> Page:
    """Send a form or press a button, and see the page that follows."""
    return Page(client.post(address, data or {}, follow=True))
