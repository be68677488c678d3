"""Carries out a run: reads everything, has the core decide, acts, and records what was done."""
