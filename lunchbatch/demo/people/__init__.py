"""Fictional people, the clock they live by, and how they answer. All of it seeded."""
