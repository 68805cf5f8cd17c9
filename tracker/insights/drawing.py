"""The picture of a search as words and numbers for an SVG template, and as PNG. Without any name in it."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from tracker.insights import captions
from tracker.insights.flow import BAR, Band, Node, Picture

MARGIN, HEAD, FOOT = 24.0, 64.0, 36.0
# The tokens of the light theme; bands are mixed with the page, since a picture that is shared has one background.
PAGE, INK, SOFT_INK, GREY, PLUM = "#ffffff", "#241f29", "#564f5d", "#6b6472", "#6d3b7a"
GREY_BAND, PLUM_BAND = "#dedde0", "#d0c0d4"
# Twice the size for sharp screens; shapes are drawn twice larger still and made smaller, which smooths them.
SCALE, SMOOTH = 2, 2
STEPS = 48
Point = tuple[float, float]
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def number(value: float) -> str:
    """A coordinate. Never by locale: 8,5 is two numbers to an SVG."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Bar:
    """A bar with its words, in the spelling of SVG."""

    x: str
    y: str
    width: str
    height: str
    words_x: str
    words_y: str
    words: str
    count: str
    mine: bool


@dataclass(frozen=True)
class Drawing:
    """Everything that a template needs to draw the picture."""

    width: str
    height: str
    bars: list[Bar]
    paths: list[tuple[str, bool]]


def drawing(picture: Picture) -> Drawing:
    return Drawing(
        number(picture.width),
        number(picture.height),
        [_bar(node) for node in picture.nodes],
        [(path(band), band.target.mine) for band in picture.bands],
    )


def _bar(node: Node) -> Bar:
    return Bar(
        number(node.x),
        number(node.y),
        number(BAR),
        number(node.shown),
        number(node.beside),
        number(node.middle + 4),
        captions.node(node),
        f"{node.number:,}",
        node.mine,
    )


def path(band: Band) -> str:
    """The outline of a band: over along the upper edge, back along the lower."""
    left, right, y, to, thick = band.corners
    x, end, half = number(left), number(right), number((left + right) / 2)
    over = f"M{x} {number(y)}C{half} {number(y)} {half} {number(to)} {end} {number(to)}"
    back = f"V{number(to + thick)}C{half} {number(to + thick)} {half} {number(y + thick)} {x} {number(y + thick)}Z"
    return over + back


def png(picture: Picture, title: str, note: str) -> bytes:
    """The picture as a PNG file, with its title above and a note below."""
    width, height = picture.width + 2 * MARGIN, picture.height + HEAD + FOOT
    image = _shapes(picture, width, height)
    pen = ImageDraw.Draw(image)
    _write(pen, (MARGIN, HEAD / 2), [(title, INK)], 18)
    for node in picture.nodes:
        here = (MARGIN + node.beside, HEAD + node.middle)
        _write(pen, here, [(f"{captions.node(node)} ", INK), (f"{node.number:,}", SOFT_INK)], 13)
    _write(pen, (MARGIN, height - FOOT / 2), [(note, SOFT_INK)], 13)
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _shapes(picture: Picture, width: float, height: float) -> Image.Image:
    scale = SCALE * SMOOTH
    image = Image.new("RGB", (round(width * scale), round(height * scale)), PAGE)
    pen = ImageDraw.Draw(image)
    for band in picture.bands:
        points = [((MARGIN + x) * scale, (HEAD + y) * scale) for x, y in outline(band)]
        pen.polygon(points, fill=PLUM_BAND if band.target.mine else GREY_BAND)
    for node in picture.nodes:
        left, top = (MARGIN + node.x) * scale, (HEAD + node.y) * scale
        corner = (left + BAR * scale, top + node.shown * scale)
        pen.rounded_rectangle([(left, top), corner], min(2.0, node.shown / 2) * scale, PLUM if node.mine else GREY)
    return image.resize((round(width * SCALE), round(height * SCALE)), Image.Resampling.BOX)


def outline(band: Band) -> list[Point]:
    """The outline as points, since Pillow draws no curves: the same curve as in `path`."""
    left, right, y, to, thick = band.corners
    edge = []
    for step in range(STEPS + 1):
        t = step / STEPS
        # The handles lie half way across: x and y of such a curve, written out.
        across = 1.5 * t * (1 - t) + t**3
        edge.append((left + (right - left) * across, y + (to - y) * t * t * (3 - 2 * t)))
    return edge + [(x, at + thick) for x, at in reversed(edge)]


def _write(pen: ImageDraw.ImageDraw, at: Point, parts: Sequence[tuple[str, str]], size: int) -> None:
    """Words on one line, in their colours, with a thin edge so that they can be read across a band."""
    font, (x, y) = _font(size), (at[0] * SCALE, at[1] * SCALE)
    for text, colour in parts:
        pen.text((x, y), text, fill=colour, font=font, anchor="lm", stroke_width=SCALE, stroke_fill=PAGE)
        x += pen.textlength(text, font=font)


def _font(size: int) -> Font:
    """DejaVu where it is installed, for every alphabet; otherwise the face that comes with Pillow."""
    try:
        return ImageFont.truetype("DejaVuSans.ttf", size * SCALE)
    except OSError:
        return ImageFont.load_default(size * SCALE)


def frame(picture: Picture) -> dict[str, str]:
    """The outer size of the picture as a file, and where its note stands."""
    height = picture.height + HEAD + FOOT
    return {
        "width": number(picture.width + 2 * MARGIN),
        "height": number(height),
        "note_y": number(height - FOOT / 2 + 4),
    }
