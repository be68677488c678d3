"""A small Slack that speaks the real wire format, on a loopback port."""
