"""What another app or a link hands over with "share", read as the first answers of a form. Pure."""

import re
from collections.abc import Mapping

from tracker.transitions import OPEN

LINK = re.compile(r"https?://\S+")
# "Product Manager at Tallinn Traffic OÜ | Jobs": how boards title a posting.
TITLE = re.compile(r"^(?P<position>.+?)\s+(?:at|@)\s+(?P<company>.+?)(?:\s+[|–—-]\s+.*)?$", re.IGNORECASE)


def first_answers(query: Mapping[str, str]) -> dict[str, str]:
    """From an address: `company` and `status` of our own links, or the `title`, `text` and `url` of a share menu."""
    title, text = " ".join(query.get("title", "").split()), query.get("text", "").strip()
    # Some apps have no field for the link and put it into the text.
    found = LINK.search(text)
    link = query.get("url", "").strip() or (found.group() if found else "")
    named = TITLE.match(title)
    answers = {
        "company_name": query.get("company", "") or (named["company"] if named else ""),
        "status": query["status"] if query.get("status") in OPEN else "",
        "position": named["position"] if named else title,
        "posting_url": link if LINK.fullmatch(link) else "",
        "posting_text": text.replace(link, "").strip() if link else text,
    }
    longest = {"company_name": 200, "position": 200, "posting_url": 1000}
    return {name: answer[: longest.get(name)] for name, answer in answers.items() if answer}
