"""Bookings: reserve, confirm, show."""
