"""The picture of a search: true to the numbers, and nothing lies on anything else."""

import io
from collections import Counter
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.tracker.insights.histories import START, TODAY, day, story
from tracker.insights import captions, drawing
from tracker.insights.figures import Figures, count
from tracker.insights.flow import BODY, TOP, Band, Picture, layout
from tracker.insights.stories import Change, History, Story, tell
from tracker.transitions import MOVES, OVER, Status


@st.composite
def wanderings(draw: st.DrawFn) -> Story:
    """Any history that the table of moves allows, with moves that are taken back."""
    places = [draw(st.sampled_from(list(Status)))]
    changes = [Change(1, "", places[0], day(0))]
    for pk in range(2, draw(st.integers(2, 9))):
        last = changes[-1]
        if len(places) > 1 and last.takes_back is None and draw(st.booleans()):
            changes.append(Change(pk, places.pop(), places[-1], day(pk), last.pk))
        else:
            places.append(draw(st.sampled_from(sorted(MOVES[places[-1]]))))
            changes.append(Change(pk, last.to_status, places[-1], day(pk)))
    return tell(History(places[-1], START, changes=changes), ZoneInfo("Europe/Berlin"))


searches = st.lists(wanderings(), max_size=40)


@settings(max_examples=40, deadline=None)
@given(searches)
def test_what_goes_into_a_bar_comes_out_of_it_or_stays_there(stories: list[Story]) -> None:
    picture = layout(count(stories, TODAY).flows)
    into = Counter({id(band.target): band.target.number for band in picture.bands})
    out: Counter[int] = Counter()
    for band in picture.bands:
        out[id(band.source)] += band.target.number
    for number, node in enumerate(picture.nodes):
        assert number == 0 or into[id(node)] == node.number
        assert bool(node.outcome) or out[id(node)] == node.number


@settings(max_examples=40, deadline=None)
@given(searches)
def test_the_ends_of_the_picture_are_the_columns_of_the_board(stories: list[Story]) -> None:
    figures = count(stories, TODAY)
    ends: Counter[str] = Counter()
    for node in layout(figures.flows).nodes:
        if node.outcome:
            ends[node.outcome] += node.number
    sent = Counter(one.stands for one in stories if one.sent)
    assert ends == sent
    assert figures.standing == dict(sent + Counter(one.stands for one in stories if not one.sent))
    assert figures.sent + figures.unsent + figures.standing.get("saved", 0) == figures.total


@settings(max_examples=40, deadline=None)
@given(searches)
def test_no_bar_and_no_words_lie_on_another(stories: list[Story]) -> None:
    picture = layout(count(stories, TODAY).flows)
    for above in picture.nodes:
        for below in picture.nodes:
            if above.x == below.x and above.y < below.y:
                assert above.y + above.shown < below.y
                assert below.middle - above.middle >= 16
    assert all(node.y >= TOP and node.y + node.height <= picture.height for node in picture.nodes)


@settings(max_examples=40, deadline=None)
@given(searches)
def test_no_two_bands_cross(stories: list[Story]) -> None:
    picture = layout(count(stories, TODAY).flows)
    for one, other in pairwise(picture.bands):
        if one.source is other.source:
            assert one.leaves + one.thickness <= other.leaves + 1e-6
            assert one.target.y + one.thickness <= other.target.y


@settings(max_examples=40, deadline=None)
@given(searches)
def test_bands_are_as_thick_as_what_flows_in_them(stories: list[Story]) -> None:
    figures = count(stories, TODAY)
    for band in layout(figures.flows).bands:
        assert abs(band.thickness - BODY * band.target.number / figures.sent) < 1e-6


def ends(*stories: Story) -> list[tuple[str, str, int]]:
    return captions.flow_rows(count(stories, TODAY))


def test_an_unusual_history_is_drawn_where_it_got_to_and_how_it_stands() -> None:
    assert ends(story("0 applied", "4 interviewing", "6 applied")) == [("Interviewed", "Waiting", 1)]
    assert ends(story("0 applied", "4 offer", "6 back")) == [("Applied", "No word yet", 1)]
    assert ends(story("0 applied", "4 rejected", "6 interviewing", "9 withdrawn")) == [
        ("Interviewed", "I said no", 1)
    ]
    assert ends(story("0 applied", "4 lapsed", "6 applied", "9 rejected")) == [("Applied", "They said no", 1)]
    assert ends(story("0 applied", "4 offer", "5 accepted", "9 rejected")) == [("Offer", "They said no", 1)]


def the_search() -> Figures:
    steps = [
        *[["0 applied"]] * 4,
        *[["0 applied", "4 rejected"]] * 8,
        *[["0 applied", "4 in_conversation"]] * 3,
        *[["0 applied", "4 interviewing", "9 withdrawn"]] * 2,
        *[["0 applied", "4 interviewing", "9 offer"]] * 1,
    ]
    return count([story(*those) for those in steps], TODAY)


def test_the_picture_can_be_read_aloud() -> None:
    assert captions.picture(the_search()) == (
        "Of 18 at “Applied”: In conversation 6, No word yet 4, They said no 8. "
        "Of 6 at “In conversation”: Interviewed 3, Talking 3. "
        "Of 3 at “Interviewed”: Offer 1, I said no 2. "
        "Of 1 at “Offer”: Deciding 1."
    )


def test_nothing_sent_is_nothing_drawn() -> None:
    assert layout([]) == Picture()


def test_one_among_ten_thousand_is_drawn_too() -> None:
    many = [story("0 applied")] * 9_999
    picture = layout(count([*many, story("0 applied", "4 rejected")], TODAY).flows)
    assert min(node.shown for node in picture.nodes) == 0.75
    assert min(node.height for node in picture.nodes) < 0.1


def middle(band: Band) -> tuple[float, float]:
    return drawing.outline(band)[drawing.STEPS // 2]


def test_both_files_draw_the_same_curves() -> None:
    band = layout(the_search().flows).bands[-2]
    left, right, y, to, thick = band.corners
    assert middle(band) == ((left + right) / 2, (y + to) / 2)
    numbers = [drawing.number(one) for one in (left, y, right, to + thick)]
    path = drawing.path(band)
    assert path.startswith(f"M{numbers[0]} {numbers[1]}C")
    assert f" {numbers[2]} {drawing.number(to)}V{numbers[3]}C" in path


def test_the_png_opens_at_twice_the_size_and_shows_my_no_in_colour() -> None:
    picture = layout(the_search().flows)
    image = Image.open(io.BytesIO(drawing.png(picture, "A job search", "The rest is grey.")))
    size = (round((picture.width + 48) * 2), round((picture.height + 100) * 2))
    no = next(node for node in picture.nodes if node.mine)
    inside = (round((24 + no.x + 5) * 2), round((64 + no.middle) * 2))
    assert (image.format, image.size) == ("PNG", size)
    assert image.convert("RGB").getpixel(inside) == (0x6D, 0x3B, 0x7A)


def test_every_place_has_words() -> None:
    said = {captions.outcome(status.value, depth) for status in OVER for depth in range(4)}
    assert said == {"Accepted", "They said no", "I said no", "Silence"}
