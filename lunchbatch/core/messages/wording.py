"""The model of `config/messages.yaml`: every text people read, by language.

Each text declares which placeholders it must have and which it may have. A variant of a
language (`en-coffee`, `de-AT`) holds only the texts that differ from the language itself.
"""

import re
from collections.abc import Mapping

from pydantic import ConfigDict, RootModel, field_validator, model_validator

from lunchbatch.core.messages.text_models import (
    AnswerTexts,
    CelebrationTexts,
    CheckpointTexts,
    ClosingTexts,
    Dates,
    DigestTexts,
    HomeTexts,
    IntroTexts,
    LunchTexts,
    MemberTexts,
    OwnerTexts,
    PollTexts,
    Texts,
)

LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{1,16})?$"

# Texts by what they must hold. A plain sentence has no placeholder.


class LanguageTexts(Texts):
    """All texts of one language."""

    dates: Dates
    answers: AnswerTexts
    intro: IntroTexts
    checkpoint: CheckpointTexts
    closing: ClosingTexts
    celebration: CelebrationTexts
    member: MemberTexts
    poll: PollTexts
    lunch: LunchTexts
    digest: DigestTexts
    home: HomeTexts
    owner: OwnerTexts


class Wording(RootModel[dict[str, LanguageTexts]]):
    """All languages: the whole of `config/messages.yaml`."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _variants_are_completed(cls, languages: object) -> object:
        if not isinstance(languages, Mapping):
            return languages
        return {
            key: _completed(languages.get(_base(key)), texts) for key, texts in languages.items()
        }

    @field_validator("root")
    @classmethod
    def _keys_are_languages(cls, languages: dict[str, LanguageTexts]) -> dict[str, LanguageTexts]:
        for key in languages:
            if not re.fullmatch(LANGUAGE, key):
                raise ValueError(
                    f"'{key}' is not a language; write en, de, es, or a variant such as en-coffee"
                )
        if not languages:
            raise ValueError("there is no language here")
        return languages

    @property
    def languages(self) -> tuple[str, ...]:
        """What `words` can be asked for."""
        return tuple(self.root)

    def words(self, language: str) -> LanguageTexts:
        """The texts of a language or variant. Raises KeyError for one that is not there."""
        return self.root[language]


def parse_wording(texts: Mapping[str, object]) -> Wording:
    """The wording as read from YAML. Raises pydantic's ValidationError naming every fault."""
    return Wording.model_validate(texts)


def _base(key: object) -> str:
    return str(key).partition("-")[0]


def _completed(base: object, own: object) -> object:
    if not (isinstance(base, Mapping) and isinstance(own, Mapping)):
        return own
    return {**base, **{key: _completed(base.get(key), text) for key, text in own.items()}}
