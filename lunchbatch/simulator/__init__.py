"""A small Slack that speaks the real wire format, and fictional people in it."""
