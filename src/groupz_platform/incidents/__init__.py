"""What the shield reports, counted by the hour: no address, no path, nobody."""
