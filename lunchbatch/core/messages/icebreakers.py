"""The model of `config/icebreakers.yaml`, and the choice of the next question."""

from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Annotated

from pydantic import ConfigDict, Field, RootModel, StringConstraints

from lunchbatch.core.messages.wording import LANGUAGE

QuestionId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,40}$")]
Question = Annotated[str, StringConstraints(min_length=1, max_length=280)]
Language = Annotated[str, StringConstraints(pattern=LANGUAGE)]
Questions = Annotated[dict[QuestionId, Question], Field(min_length=1)]


class Icebreakers(RootModel[dict[Language, Questions]]):
    """Questions by language, each under an id of its own."""

    model_config = ConfigDict(frozen=True)

    def questions(self, language: str) -> Mapping[str, str]:
        """The questions of a language, by id.

        A variant (`en-coffee`) has those of its language; a language without any has the
        English ones, or none where there are none.
        """
        for key in (language, language.partition("-")[0], "en"):
            if key in self.root:
                return self.root[key]
        return {}


def icebreaker(
    questions: Mapping[str, str], used: Collection[str], seed: str
) -> tuple[str, str] | None:
    """The id and text of a question not used before, while there is one; None without questions.

    Drawn by rendezvous hashing (Thaler and Ravishankar, 1996): a changed list of questions
    changes only the draws that the change concerns.
    """
    fresh = [each for each in questions if each not in used] or list(questions)
    if not fresh:
        return None
    drawn = min(fresh, key=lambda each: sha256(f"{seed}\n{each}".encode()).digest())
    return drawn, questions[drawn]
