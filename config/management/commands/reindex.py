from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from declines.services import reindex_letters
from tracker import search
from tracker.services import people


class Command(BaseCommand):
    """What is searched, written anew from what is kept. Safe at any time, and nothing else is changed."""

    help = "Read every application and every name anew into the search, after a restore or where the doctor says so."

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        for done in search.reindex():
            self.stdout.write(_("%(n)d read") % {"n": done})
        reindex_letters()
        names = people.rekey()
        self.stdout.write(
            ngettext("%(n)d name is sorted anew.", "%(n)d names are sorted anew.", names) % {"n": names}
        )
        self.stdout.write(
            ngettext("%(n)d application can be found.", "%(n)d applications can be found.", done) % {"n": done}
        )
