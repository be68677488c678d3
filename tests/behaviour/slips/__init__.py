"""What people and spreadsheet programs do to a ledger: named where it stands, and what it costs."""
