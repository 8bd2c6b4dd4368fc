"""A reusable WSGI security package."""
