"""Versions of the tables."""

HEAD = "0006"
"""The version that this release works with: the last file in `versions`."""
