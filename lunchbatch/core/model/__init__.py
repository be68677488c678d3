"""The words of the program as types: members, messages, statuses."""
