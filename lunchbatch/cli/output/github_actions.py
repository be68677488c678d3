"""What GitHub Actions shows of a run: annotations, the summary page, outputs; secrets stay hidden.

GitHub masks a stored secret by its exact text. Parts of it, and tokens that Google hands out while
the job runs, it learns of by the workflow command `add-mask` (GitHub, "Workflow commands"). The
command goes to standard error, which the runner reads too: standard output may be a file.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from lunchbatch.cli.output.printing import for_runner, is_on_github, say, write
from lunchbatch.core.checks.finding import Finding, Verdict
from lunchbatch.core.model.sentence import in_logs, sentence
from lunchbatch.core.model.spelling import one_line
from lunchbatch.settings_file.environment import TOKEN_VARIABLE, Environment

_SHORTEST = 8  # a shorter text would be struck out of ordinary words


def hide_environment(environment: Environment, variables: Mapping[str, str]) -> None:
    """Mask all that the environment holds of secrets, and the parts that could be quoted alone."""
    hide = masker(variables)
    held = environment.secrets
    if held.slack_token is not None:
        hide(held.slack_token.get_secret_value())
    if held.google_key is not None:
        for text in _parts(held.google_key.get_secret_value()):
            hide(text)
    hide(variables.get(TOKEN_VARIABLE, ""))


def masker(variables: Mapping[str, str]) -> Callable[[str], None]:
    """What masks a secret, line by line; it does nothing where GitHub is not looking on."""
    return _mask if is_on_github(variables) else lambda _: None


def _mask(secret: str) -> None:
    for line in secret.splitlines():
        if len(line.strip()) >= _SHORTEST:
            write(f"::add-mask::{line.strip()}\n", err=True)


def _parts(key: str) -> Iterable[str]:
    content = json.loads(key)
    return key, str(content["private_key"]), str(content.get("private_key_id", ""))


MOST_SHOWN = 9  # GitHub drops annotations after ten of a kind, without a word
_LONGEST_PAGE = 900_000  # bytes; GitHub refuses a page above 1 MiB

_COLOURS = {Verdict.GOOD: "green", Verdict.NOTE: "yellow", Verdict.MEND: "red"}

Level = Literal["error", "warning", "notice"]


def is_public(variables: Mapping[str, str]) -> bool:
    """Whether everybody can read what is printed: the repository is public.

    The workflow says it in a variable; else the file of the event does, where there is one.
    """
    told = variables.get("LUNCHBATCH_VISIBILITY", "")
    if told:
        return told == "public"
    event = variables.get("GITHUB_EVENT_PATH", "")
    try:
        content = json.loads(Path(event).read_text(encoding="utf-8")) if event else {}
    except (OSError, ValueError, RecursionError):
        return False
    repository = content.get("repository") if isinstance(content, dict) else None
    return isinstance(repository, dict) and repository.get("private") is False


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """A sentence that needs a person, with its place in a file where it has one."""

    sentence: str
    level: Level = "error"
    file: str = ""
    line: int | None = None


@dataclass(slots=True, kw_only=True)
class RunPage:
    """The lines of one command, on the screen and, on GitHub, on the run's page."""

    title: str
    variables: Mapping[str, str]
    lines: list[str] = field(default_factory=list)
    outputs: dict[str, str] = field(default_factory=dict)

    def say(self, line: str, colour: str | None = None) -> None:
        """One line, coloured where the screen can."""
        self.lines.append(in_logs(line) if is_on_github(self.variables) else line)
        say(line, colour=colour)

    def say_all(self, lines: Iterable[str]) -> None:
        """Each of these lines."""
        for line in lines:
            self.say(line)

    def annotate(self, complaints: Iterable[Annotation]) -> None:
        """Mark what needs a person on the run's page; elsewhere nothing."""
        if not is_on_github(self.variables):
            return
        by_level: dict[Level, list[Annotation]] = {"error": [], "warning": [], "notice": []}
        for complaint in complaints:
            by_level[complaint.level].append(complaint)
        for level, some in by_level.items():
            for each in some[:MOST_SHOWN]:
                write(command(level, each.sentence, file=each.file, line=each.line))
            if rest := some[MOST_SHOWN:]:
                write(command(level, f"and {len(rest)} more; the log has all of them"))

    def close(self) -> None:
        """Write the summary and the outputs, where GitHub gives files for them.

        That one of them cannot be written takes nothing back of what was done; it is said once.
        """
        try:
            self._write()
        except OSError as fault:
            say(f"The page of this run could not be written ({fault.strerror}); all else is done.")

    def _write(self) -> None:
        if summary := self.variables.get("GITHUB_STEP_SUMMARY"):
            text = f"### {self.title}\n\n" + "".join(
                f"- {markdown(one_line(x))}\n" for x in self.lines
            )
            cut = text.encode()[:_LONGEST_PAGE].decode(errors="ignore")
            with Path(summary).open("a", encoding="utf-8") as page:
                page.write(cut if cut == text else f"{cut}\n\n… the log has the rest.\n")
        if (outputs := self.variables.get("GITHUB_OUTPUT")) and self.outputs:
            with Path(outputs).open("a", encoding="utf-8") as file:
                file.writelines(f"{key}={one_line(x)}\n" for key, x in self.outputs.items())


def report(page: RunPage, found: Iterable[Finding]) -> bool:
    """Print findings as they come, then annotate the faults. Whether there were any."""
    complaints = []
    for each in found:
        page.say(each.said, _COLOURS[each.verdict])
        if each.verdict is Verdict.MEND:
            what = sentence("{area}: {what}", area=each.area, what=each.sentence)
            complaints.append(Annotation(sentence=what, file=each.file, line=each.line))
    page.annotate(complaints)
    return bool(complaints)


def command(level: str, text: str, *, file: str = "", line: int | None = None) -> str:
    """A workflow command; every character that has a meaning in it is encoded."""
    named = {"file": file, "line": str(line or "")} if file else {}
    properties = ",".join(f"{key}={_property(value)}" for key, value in named.items() if value)
    said = _encoded(for_runner(in_logs(text)))
    return f"::{level}{' ' + properties if properties else ''}::{said}\n"


def _encoded(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _encoded(text).replace(":", "%3A").replace(",", "%2C")


def markdown(text: str) -> str:
    """Text as it stands, whatever it would mean in Markdown or HTML."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_{}\[\]()#+!|~$-])", r"\\\1", safe)
