"""The long forms of tests under load: real servers, many visitors, crashes, outages."""
