"""The page walk: every page a signed-in person can reach, in light and dark, on a desk and on a phone."""

import os
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from declines.situation import Channel
from tests.addresses import PERSONAL, PUBLIC, a_decline, names, of, one_of_each, url
from tests.e2e.conftest import SignIn

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SIZES = {
    "1280": {"width": 1280, "height": 900},
    "768": {"width": 768, "height": 1024},
    "390": {"width": 390, "height": 844},
}
# As small as pages may get; 1280 pixels at 400 % are as wide.
SMALLEST = {"width": 320, "height": 640}
# 1280 by 1024 at 400 %: what sticks to an edge would leave little of the page.
LOWEST = {"width": 320, "height": 256}
# What has the focus: its name where no part of it can be seen, else nothing; None when the walk is around.
UNSEEN = """() => { const one = document.activeElement;
    if (!one || one === document.body) return null;
    const box = (one.getClientRects().length ? one : one.labels[0]).getBoundingClientRect();
    const [above, below] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    const shown = [.1, .3, .5, .7, .9].some((part) => [.2, .5, .8].some((deep) => {
        const top = document.elementFromPoint(box.left + box.width * part, above + (below - above) * deep);
        const mine = [one, ...(one.labels ?? [])].some((part) => part.contains(top));
        return top && (mine || top.contains(one));
    }));
    return shown ? "" : one.outerHTML.slice(0, 120); }"""
# What is pressed and is smaller than so many pixels either way. A link within a sentence is as high as its line.
SMALL = """(least) => [...document.querySelectorAll('a[href], button, summary, input, select, textarea, .tick')]
    .filter((one) => {
        if (!one.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
        if (one.matches('.skip, [type=hidden], label [type], [type=checkbox], [type=radio]')) return false;
        // Its after-image is what is pressed: the whole card.
        if (getComputedStyle(one, '::after').position === 'absolute') return false;
        const beside = [...one.parentElement.childNodes].filter((part) => part.nodeType === 3);
        if (beside.some((part) => part.data.trim()) && getComputedStyle(one).display === 'inline') return false;
        const box = one.getBoundingClientRect();
        return Math.round(box.width) < least || Math.round(box.height) < least;
    }).map((one) => one.outerHTML.replace(/\\s+/g, ' ').slice(0, 120))"""
NAMED_TWICE = """() => [...document.querySelectorAll('[id]')].map((one) => one.id)
    .filter((name, place, names) => names.indexOf(name) !== place)"""
EVERY = [(width, theme) for theme in ("light", "dark") for width in SIZES]
# Both themes and both ends in each run; everything when asked for (make e2e), since it takes minutes.
WHOLE = os.environ.get("BOWOUT_WALK") == "full"
SHOTS = EVERY if WHOLE else [("1280", "light"), ("390", "dark")]
PAGES = [name for name in names() if not name.startswith("admin:") and of(name).is_page]
MINE = [name for name in PAGES if of(name).access == PERSONAL]
VIEWS = ["board"]
OPEN_DOORS = [name for name in PAGES if of(name).access == PUBLIC and name not in {"healthz", "account_logout"}]


