"""Whom the shield keeps out, and why; undone, banned and allowed by a click."""
