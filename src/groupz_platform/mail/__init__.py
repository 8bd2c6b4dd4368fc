"""Mail from an outbox row to a relay or a folder."""
