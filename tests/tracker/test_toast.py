"""What a move says, and the button in it that takes the move back."""

from typing import cast

import pytest
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import RequestFactory
from django_htmx.middleware import HtmxMiddleware

from accounts.http import Request
from accounts.models import User
from config.notices import NoticesMiddleware
from tests.factories import NOW
from tracker.views.common import toast

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
UNDO = "/applications/7/take-back/"


def said(user: User, rf: RequestFactory, *, undo: str = UNDO, status: int = 200, htmx: bool = True) -> str:
    """What is added to the answer of a view that says "Moved." and answers with a piece of a page."""

    def view(request: HttpRequest) -> HttpResponse:
        mine = cast(Request, request)
        mine.user, mine.at = user, NOW
        toast(mine, "Moved <b>it</b>.", undo=undo)
        return HttpResponse("<p>piece</p>", status=status)

    def through(request: HttpRequest) -> HttpResponseBase:
        return NoticesMiddleware(view)(request)

    chain = SessionMiddleware(MessageMiddleware(HtmxMiddleware(through)))
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/applications/?view=board"} if htmx else {}
    answer = chain(rf.post("/", headers=headers))
    assert isinstance(answer, HttpResponse)
    return answer.content.decode().removeprefix("<p>piece</p>")


def test_a_move_made_by_htmx_is_told_beside_the_piece_with_the_way_back(rf: RequestFactory, maya: User) -> None:
    words = said(maya, rf)
    assert words.startswith('<div id="notices" class="notes" role="status" data-hx-swap-oob="true">')
    assert f'<form method="post" action="{UNDO}">' in words
    assert '<input type="hidden" name="next" value="/applications/?view=board">' in words
    assert "<span>Moved &lt;b&gt;it&lt;/b&gt;.</span>" in words


def test_what_cannot_be_taken_back_has_no_button(rf: RequestFactory, maya: User) -> None:
    assert "<form" not in said(maya, rf, undo="")


@pytest.mark.parametrize(("status", "htmx"), [(204, True), (302, True), (200, False)])
def test_where_another_page_follows_it_waits_for_that_page(
    rf: RequestFactory, maya: User, status: int, htmx: bool
) -> None:
    assert said(maya, rf, status=status, htmx=htmx) == ""
