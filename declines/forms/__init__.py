from declines.forms.declining import DeclineForm, first_answers, people_of
from declines.forms.letters import ToldForm, WordsForm

__all__ = ["DeclineForm", "ToldForm", "WordsForm", "first_answers", "people_of"]
