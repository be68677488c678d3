"""Faults and rate limits for the simulated Slack; only tests use them."""
