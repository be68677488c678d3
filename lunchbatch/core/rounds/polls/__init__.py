"""Rounds that begin with a poll: the question, its answers, and the groups made of them."""
