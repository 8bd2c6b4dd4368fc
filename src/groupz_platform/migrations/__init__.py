"""Versions of the tables."""

HEAD = "0003"
"""The version that this release works with: the last file in `versions`."""
