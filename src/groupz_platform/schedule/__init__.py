"""Time slots."""
