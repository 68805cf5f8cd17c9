"""What a search adds up to: figures from its history, kept until something changes."""

from tracker.insights.kept import forget, kept

__all__ = ["forget", "kept"]
