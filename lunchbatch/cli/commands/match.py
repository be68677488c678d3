"""`match`: grouping alone, JSON in, JSON out."""

import json
import sys
from pathlib import Path

import click

from lunchbatch.cli.options import FileParam
from lunchbatch.cli.output.printing import write
from lunchbatch.core.matching import match
from lunchbatch.core.matching.written.json_format import Json, read_problem, write_matching
from lunchbatch.errors import ConfigError

STDIN = Path("-")


@click.command("match")
@click.argument("file", type=FileParam(may_be_dash=True), default="-", metavar="[FILE]")
def match_command(file: Path) -> None:
    """Make the groups of one round from JSON in FILE (or standard input); print JSON.

    The input, of which the last line may be left out:

    \b
    {"members": ["ana", "ben", "cem", "dora"],
     "group_size": 2, "round": 2, "seed": "coffee/2",
     "history": [{"round": 1, "groups": [["ana", "ben"]]}], "keep_apart": [["cem", "dora"]]}

    It also takes slots, tags with mixing (and without_value), met_again_after, join_nearest,
    elsewhere, no_common_hours (pairs who are never at work at the same time: better apart), and
    roles, which each group then has, with the rounds in which somebody rested:

    \b
    "roles": {"group": ["mentor", "mentee"], "of": {"ana": "mentor", "ben": "mentee",
              "cem": "mentor", "dora": "mentee"}, "rested": {"dora": [1]}}

    or a lottery, which makes one group: "lottery": {"hosts": ["ana"], "guests": 2}
    """  # noqa: D301 - click's mark for lines as they are
    problem = read_problem(_parsed(_read(file), "standard input" if file == STDIN else str(file)))
    write(json.dumps(write_matching(match(problem)), ensure_ascii=False) + "\n")


def _read(file: Path) -> bytes:
    if file == STDIN:
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as fault:
        raise ConfigError(f"{file}: cannot be read: {fault.strerror}") from None


class _TwiceError(Exception):
    """A key that stands twice in one object, of which JSON would drop one without a word."""


def _each_once(pairs: list[tuple[str, Json]]) -> Json:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for at, (key, _) in enumerate(pairs) if key in dict(pairs[:at]))
        raise _TwiceError(f"{twice!r:.60}")
    return found


def _parsed(written: bytes, place: str) -> Json:
    try:
        text = written.decode("utf-8-sig")
        parsed: Json = json.loads(text, object_pairs_hook=_each_once)
        if "\\ud" in text.lower():  # half of a pair of escapes is no character
            json.dumps(parsed, ensure_ascii=False).encode()
    except _TwiceError as fault:
        raise ConfigError(f"{place}: the key {fault} stands twice in one object") from None
    except UnicodeDecodeError as fault:
        raise ConfigError(f"{place}: byte {fault.start} is not UTF-8 text") from None
    except json.JSONDecodeError as fault:
        at = f"line {fault.lineno}, column {fault.colno}"
        raise ConfigError(f"{place}, {at}: not valid JSON: {fault.msg}") from None
    except UnicodeEncodeError:
        raise ConfigError(f"{place}: half a character (\\ud800 to \\udfff) stands alone") from None
    except ValueError:
        raise ConfigError(f"{place}: a number has too many digits") from None
    except RecursionError:
        raise ConfigError(f"{place}: nested too deeply to be a problem") from None
    return parsed
