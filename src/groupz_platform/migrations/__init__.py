"""Versions of the tables."""

HEAD = "0005"
"""The version that this release works with: the last file in `versions`."""
