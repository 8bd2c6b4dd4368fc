"""Versions of the tables."""

HEAD = "0001"
"""The version that this release works with: the last file in `versions`."""
