"""Blocklists that others keep: fetched, read strictly, and never believed blindly."""

from groupz_shield.feeds.formats import FORMATS, Format, read_feed
from groupz_shield.feeds.refresh import FeedResult, refresh
from groupz_shield.feeds.schedule import FeedSchedule
from groupz_shield.feeds.source import FeedSource, Progress

__all__ = [
    "FORMATS",
    "FeedResult",
    "FeedSchedule",
    "FeedSource",
    "Format",
    "Progress",
    "read_feed",
    "refresh",
]
