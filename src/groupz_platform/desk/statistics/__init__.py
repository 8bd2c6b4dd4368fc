"""Figures of the house: as plots, each with its table."""
