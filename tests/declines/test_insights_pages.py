"""Insights as a page and as files. NOW is Thursday 3 September 2026, 14:02 in Berlin."""

import io
import re
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from PIL import Image

from accounts.models import User
from declines.services import Answers, decline, take_back
from declines.situation import Channel, Reason, Stage
from tests.addresses import url
from tests.factories import NOW, CompanyFactory
from tests.pages import Page, get, post
from tracker import insights, services
from tracker.models import Application, Status

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("clock")]
DAY = timedelta(days=1)
PAGE = "/insights/"


def applied(maya: User, *steps: Status, company: str = "", days: int = 40, **facts: Any) -> Application:
    """Sent so many days ago; then a move every five days."""
    fields = {"name": company} if company else {}
    made = Application(user=maya, company=CompanyFactory.create(user=maya, **fields), position="Editor", **facts)
    services.add_application(made, status=Status.APPLIED, by=maya, at=NOW - days * DAY)
    for number, step in enumerate(steps, start=1):
        services.move(application=made, to=step, by=maya, at=NOW - (days - 5 * number) * DAY)
    return made


def no(application: Application, reason: Reason = Reason.SALARY) -> Any:
    answers = Answers(stage=Stage.APPLIED, reason=reason, channel=Channel.EMAIL)
    return decline(application=application, answers=answers, by=application.user, at=NOW)


def section(page: Page, name: str) -> str:
    """One block as it is read."""
    return next(page.main.every("section", **{"aria-labelledby": name})).text


@pytest.fixture
def search(maya: User) -> None:
    for _ in range(3):
        applied(maya)
    for _ in range(4):
        applied(maya, Status.REJECTED)
    applied(maya, Status.INTERVIEWING, company="Killjoy Studios", source="A friend of <b>mine</b>")
    no(applied(maya, Status.INTERVIEWING, company="Acme & Sons <b>"))
    made = Application(user=maya, company=CompanyFactory.create(user=maya), position="Editor")
    services.add_application(made, status=Status.SAVED, by=maya, at=NOW)


@pytest.mark.usefixtures("search")
def test_the_page_says_first_what_the_search_comes_to(mayas: Client) -> None:
    page = get(mayas, PAGE)
    assert page.heading == "One in five applications becomes an interview."
    assert page.main.text.startswith("25 July to 3 September 2026, 10 applications")
    assert "Two of nine sent applications reached an interview." in page.main.text
    assert "Six of the nine that have had two weeks were answered: 67 %." in section(page, "rate")


@pytest.mark.usefixtures("search")
def test_every_bar_is_a_row_of_a_table(mayas: Client) -> None:
    assert section(get(mayas, PAGE), "far") == (
        "How far they went Two of nine sent applications reached an interview. How many reached each stage "
        "Applied 9 9 Answered 6 6 67 % In conversation 2 2 22 % Interviewed 2 2 22 % "
        "Offer 0 0 Accepted 0 0 Counts every stage ever reached, ended applications too."
    )


@pytest.mark.usefixtures("search")
def test_the_picture_is_a_table_too_and_says_what_it_leaves_out(mayas: Client) -> None:
    page = get(mayas, PAGE)
    text = page.main.text
    assert "Got as far as And then How many" in text
    assert "Applied They said no 4" in text
    assert "Interviewed I said no 1" in text
    assert "All that were sent 9" in text
    assert "One stands at “Saved” and is not counted." in text
    assert [each.value("aria-label")[:16] for each in page.main.every("svg", role="img")] == ["Of 9 at “Applied"]


def test_my_reasons_are_counted_while_the_no_stands(mayas: Client, maya: User) -> None:
    first, second = applied(maya), applied(maya)
    no(first, Reason.HOURS_TRAVEL)
    kept = no(second, Reason.NONE)
    assert "Hours, duties, travel or commute 1 1 Rather not say 1 1" in get(mayas, PAGE).main.text
    take_back(decline=kept, by=maya, at=NOW)
    text = get(mayas, PAGE).main.text
    assert "Hours, duties, travel or commute 1 1" in text
    assert "Rather not say" not in text


