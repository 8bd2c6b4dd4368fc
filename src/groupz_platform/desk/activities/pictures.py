"""The pictures of an activity."""
