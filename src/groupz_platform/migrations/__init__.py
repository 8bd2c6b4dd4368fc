"""Versions of the tables."""

HEAD = "0010"
"""The version that this release works with: the last file in `versions`."""
