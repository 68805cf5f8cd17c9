"""The tags that every page may use."""

from django.template import Context, Template
from django.test import RequestFactory

from accounts.models import User


def drawn(text: str, **context: object) -> str:
    return Template(text).render(Context(context))


def test_a_still_part_says_what_it_is_told() -> None:
    nav = '{% still "_components/nav.html" name=name icons=False %}'
    today, reminders = (drawn(nav, name=name) for name in ("tracker:today", "tracker:reminders"))
    assert 'data-place="1" aria-current="page"' in today
    assert 'data-place="3" aria-current="page"' in reminders
    assert "<svg" not in today
    assert "<svg" in drawn(nav.replace("False", "True"), name="tracker:today")


def test_a_still_part_sees_neither_the_person_nor_the_request(maya: User) -> None:
    request = RequestFactory().get("/")
    request.user = maya
    whole = drawn('{% include "_components/you.html" %}', user=maya, request=request)
    still = drawn('{% still "_components/you.html" %}', user=maya, request=request)
    assert maya.initials in whole
    assert maya.initials not in still
