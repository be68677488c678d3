"""The ledger in a folder of CSV files, one a tab: the embedded default, needs no account."""
