"""Venues, activities, their texts, pictures and prices."""
