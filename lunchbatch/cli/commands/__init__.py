"""One module for each command that a user types."""
