"""Versions of the tables."""

HEAD = "0009"
"""The version that this release works with: the last file in `versions`."""
