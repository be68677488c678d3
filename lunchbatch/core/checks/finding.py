"""One thing that `check` found: that all is well, that something is worth knowing, or a fault."""

from dataclasses import dataclass
from enum import StrEnum

from lunchbatch.core.model.sentence import Sentence, sentence


class Verdict(StrEnum):
    """How a finding is meant."""

    GOOD = "ok"
    NOTE = "note"  # works as it is, and may surprise
    MEND = "mend"  # a person must mend it before a round can work


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A finding in one area; `file` and `line` where it is in a file."""

    verdict: Verdict
    area: str
    sentence: str
    file: str = ""
    line: int | None = None

    def __str__(self) -> str:
        return self.said

    @property
    def said(self) -> Sentence:
        """The finding on one line; in a log without what a cell holds."""
        place = ":".join(str(part) for part in (self.file, self.line) if part)
        begins = f"{self.verdict:<4}  {self.area}: {f'{place}: ' if place else ''}"
        return sentence("{begins}{what}", begins=begins, what=self.sentence)


def good(area: str, sentence: str) -> Finding:
    """All is well."""
    return Finding(verdict=Verdict.GOOD, area=area, sentence=sentence)


def note(area: str, sentence: str) -> Finding:
    """Works as it is, and may surprise."""
    return Finding(verdict=Verdict.NOTE, area=area, sentence=sentence)


def fault(area: str, sentence: str, *, file: str = "", line: int | None = None) -> Finding:
    """Must be mended."""
    return Finding(verdict=Verdict.MEND, area=area, sentence=sentence, file=file, line=line)
