"""Accounts of the staff: one's own, and everybody's."""
