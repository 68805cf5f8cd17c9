"""Many rows that are there are written again."""

from collections.abc import Sequence

from django.db import models


def write_again(rows: Sequence[models.Model], *fields: str) -> None:
    """These fields of these rows. bulk_update names each row in a CASE of its own and takes ten times as long."""
    if rows:
        there = type(rows[0])._default_manager
        there.bulk_create(rows, update_conflicts=True, unique_fields=["pk"], update_fields=fields, batch_size=500)
