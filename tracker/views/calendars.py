from django.http import Http404, HttpResponse

from accounts.http import Request
from tracker.calendars import calendar_file
from tracker.views.common import interview_of


def interview_calendar(request: Request, pk: int) -> HttpResponse:
    """A round as a file for one's own calendar. One without a date has none."""
    file = calendar_file([interview_of(request, pk)], at=request.at)
    if not file:
        raise Http404
    headers = {"Content-Disposition": 'attachment; filename="interview.ics"'}
    return HttpResponse(file, content_type="text/calendar; charset=utf-8", headers=headers)
