"""The list of bookings, and what is done with many of them at once."""

from flask import Blueprint

desk_bookings = Blueprint("desk_bookings", __name__, url_prefix="/bookings")
