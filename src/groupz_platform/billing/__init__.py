"""VAT; invoices and payments find their place here."""
