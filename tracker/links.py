"""Links that leave the browser for another program."""

from urllib.parse import quote


def mailto(address: str, subject: str, body: str) -> str:
    """A link that opens the person's own mail program with everything filled in (RFC 6068)."""
    lines = body.replace("\r\n", "\n").replace("\n", "\r\n")
    return f"mailto:{quote(address)}?subject={quote(subject)}&body={quote(lines)}"
