"""What the search adds up to. The page stands in this room because it tells both sides: their no, and mine."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.http import Request
from declines.models import Decline
from declines.situation import Reason
from tracker.insights import Figures, Period, blocks, captions, drawing, figures_at_once, figures_of, flow, words
from tracker.models import Status


def insights(request: Request) -> HttpResponse:
    """Few figures, and true ones: each a sentence first, then a picture, then a table."""
    period = _period(request)
    patiently = request.GET.get("count") == "1"
    asked = figures_of if patiently else figures_at_once
    figures = asked(request.user, period, at=request.at, i_said=lambda: _reasons_by_application(request))
    if figures is None:
        return render(request, "insights/counting.html", {"period": period, "periods": _periods(period)})
    picture = flow.layout(figures.flows)
    sources, all_sources = blocks.sources(figures)
    stages_say, stages = blocks.stages(figures)
    context = {
        "figures": figures,
        "periods": _periods(period),
        "period": period,
        "headline": words.headline(figures),
        "when": captions.stretch_of(figures, request.user.local(request.at).date()),
        "far": blocks.far(figures),
        "rate": blocks.rate(figures),
        "silence": blocks.silence(figures),
        "replies": blocks.replies(figures),
        "dots": blocks.dots(figures.reply_hours),
        "i_said": blocks.i_said(figures, _reasons()),
        "they_said": blocks.they_said(figures),
        "stages_say": stages_say,
        "stages": stages,
        "known": [one for one in stages if one.drawn],
        "sources": sources,
        "all_sources": all_sources,
        "drawing": drawing.drawing(picture),
        "said": captions.picture(figures),
        "flow_rows": captions.flow_rows(figures),
        "left_out": captions.left_out(figures),
    }
    return render(request, "insights/insights.html", context)


def svg(request: Request) -> HttpResponse:
    """The picture of the search as a file of its own: no company, no person, no link to anywhere."""
    figures = _figures(request, _period(request))
    picture = flow.layout(figures.flows)
    today = request.user.local(request.at).date()
    context = {
        "title": captions.title(figures, today),
        "note": captions.note(),
        "drawing": drawing.drawing(picture),
        **drawing.frame(picture),
    }
    file = render_to_string("insights/search.svg", context)
    return _download(file.encode(), "image/svg+xml", captions.file_name(figures, today, "svg"))


def png(request: Request) -> HttpResponse:
    """The same picture for places that take no SVG."""
    figures = _figures(request, _period(request))
    today = request.user.local(request.at).date()
    file = drawing.png(flow.layout(figures.flows), captions.title(figures, today), captions.note())
    return _download(file, "image/png", captions.file_name(figures, today, "png"))


def _period(request: Request) -> Period:
    asked = request.GET.get("period", "")
    return Period(asked) if asked in Period.values else Period.ALL


def _periods(period: Period) -> list[tuple[str, str, bool]]:
    return [(one.value, str(one.label), one is period) for one in Period]


def _figures(request: Request, period: Period) -> Figures:
    return figures_of(request.user, period, at=request.at, i_said=lambda: _reasons_by_application(request))


def _reasons_by_application(request: Request) -> Mapping[int, str]:
    """The reason of each no that stands."""
    rows = Decline.objects.for_user(request.user).standing().filter(application__status=Status.WITHDRAWN)
    return dict(rows.order_by().values_list("application_id", "reason"))


def _reasons() -> Mapping[str, str]:
    labels = {value: str(label) for value, label in Reason.choices}
    return labels | {Reason.NONE.value: _("Rather not say")}


def _download(data: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
