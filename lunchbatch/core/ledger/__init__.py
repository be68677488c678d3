"""The ledger as values: which tabs there are, what a cell means, where a change belongs."""
