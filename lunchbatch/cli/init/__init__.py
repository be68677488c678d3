"""The command `init`: a first set-up by questions."""
