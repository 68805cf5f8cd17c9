from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy

from tracker import files
from tracker.forms.layout import helper
from tracker.models import Attachment


class _SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Any number of files; each is looked at by itself when it is kept."""

    widget = _SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        several = list(data) if isinstance(data, list | tuple) else [data]
        return [super(_FilesField, self).clean(one, initial) for one in several or [None] if one or self.required]


class AttachmentForm(forms.Form):
    """What it is, and the files: several of one kind at once."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"), choices=Attachment.Kind.choices, initial=Attachment.Kind.CV
    )
    uploads = _FilesField(
        label=gettext_lazy("Files"),
        # An empty one has a sentence of ours, with its name.
        allow_empty_file=True,
        widget=_SeveralFiles(attrs={"accept": ",".join(files.KINDS)}),
        error_messages={"required": gettext_lazy("Choose a file first.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("kind", "uploads")
