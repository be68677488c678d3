"""Texts in several forms: one for each plural of a language, or for two people and for more."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, model_validator

from lunchbatch.core.messages.placeholders import says


class Texts(BaseModel):
    """What all texts share: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TextForms(Texts):
    """A text in several forms; one text alone stands for all of them."""

    @model_validator(mode="before")
    @classmethod
    def _one_text_for_all(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        return {name: given for name, field in cls.model_fields.items() if field.is_required()}


class CountedText(TextForms):
    """A text by its number, in the plural categories of the language (CLDR).

    Most languages need `one` and `other`; where another category is missing, `other` is said.
    """

    one: Annotated[str, says(may=("count",))]
    other: Annotated[str, says("count")]
    zero: Annotated[str, says(may=("count",))] | None = None
    two: Annotated[str, says(may=("count",))] | None = None
    few: Annotated[str, says("count")] | None = None
    many: Annotated[str, says("count")] | None = None

    def form(self, category: str) -> str:
        """The text for a plural category."""
        return getattr(self, category, None) or self.other
