"""The texts: `config/messages.yaml` and `config/icebreakers.yaml`, faults with their lines."""

from collections.abc import Collection
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from lunchbatch.core.messages.icebreakers import Icebreakers
from lunchbatch.core.messages.wording import Wording
from lunchbatch.settings_file.config_errors import ConfigFault, ConfigFaultsError, nearest, spelt
from lunchbatch.settings_file.read_settings import read_text
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
    near = nearest(language, wording.languages)
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
