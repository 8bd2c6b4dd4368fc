"""What knows frameworks: Flask, Flask-Limiter."""
