from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.doctor import examine


class Command(BaseCommand):
    """Why reminders might not arrive. Ends with 1 if anything is wrong, so a script may ask."""

    help = "Say what keeps reminders from arriving, and how to mend it. Sends nothing, changes nothing."
    # Django's own checks end the command before it has said a word.
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        problems = 0
        for finding in examine(at=timezone.now()):
            problems += bool(finding.remedy)
            if finding.remedy:
                self.stdout.write(self.style.ERROR(_("wrong  ")) + f"{finding.what} → {finding.remedy}")
            else:
                self.stdout.write(self.style.SUCCESS(_("ok     ")) + finding.what)
        if problems:
            raise CommandError(
                ngettext("%(n)d thing is wrong.", "%(n)d things are wrong.", problems) % {"n": problems}
            )
        self.stdout.write(_("All is well."))
