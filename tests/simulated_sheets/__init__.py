"""A small Google Sheets for tests: speaks the real wire format, mounted or over loopback HTTP."""
