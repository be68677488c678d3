"""`report`: the figures of the ledger as lines, Markdown, JSON, and one page for a browser."""
