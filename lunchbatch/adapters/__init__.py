"""Talks: one outside thing per file, no decisions."""
