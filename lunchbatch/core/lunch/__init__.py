"""Rounds that begin with a question: the poll, its answers, and the groups made of them."""
