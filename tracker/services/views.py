"""Views of the list that are kept under a name."""

from django.db import transaction

from tracker.models import SavedView


@transaction.atomic
def keep_view(view: SavedView) -> SavedView:
    """Keep a view, new or with another name. Raises IntegrityError where the name is taken."""
    view.save()
    return view


def forget_view(view: SavedView) -> None:
    """Forget a view; what it showed stays."""
    view.delete()
