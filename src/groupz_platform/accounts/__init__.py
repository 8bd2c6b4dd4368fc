"""Staff: accounts, second factors, signing in, and the history of it."""