def test_a_no_without_a_letter_has_no_reason_and_is_counted(mayas: Client, maya: User) -> None:
    applied(maya, Status.WITHDRAWN)
    assert section(get(mayas, PAGE), "mine") == "Why I said no 1 See them One time so far. My reasons Not noted 1 1"


def test_why_they_said_no_can_be_noted_and_taken_away(mayas: Client, maya: User) -> None:
    one = applied(maya, Status.REJECTED)
    assert "Not noted 1 1" in get(mayas, PAGE).main.text
    page = post(mayas, url("tracker:they_said", one.pk), {"reason": "candidate"})
    assert page.notes == ["Noted."]
    assert "Another candidate 1 1" in get(mayas, PAGE).main.text
    post(mayas, url("tracker:they_said", one.pk), {"reason": ""})
    assert "Not noted 1 1" in get(mayas, PAGE).main.text


def test_another_no_has_another_reason_and_one_that_is_taken_back_keeps_its_own(maya: User) -> None:
    one = applied(maya, Status.REJECTED)
    services.note_they_said(application=one, reason="fit")
    change = services.move(application=one, to=Status.INTERVIEWING, by=maya, at=NOW)
    services.take_back(change=change, by=maya, at=NOW)
    one.refresh_from_db()
    assert one.they_said == "fit"
    services.move(application=one, to=Status.INTERVIEWING, by=maya, at=NOW)
    services.move(application=one, to=Status.REJECTED, by=maya, at=NOW)
    one.refresh_from_db()
    assert one.they_said == ""


@pytest.mark.parametrize("reason", ["nobody", "x" * 300])
def test_a_reason_that_is_none_of_ours_is_not_noted(mayas: Client, maya: User, reason: str) -> None:
    one = applied(maya, Status.REJECTED)
    page = post(mayas, url("tracker:they_said", one.pk), {"reason": reason})
    one.refresh_from_db()
    assert (page.notes, one.they_said) == (["Choose one of the reasons, or none."], "")


def test_a_reason_for_what_they_did_not_turn_down_is_not_noted(mayas: Client, maya: User) -> None:
    one = applied(maya)
    page = post(mayas, url("tracker:they_said", one.pk), {"reason": "fit"})
    one.refresh_from_db()
    assert (page.notes, one.they_said) == (["This stands elsewhere by now. Look at it once more."], "")


def test_a_period_counts_what_was_sent_in_it(mayas: Client, maya: User) -> None:
    applied(maya, days=300)
    applied(maya, days=100)
    applied(maya, days=5)
    seen = {period: get(mayas, PAGE, period=period).main.text for period in ("all", "year", "quarter", "nonsense")}
    found = {period: re.search(r"(\d+) applications?\b", text) for period, text in seen.items()}
    numbers = {period: match and match[1] for period, match in found.items()}
    assert numbers == {"all": "3", "year": "2", "quarter": "1", "nonsense": "3"}


def test_a_period_without_any_leads_back_to_all_of_it(mayas: Client, maya: User) -> None:
    applied(maya, days=300)
    page = get(mayas, PAGE, period="quarter")
    assert page.links()["See all of it"] == "?period=all"


def test_before_there_is_anything_it_says_what_will_be_here(mayas: Client) -> None:
    page = get(mayas, PAGE)
    assert page.heading == "Figures come with the first answers."
    assert "After five answers you will see here how far your applications go" in page.main.text
    assert list(page.main.every("svg", role="img")) == []


def test_a_stranger_has_figures_of_their_own(mayas: Client, otto: User) -> None:
    applied(otto, Status.OFFER)
    assert get(mayas, PAGE).heading == "Figures come with the first answers."


# --- files


def svg(client: Client) -> tuple[str, str]:
    response = client.get(url("declines:insights_svg"))
    return response.headers["Content-Disposition"], response.content.decode()


