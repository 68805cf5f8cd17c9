from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from declines.demo.account import EMAIL, NotTheDemo, account, clear, password
from declines.demo.build import build
from tracker.models import Application


class Command(BaseCommand):
    """A job search to look around in, in an account of its own. Twice changes nothing; nobody is written to."""

    help = "Make a demo account with a believable job search, and print how to sign in to it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fresh", action="store_true", help="begin the demo's search anew, as of today")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        try:
            user = account(at=at)
        except NotTheDemo as error:
            message = _("%(email)s is an operator of this Bowout, so the demo leaves it alone.")
            raise CommandError(message % {"email": EMAIL}) from error
        if options["fresh"]:
            clear(user)
        search = Application.objects.for_user(user)
        if search.exists():
            said = _("The demo is there already, and stays as it is. To begin it anew, as of today: --fresh")
        else:
            build(user, at=at)
            said = _("A job search of %(count)d applications is ready.") % {"count": search.count()}
        self.stdout.write(f"{said}\n\n  {settings.SITE_URL}\n  {EMAIL}\n  {password()}\n")
