"""Versions of the tables."""

HEAD = "0004"
"""The version that this release works with: the last file in `versions`."""
