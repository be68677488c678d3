"""How Slack says no: `ok: false` in a 200, with one word and sometimes more."""

from collections.abc import Mapping


class ApiError(Exception):
    """A method's refusal: Slack's error word, and the fields that travel beside it."""

    def __init__(self, error: str, **beside: object) -> None:
        super().__init__(error)
        self.error = error
        self.beside: Mapping[str, object] = beside

    @classmethod
    def with_messages(cls, error: str, *messages: str) -> "ApiError":
        """Refuse with `response_metadata.messages`, as bad arguments and bad blocks are."""
        return cls(error, response_metadata={"messages": list(messages)})
