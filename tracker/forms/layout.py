"""How our forms are laid out."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout


def helper(*layout: Any) -> FormHelper:
    """A crispy helper that leaves the <form> element and its button to the page."""
    made = FormHelper()
    made.form_tag = False
    made.layout = Layout(*layout)
    return made


def more(summary: Any, *fields: Any) -> Div:
    """Fields that are there when wanted: folded away, unless something is wrong, so that no error hides."""
    head = f'<summary class="linkish">{summary}</summary>'
    fold = '<details class="more-fields" {% if form.errors %}open{% endif %}>'
    return Div(HTML(fold + head), *fields, HTML("</details>"))


class Known(HTML):  # type: ignore[misc]
    """Where the answer to "did I already apply here?" comes in."""

    def __init__(self) -> None:
        super().__init__('<div class="known-before" aria-live="polite"></div>')
