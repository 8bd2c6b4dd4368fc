"""One booking at the desk, and booking for somebody on the telephone."""
