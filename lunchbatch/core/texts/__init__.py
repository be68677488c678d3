"""What people read: from wording and values to blocks, each message with its plain-text twin."""
