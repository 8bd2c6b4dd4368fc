"""What pages share: transactions, language, headers, error pages, forms."""
