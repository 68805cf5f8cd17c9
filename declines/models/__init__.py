from declines.models.decline import Decline, DeclinedInterview
from declines.models.letter import Letter
from declines.models.reflection import Reflection
from declines.models.wording import Wording

__all__ = ["Decline", "DeclinedInterview", "Letter", "Reflection", "Wording"]
