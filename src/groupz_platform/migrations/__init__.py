"""Versions of the tables."""

HEAD = "0008"
"""The version that this release works with: the last file in `versions`."""
