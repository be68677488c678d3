"""Brings the people of a Slack channel together, a few at a time."""

__version__ = "0.1.0"
