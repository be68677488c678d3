"""What people read: wording and values in, Block Kit messages with a plain-text twin out."""