@pytest.mark.usefixtures("search")
def test_the_file_says_the_days_and_no_name(mayas: Client) -> None:
    disposition, text = svg(mayas)
    assert disposition == 'attachment; filename="job-search-2026-07-25-to-2026-09-03.svg"'
    words = [each.strip() for each in ElementTree.fromstring(text).itertext() if each.strip()]  # noqa: S314
    assert words == [
        *["A job search, 9 applications, 25 July to 3 September 2026"] * 2,
        *("Applied", "9", "In conversation", "2", "No word yet", "3", "They said no", "4"),
        *("Interviewed", "2", "Interviewing", "1", "I said no", "1"),
        "A no that I said is drawn in colour; the rest is grey.",
    ]


@pytest.mark.usefixtures("search")
def test_the_file_is_whole_by_itself_and_runs_nothing(mayas: Client) -> None:
    _disposition, text = svg(mayas)
    root = ElementTree.fromstring(text)  # noqa: S314
    tags = {each.tag.removeprefix("{http://www.w3.org/2000/svg}") for each in root.iter()}
    names = {name for each in root.iter() for name in each.attrib}
    assert tags == {"svg", "title", "rect", "text", "tspan", "g", "path"}
    assert [name for name in names if name.startswith("on") or "href" in name or name in {"style", "class"}] == []
    assert re.findall(r"https?://[^\s\"]+|url\(", text) == ["http://www.w3.org/2000/svg"]


@pytest.mark.usefixtures("search")
def test_the_png_opens(mayas: Client) -> None:
    response = mayas.get(url("declines:insights_png"))
    image = Image.open(io.BytesIO(response.content))
    assert response.headers["Content-Disposition"].endswith('to-2026-09-03.png"')
    assert (image.format, image.width, image.info) == ("PNG", 2016, {})


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_nothing_sent_is_an_empty_picture_and_no_error(mayas: Client, maya: User, kind: str) -> None:
    assert mayas.get(url(f"declines:insights_{kind}")).status_code == 200
    made = Application(user=maya, company=CompanyFactory.create(user=maya), applied_on=date(2026, 9, 1))
    services.add_application(made, status=Status.SAVED, by=maya, at=NOW)
    assert mayas.get(url(f"declines:insights_{kind}")).status_code == 200


# --- a long search


@pytest.mark.usefixtures("search")
def test_of_a_long_search_the_page_is_there_at_once_and_the_figures_follow(
    mayas: Client, maya: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(insights, "QUICK", 9)
    page = get(mayas, f"{PAGE}?period=year")
    assert page.heading == "Counting your search…"
    [asks] = page.main.every("p", role="status")
    wanted = "?period=year&count=1"
    assert asks.attributes["data-hx-get"] == wanted
    assert [link.attributes["href"] for link in page.main.every("a") if link.text == "Show the figures"] == [wanted]
    counted = get(mayas, PAGE + wanted)
    assert counted.heading == "One in five applications becomes an interview."
    # Kept now, so nobody waits again; for another stretch of time somebody does, and after a change.
    assert get(mayas, f"{PAGE}?period=year").text == counted.text
    assert get(mayas, f"{PAGE}?period=all").heading == "Counting your search…"
    applied(maya)
    assert get(mayas, f"{PAGE}?period=year").heading == "Counting your search…"


@pytest.mark.usefixtures("search")
def test_without_javascript_the_browser_asks_for_the_figures_by_itself(
    mayas: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(insights, "QUICK", 9)
    refresh = '<noscript><meta http-equiv="refresh" content="0; url=?period=all&amp;count=1"></noscript>'
    assert mayas.get(PAGE).content.decode().count(refresh) == 1


@pytest.mark.usefixtures("search")
def test_the_picture_of_a_long_search_is_counted_where_it_must_be(
    mayas: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(insights, "QUICK", 9)
    assert b"<svg" in mayas.get(f"{PAGE}search.svg").content
