"""The planning board: what takes place on a day, or in a week, and who comes."""
