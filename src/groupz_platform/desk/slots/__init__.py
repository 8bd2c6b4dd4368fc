"""Times: listed, added, changed, closed, taken away."""

from groupz_platform.desk.slots import adding, changing, closing, planning
from groupz_platform.desk.slots.blueprint import slots
from groupz_platform.desk.slots.listing import listed
from groupz_platform.desk.slots.words import booking_state_word, conflict_words

slots.add_app_template_filter(conflict_words)
slots.add_app_template_filter(booking_state_word)

__all__ = ["adding", "changing", "closing", "listed", "planning", "slots"]
