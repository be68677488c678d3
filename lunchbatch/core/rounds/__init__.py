"""What each stage of a round does: introductions, checkpoints, polls, approval."""
