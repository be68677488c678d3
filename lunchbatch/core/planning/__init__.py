"""What a run will do, as one plan; and when a plan looks like an accident."""
