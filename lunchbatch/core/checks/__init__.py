"""What could be wrong before the first round. Values in, findings out: each with its remedy."""