def audit(page: Page) -> list[str]:
    """What axe finds, in words."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def sideways(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def look_at(page: Page, address: str, name: str, take: Callable[[Page, str], None]) -> list[str]:
    """Open a page, look at it in each theme and width; say what is wrong with it."""
    page.set_viewport_size({"width": 1280, "height": 900})
    response = page.goto(address)
    assert response is not None
    if response.status != 200:
        return [f"{name}: {response.status}"]
    wrong = [f"{name}: the name {one} stands on two things" for one in page.evaluate(NAMED_TWICE)]
    wrong += examine(page, name, SHOTS, lambda shot: take(page, shot))
    page.set_viewport_size({"width": SMALLEST["width"], "height": SMALLEST["height"]})
    return wrong if sideways(page) <= 0 else [*wrong, f"{name} 320: {sideways(page)} px too wide"]


def examine(
    page: Page, name: str, shots: list[tuple[str, str]], take: Callable[[str], None] = lambda shot: None
) -> list[str]:
    """What is wrong with the page as it stands, in each of these widths and themes."""
    wrong: list[str] = []
    for width, theme in shots:
        page.emulate_media(color_scheme="light" if theme == "light" else "dark", reduced_motion="reduce")
        page.set_viewport_size({"width": SIZES[width]["width"], "height": SIZES[width]["height"]})
        take(f"{name}-{width}-{theme}")
        wrong += [f"{name} {width} {theme}: {problem}" for problem in audit(page)]
        small = page.evaluate(SMALL, 44 if width == "390" else 24)
        wrong += [f"{name} {width} {theme}: too small to press: {one}" for one in small]
        if sideways(page) > 0:
            wrong.append(f"{name} {width} {theme}: {sideways(page)} px too wide")
    return wrong


def zoomed(page: Page, address: str, name: str) -> list[str]:
    """What is wrong where letters are twice as large, and where the window is as low as it gets."""
    # The page has scrolled to what has the focus before one looks.
    page.emulate_media(reduced_motion="reduce")
    page.goto(address)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    wrong: list[str] = []
    for width in (1280, 640):
        page.set_viewport_size({"width": width, "height": 900})
        if sideways(page) > 0:
            wrong.append(f"{name}: with large letters {sideways(page)} px wider than {width}")
    page.set_viewport_size({"width": LOWEST["width"], "height": LOWEST["height"]})
    page.goto(address)
    for _stop in range(150 if WHOLE else 40):
        page.keyboard.press("Tab")
        unseen = page.evaluate(UNSEEN)
        if unseen is None:
            break
        wrong += [f"{name}: the keyboard comes to what is hidden: {unseen}"] * bool(unseen)
    return wrong


def test_pages_can_be_used_at_200_and_at_400_percent(
    watched: Page, live_server: LiveServer, maya: User, sign_in: SignIn
) -> None:
    things = one_of_each(maya)
    sign_in(maya)
    few = ["tracker:today", "tracker:applications", "tracker:application", "declines:new"]
    walk = {name: url(name, things.get(of(name).about)) for name in (MINE if WHOLE else few)}
    walk["board"] = f"{url('tracker:applications')}?view=board"
    assert [one for name, path in walk.items() for one in zoomed(watched, live_server.url + path, name)] == []


def test_every_page_is_sound_in_both_themes_and_on_a_phone(
    watched: Page, live_server: LiveServer, maya: User, sign_in: SignIn, picture: Callable[[Page, str], None]
) -> None:
    things = one_of_each(maya)
    sign_in(maya)
    wrong: list[str] = []
    for name in MINE:
        address = live_server.url + url(name, things.get(of(name).about))
        wrong += look_at(watched, address, name.replace(":", "-"), picture)
    for view in VIEWS:
        address = f"{live_server.url}{url('tracker:applications')}?view={view}"
        wrong += look_at(watched, address, f"tracker-applications-{view}", picture)
    for channel in (Channel.PHONE, Channel.IN_PERSON):
        address = live_server.url + a_decline(maya, channel=channel).get_absolute_url()
        wrong += look_at(watched, address, f"declines-decline-{channel}", picture)
    assert wrong == []


def test_the_first_run_page_is_sound(
    watched: Page, live_server: LiveServer, maya: User, sign_in: SignIn, picture: Callable[[Page, str], None]
) -> None:
    sign_in(maya)
    assert look_at(watched, live_server.url, "first-run", picture) == []


def test_every_page_before_the_sign_in_is_sound(
    watched: Page, live_server: LiveServer, maya: User, picture: Callable[[Page, str], None]
) -> None:
    wrong: list[str] = []
    for name in OPEN_DOORS:
        wrong += look_at(watched, live_server.url + url(name), name, picture)
    assert wrong == []


@pytest.mark.parametrize(
    "name", ["admin:index", "admin:tracker_application_add", "admin:tracker_application_changelist"]
)
def test_the_admin_keeps_to_the_same_policy(
    watched: Page, live_server: LiveServer, maya: User, sign_in: SignIn, name: str
) -> None:
    maya.is_staff = maya.is_superuser = True
    maya.save()
    one_of_each(maya)
    sign_in(maya)
    response = watched.goto(live_server.url + url(name))
    assert response is not None
    assert (
        "script-src" in response.headers["content-security-policy"]
        or "default-src 'self'" in (response.headers["content-security-policy"])
    )
    assert watched.locator("#site-name").is_visible()
