"""One database behind roles: tables, engines, transactions, migrations."""
