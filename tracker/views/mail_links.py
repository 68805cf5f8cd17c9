"""Pages behind the links in mails: opened by anybody who has the mail, and by whatever scans it. Only a POST acts."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt

from accounts.http import Request
from accounts.models import User
from tracker import mail_links, reminders, services
from tracker.forms.mail_links import LaterFromMailForm
from tracker.mail_links import Act
from tracker.models import Reminder
from tracker.reminders import Moment, rules

View = Callable[[Request, str], HttpResponse]


def signed(view: View) -> View:
    """A page whose address is its key: no sign-in, no cookie, and nobody else gets to know the address."""

    @wraps(view)
    def sealed(request: Request, token: str) -> HttpResponse:
        response = view(request, token)
        add_never_cache_headers(response)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        # Django would write the address of a refused form to the log, and whoever reads logs could press the button.
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response

    # Without the CSRF token, whose cookie mail programs and strict browsers do not keep: the signature in the
    # address is what a page elsewhere would have to know, and it is in one mailbox only.
    return csrf_exempt(login_not_required(sealed))


@signed
def mail_link(request: Request, token: str) -> HttpResponse:
    """Done, or later: a page with one button. Pressed twice, or too late, it says how things stand."""
    link = mail_links.read(token)
    found = _reminder_of(link) if link else None
    if link is None or found is None:
        return render(request, "tracker/mail_link_unknown.html", status=404)
    if link.has_expired(request.at):
        return render(request, "tracker/mail_link_expired.html", {"reminder": found}, status=410)
    # Nobody is signed in: days and hours are those of whoever got the mail.
    with timezone.override(found.user.time_zone):
        if not found.is_open or found.occurrence != link.occurrence:
            # 200, not an error: a second press is no fault.
            return render(request, "tracker/mail_link_stands.html", {"reminder": found})
        return _done(request, found) if link.act == Act.DONE else _later(request, found)


def _reminder_of(link: mail_links.Link) -> Reminder | None:
    rows = Reminder.objects.filter(user__is_active=True, application__binned_at__isnull=True)
    rows = rows.select_related("user", "application__company")
    return rows.filter(pk=link.reminder).first()


def _done(request: Request, found: Reminder) -> HttpResponse:
    if request.method != "POST":
        return render(request, "tracker/mail_link_done.html", {"reminder": found})
    # Going on waiting is not a thing done, here as on the reminder's page.
    acted = reminders.close(reminder=found, done=found.kind != Reminder.Kind.LAPSE, at=request.at)
    return _as_it_stands(request, found, acted=acted)


def _later(request: Request, found: Reminder) -> HttpResponse:
    today = services.today_of(found.user, request.at)
    form = LaterFromMailForm(request.POST if request.method == "POST" else None, today=today)
    if request.method != "POST" or not form.is_valid():
        context = {"reminder": found, "form": form}
        return render(request, "tracker/mail_link_later.html", context, status=422 if form.errors else 200)
    moment = Moment(form.day, found.user.reminder_clock)
    return _as_it_stands(request, found, acted=reminders.reschedule(reminder=found, moment=moment))


def _as_it_stands(request: Request, found: Reminder, *, acted: bool) -> HttpResponse:
    # Read again: of two presses at once the second shows what the first one did.
    found.refresh_from_db(fields=["state", "due_on", "due_time", "time_zone", "occurrence"])
    return render(request, "tracker/mail_link_stands.html", {"reminder": found, "acted": acted})


@signed
def unsubscribe(request: Request, token: str) -> HttpResponse:
    """End the mails of a kind. Mail programs post here by themselves when their button is pressed (RFC 8058)."""
    user_id, kinds = mail_links.read_stop(token) or (0, [])
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or not kinds:
        return render(request, "tracker/mail_link_unknown.html", status=404)
    context = {"kinds": [kind.label for kind in kinds], "ended": request.method == "POST"}
    if request.method == "POST":
        for kind in kinds:
            rules.mute(user=user, kind=kind)
    return render(request, "tracker/mail_link_stop.html", context)
