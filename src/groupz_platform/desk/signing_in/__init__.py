"""Signing in and out of the backoffice, and the gate that knows who did."""
