"""The platform on which visitors book activities for groups."""
