"""Adapters: each talks to one outside service and decides nothing."""
