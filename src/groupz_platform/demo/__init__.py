"""A believable programme to look at."""
