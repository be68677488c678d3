"""`demo`: a fictional workspace lives through several rounds, on the production code."""
