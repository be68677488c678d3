"""What may end a run: one clear sentence each, with the place and the remedy."""

import traceback

PACKAGE = "lunchbatch/"


class LunchbatchError(Exception):
    """A failure whose text is meant for the organiser: one sentence, or several with places.

    `exit_code` follows the table in docs/operations.md: 1 something failed and the rest stands,
    2 a person must mend config, Sheet or Slack set-up, 3 the plan was refused as unsafe.
    `sent` are the keys of the messages that this run had sent before it failed.
    """

    exit_code = 1
    sent: tuple[str, ...] = ()

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.lines = sentences

    def __str__(self) -> str:
        return "\n".join(self.lines)


class UnforeseenError(LunchbatchError):
    """A fault of lunchbatch itself: an exception that nobody foresaw, without its text.

    The text may hold names or messages of people, so only its kind and its place are said.
    """

    def __init__(self, bug: Exception) -> None:
        frames = traceback.extract_tb(bug.__traceback__)
        ours = [frame for frame in frames if PACKAGE in frame.filename.replace("\\", "/")]
        last = [*frames, *ours][-1:]
        places = [(frame.filename.replace("\\", "/"), frame.lineno) for frame in last]
        where = "".join(f" in {path.rpartition(PACKAGE)[2]}, line {n}" for path, n in places)
        super().__init__(
            f"A fault of lunchbatch: {type(bug).__name__}{where}. What was sent until then is "
            "recorded, and nothing is sent twice: run it again. If it happens again, please "
            "report it with the traceback in the log."
        )
        self.__cause__ = bug


class ConfigError(LunchbatchError):
    """The configuration or the command line cannot be used as it is."""

    exit_code = 2


class SetupError(LunchbatchError):
    """Slack or the ledger is reachable, but not set up for this: a scope, a share, a tab."""

    exit_code = 2


class UnsafePlanError(LunchbatchError):
    """The plan looks like an accident and nobody said `--force`."""

    exit_code = 3


class OutsideError(LunchbatchError):
    """Slack or the ledger failed at one call.

    `happened` says what is known of the effect: False when it surely did not happen (the
    call may be repeated), None when nobody can tell (look before repeating it).
    `code` is the service's own word for it, for instance `user_disabled`; `is_unknown` says that
    we don't know that word. `is_temporary` is True for trouble that goes away by itself, so that
    another run may fare better; `ends_sending` that nothing more can be sent until then.
    """

    def __init__(
        self,
        sentence: str,
        *,
        code: str = "",
        happened: bool | None = False,
        is_temporary: bool = False,
        is_unknown: bool = False,
        ends_sending: bool = False,
    ) -> None:
        super().__init__(sentence)
        self.code = code
        self.happened = happened
        self.is_temporary = is_temporary
        self.is_unknown = is_unknown
        self.ends_sending = ends_sending


class SlackError(OutsideError):
    """One call to Slack failed."""


class LedgerError(OutsideError):
    """One call to the ledger failed."""
