"""Reads `lunchbatch.yaml`, `messages.yaml` and `icebreakers.yaml`, or raises all faults."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from lunchbatch.core.messages.icebreakers import Icebreakers
from lunchbatch.core.messages.wording import Wording
from lunchbatch.core.settings.policy import Policy
from lunchbatch.settings_file.config_errors import (
    ConfigFault,
    ConfigFaultsError,
    Place,
    nearest_spelling,
    secret_in,
    spelt,
)
from lunchbatch.settings_file.validation_messages import faults_in
from lunchbatch.settings_file.yaml_with_lines import Document, read_yaml

_Texts = TypeVar("_Texts", bound=BaseModel)


def read_wording(path: Path, languages: Collection[str]) -> Wording:
    """Read what people are told. Raises ConfigFaultsError for a text that cannot be used as it is.

    `languages` are those that programs ask for; each must be there.
    """
    file = path.as_posix()
    wording = _read(path, Wording)
    missing = sorted(set(languages) - set(wording.languages))
    if missing:
        raise ConfigFaultsError(
            [
                ConfigFault(
                    file=file, line=1, path=language, sentence=_no_language(language, wording)
                )
                for language in missing
            ]
        )
    return wording


def read_icebreakers(path: Path) -> Icebreakers:
    """Read the questions; without the file there are none. Raises ConfigFaultsError."""
    return _read(path, Icebreakers) if path.exists() else Icebreakers({})


def _no_language(language: str, wording: Wording) -> str:
    known = ", ".join(wording.languages)
    near = nearest_spelling(language, wording.languages)
    hint = f"; did you mean {near}?" if near else ""
    return f"a program asks for the language '{language}', and there is only {known}{hint}"


def _read(path: Path, model: type[_Texts]) -> _Texts:
    file = path.as_posix()
    document = read_yaml(read_text(path, file=file), file=file)
    if document.faults:
        raise ConfigFaultsError(document.faults)
    try:
        return model.model_validate(document.tree)
    except ValidationError as wrong:
        raise ConfigFaultsError(list(_faults(wrong, document, file))) from None


def _faults(wrong: ValidationError, document: Document, file: str) -> list[ConfigFault]:
    faults = []
    for error in wrong.errors(include_url=False, include_context=False):
        place = tuple(error["loc"])
        sentence = error["msg"].removeprefix("Value error, ")
        line = document.line_of(place)
        faults.append(ConfigFault(file=file, line=line, path=spelt(place), sentence=sentence))
    return faults


_ORIGIN = "it is config/lunchbatch.yaml in the lunchbatch repository"
# What the example ships with: the settings are not yet somebody's own while these stand.
PLACEHOLDERS = ("C0123ABCDEF", "PASTE-THE-LINK-OF-YOUR-SHEET-HERE")


def read_policy(path: Path, *, name: str | None = None) -> Policy:
    """Read the settings. `name` is how faults call the file; without it the path as given.

    Raises ConfigFaultsError with every fault at once.
    """
    file = name or path.as_posix()
    return policy_from(read_text(path, file=file), file=file)


def policy_from(text: str, *, file: str) -> Policy:
    """Read the settings from text. Raises ConfigFaultsError with every fault at once."""
    document = read_yaml(text, file=file)
    faults = [*document.faults, *_faults_of_a_whole(document, file=file)]
    leaks = list(_leaks(text, document, file=file))
    leaking = {leak.line for leak in leaks}
    if leaks or faults:
        raise ConfigFaultsError([*leaks, *(fault for fault in faults if fault.line not in leaking)])
    return Policy.model_validate(document.tree)


def owner_in(path: Path) -> object:
    """Whom a settings file that cannot be used names as its owner, unchecked; None for nobody."""
    try:
        tree = read_yaml(read_text(path, file=""), file="").tree
    except ConfigFaultsError:
        return None
    return tree.get("owner") if isinstance(tree, dict) else None


def read_text(path: Path, *, file: str) -> str:
    """The text of a settings file in UTF-8. Raises ConfigFaultsError when it cannot be read."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        sentence = f"there is no such file; copy the example: {_ORIGIN}"
        raise ConfigFaultsError([ConfigFault(file=file, sentence=sentence)]) from None
    except OSError as error:
        sentence = f"the file cannot be read: {error.strerror}"
        raise ConfigFaultsError([ConfigFault(file=file, sentence=sentence)]) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    sentence = "the text is not in UTF-8; save the file again with the encoding UTF-8"
    raise ConfigFaultsError([ConfigFault(file=file, line=line, sentence=sentence)])


def line_of(path: Path, *place: str | int) -> int | None:
    """The line of a setting in a file that could be read, or of what it would stand in.

    For what turns out later: a channel that does not exist is `("programs", name, "channel")`.
    """
    file = path.as_posix()
    try:
        document = read_yaml(read_text(path, file=file), file=file)
    except ConfigFaultsError:
        return None
    return None if document.faults else document.line_of(place)


def unfilled(policy: Policy) -> tuple[str, ...]:
    """The settings that still hold what the example ships with, as paths."""
    channel, link = PLACEHOLDERS
    found = ["ledger.sheet"] if link in (policy.ledger.sheet or "") else []
    found += [
        f"programs.{name}.channel"
        for name, program in policy.programs.items()
        if program.channel == channel
    ]
    return tuple(found)


def is_example(policy: Policy) -> bool:
    """Whether nothing can be done yet: no Sheet is named, or not one channel."""
    blank = unfilled(policy)
    return "ledger.sheet" in blank or len(blank) == len(policy.programs)


def _faults_of_a_whole(document: Document, *, file: str) -> Iterator[ConfigFault]:
    match document.tree:
        case None if document.faults:
            return
        case None:
            sentence = f"the file is empty; copy the example: {_ORIGIN}"
            yield ConfigFault(file=file, line=1, sentence=sentence)
        case dict():
            yield from faults_in(document, file=file)
        case _:
            sentence = "settings are lines 'key: value', beginning with 'ledger:' and 'programs:'"
            yield ConfigFault(file=file, line=1, sentence=sentence)


def _leaks(text: str, document: Document, *, file: str) -> Iterator[ConfigFault]:
    """Lines with a secret pasted into them, comments too: a file is shared, so it has leaked."""
    for number, row in enumerate(text.split("\n"), start=1):
        secret = secret_in(row)
        if secret:
            place: Place = next((p for p, n in document.lines.items() if n == number), ())
            yield ConfigFault(
                file=file,
                line=number,
                path=spelt(place),
                sentence=f"a secret stands in this line; delete it, revoke it where it was made, "
                f"and put a new one in the repository secret {secret}",
            )
