"""The notes around a no: thanks, staying in touch."""

from django.utils.translation import gettext as _

from declines.messages.wordings import say_lines
from declines.situation import Situation


def thank_you(situation: Situation, *, name: str = "") -> tuple[str, str]:
    """Subject and body of the note that follows a no (DOMAIN.md 24–26, 62), to `name` or to nobody by name."""
    # Written with the no and not when it falls due: the person reads and mends it in one sitting.
    body = say_lines("thanks/after_decline", situation, name=name)
    return _("Thank you again: %(position)s") % {"position": situation.position}, body


def stay_in_touch(situation: Situation, *, name: str = "") -> tuple[str, str]:
    """Subject and body of a hello some months later: who I am, when we met, nothing to ask (DOMAIN.md 3c)."""
    body = say_lines("thanks/stay_in_touch", situation, name=name)
    return _("A hello from %(sender)s") % {"sender": situation.sender}, body
