"""A bare Django list of twenty rows with session and user: what any page of a list costs at least."""

from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from accounts.models import User
from tracker.models import Application

ROWS = 20
LIST = """<!doctype html><title>Applications</title><h1>{{ user.email }}</h1><table>{% for row in rows %}
<tr><td><a href="/applications/{{ row.pk }}/">{{ row.company.name }}</a><td>{{ row.position }}<td>{{ row.status }}
<td>{{ row.applied_on|date:"j M" }}<td>{{ row.source }}</tr>{% endfor %}</table>"""


@login_required
def bare_list(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    rows = Application.objects.filter(user=request.user).select_related("company").order_by("-pk")[:ROWS]
    return HttpResponse(_template().render({"rows": rows, "user": request.user}, request))


@cache
def _template() -> Any:
    return engines["django"].from_string(LIST)


urlpatterns = [path("floor/", bare_list), path("healthz", lambda request: HttpResponse("ok"))]
