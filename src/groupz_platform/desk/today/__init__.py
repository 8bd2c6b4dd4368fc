"""The day at the desk: who comes, who is there, and what is to be done."""
