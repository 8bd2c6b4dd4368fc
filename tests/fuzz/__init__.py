"""Fuzzing: bytes that nobody thought of, until something breaks: `make fuzz`."""
