"""Links that leave the browser for another program."""

from urllib.parse import quote


def mailto(address: str, subject: str, body: str) -> str:
    """A link that opens the person's own mail program with everything filled in (RFC 6068).

    `address` may be several, with commas between.
    """
    # RFC 6068 wants CR LF, and a form sends it already: made one first, so that none is doubled.
    lines = body.replace("\r\n", "\n").replace("\n", "\r\n")
    return f"mailto:{quote(address, safe=',')}?subject={quote(subject)}&body={quote(lines)}"
