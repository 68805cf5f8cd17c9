"""Files are judged while they still arrive: one that is too large never reaches the disk whole."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.utils.translation import gettext as _

from accounts.http import Request
from tracker import files

# What may arrive under this name, in bytes, and what to say of one that is larger.
Limit = Callable[[str], tuple[int, str]]


class Limited(FileUploadHandler):
    """Stops a file that is too large, or one too many, and remembers what is to be said of it.

    It must stand before whatever writes, so it is put in before anybody asks for what a form sent: a view that does
    so checks the token of the form after that.
    """

    def __init__(self, request: Request, limit: Limit, *, most: int) -> None:
        super().__init__(request)
        self.limit, self.most = limit, most
        self.arrived = 0
        self.refused: list[str] = []

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.arrived += 1

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        name = self.file_name or ""
        if self.arrived > self.most:
            text = _("%(name)s is one too many: choose %(most)s files at a time.")
            self.refused.append(text % {"name": files.safe_name(name), "most": self.most})
            raise SkipFile
        size, refusal = self.limit(name)
        if start + len(raw_data) > size:
            self.refused.append(refusal)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
