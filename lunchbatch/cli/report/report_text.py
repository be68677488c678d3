"""The figures in words and rows for the terminal, Markdown and the page, and as JSON.

The figures in words and rows, the same for the terminal, Markdown and the page.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date, timedelta
from enum import Enum
from statistics import median

from lunchbatch.core.ledger.cell_codecs import write_lateness
from lunchbatch.core.statistics import Figures, MemberFigures, RoundFigures, teams
from lunchbatch.core.statistics.figures import percent

_TOTALS = (
    "groups", "met", "scheduled", "no", "silent", "unclear", "new_connections", "repeats",
    "unavoidable",
)  # fmt: skip


def as_json(found: Figures, *, names: bool) -> str:
    """One object. Names are left empty unless asked for; lateness is in minutes."""
    held = asdict(found)
    if not names:
        held["members"] = [{**member, "name": ""} for member in held["members"]]
    totals = {count: found.total(count) for count in _TOTALS}
    whole: Mapping[str, object] = {
        **held,
        "totals": {"rounds": len(found.held), **totals},
        "unmet": [one.id for one in found.unmet],
        "never_in": [one.id for one in found.never_in],
        "teams": [asdict(cell) for cell in teams(found)],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, default=_plain) + "\n"


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return int(value.total_seconds()) // 60
    return value.value if isinstance(value, Enum) else str(value)


_TREND = 6  # rounds
_MOST_TEAMS = 10
Called = Callable[[str], str]

ROUND_HEADINGS = (
    "round", "people", "groups", "met", "scheduled", "no", "silent", "met %", "new", "repeats",
    "avoidable", "out", "late by",
)  # fmt: skip
MEMBER_HEADINGS = ("member", "team", "rounds", "met", "silent", "people met", "last met", "out")


def round_cells(one: RoundFigures) -> tuple[str, ...]:
    """A round in the order of `ROUND_HEADINGS`."""
    ended = f", {one.ended}" if one.ended else ""
    unclear = f" + {one.unclear} unclear" if one.unclear else ""
    return (
        f"{one.id}{ended}",
        str(one.introduced),
        str(one.groups),
        str(one.met),
        str(one.scheduled),
        str(one.no),
        f"{one.silent}{unclear}",
        f"{percent(one.met, one.groups)} %" if one.groups else "",
        str(one.new_connections),
        str(one.repeats),
        str(max(one.repeats - one.unavoidable, 0)),
        str(one.out),
        "" if one.late is None else write_lateness(one.late),
    )


def member_cells(one: MemberFigures, called: Called) -> tuple[str, ...]:
    """A member in the order of `MEMBER_HEADINGS`."""
    return (
        called(one.id) + ("" if one.is_here else " (left)"),
        one.team,
        str(one.rounds),
        str(one.met),
        str(one.silent),
        str(one.knows),
        "" if one.last_met is None else one.last_met.isoformat(),
        reasons(one),
    )


def reasons(one: MemberFigures) -> str:
    """Why somebody was out, the most frequent reason first."""
    ordered = sorted(one.out.items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(f"{why} ({count})" if count > 1 else why for why, count in ordered)


def title(found: Figures) -> str:
    """Which programs, from when to when."""
    slots = [one.slot for one in found.rounds]
    first = found.since or min(slots, default=None)
    last = found.until or max(slots, default=None)
    span = f", {first:%d %b %Y} to {last:%d %b %Y}" if first and last else ""
    return f"{_listed(found.programs) or 'no program'}{span}"


def headlines(found: Figures) -> tuple[tuple[str, str], ...]:
    """The numbers that matter most, each with what it counts; () where no round was held."""
    if not found.held:
        return ()
    people = sum(one.rounds > 0 for one in found.members)
    return (
        (f"{percent(found.total('met'), found.total('groups'))} %", "of groups met"),
        (str(found.total("new_connections")), "new connections"),
        (str(people), "people introduced"),
        (f"{percent(found.connected, found.possible)} %", "of all pairs have met"),
    )


def sentences(found: Figures, called: Called) -> Iterator[str]:
    """What it comes to, each thing in a sentence."""
    held, groups, met = found.held, found.total("groups"), found.total("met")
    people = sum(one.rounds > 0 for one in found.members)
    yield f"{_many(len(held), 'round')} introduced {_many(people, 'person', 'people')}."
    if not held and found.last_before:
        yield f"There was no round in this span; the last one before it was {found.last_before}."
    if not found.rounds:
        return
    how = (f"{found.total(word)} {word}" for word in ("scheduled", "no", "silent", "unclear"))
    shown = ", ".join(each for each in how if not each.startswith("0 "))
    rest = f"; the others: {shown}" if shown else ""
    yield f"{met} of {_many(groups, 'group')} met ({percent(met, groups)} %){rest}."
    yield (
        f"{_many(found.total('new_connections'), 'new connection')}. Of {found.possible} possible "
        f"pairs of people, {found.connected} have ever met "
        f"({percent(found.connected, found.possible)} %)."
    )
    yield from _trend(held)
    yield from _apart(found)
    repeats, forced = found.total("repeats"), found.total("unavoidable")
    if repeats:
        yield (
            f"{_many(repeats, 'repeat')}: {min(forced, repeats)} proved unavoidable when the "
            f"groups were made, {max(repeats - forced, 0)} at most could have been avoided."
        )
    yield from _lateness(found.rounds)
    yield from _named("Have met nobody yet", found.unmet, called)
    yield from _named("Never introduced", found.never_in, lambda id_: _with_why(found, id_, called))
    yield from _absences(found)


def _trend(held: tuple[RoundFigures, ...]) -> Iterator[str]:
    """The newer half of the rounds beside as many before them, at most six each."""
    size = min(len(held) // 2, _TREND)
    if size < 2:
        return
    shares = []
    for some in (held[-size:], held[-2 * size : -size]):
        share = percent(sum(one.met for one in some), sum(one.groups for one in some))
        came = round(sum(one.introduced for one in some) / size)
        shares.append(f"{share} % of groups met and {_many(came, 'person', 'people')} came")
    yield f"In the last {size} rounds {shares[0]}; in the {size} before, {shares[1]}."


def _apart(found: Figures) -> Iterator[str]:
    """Teams of which nobody has met anybody of the other."""
    pairs = [
        f"{one.a} and {one.b}"
        for one in teams(found)
        if one.a != one.b and one.possible and not one.met
    ]
    if pairs:
        more = f"; and {len(pairs) - _MOST_TEAMS} more" if len(pairs) > _MOST_TEAMS else ""
        yield f"Not connected yet: {'; '.join(pairs[:_MOST_TEAMS])}{more}."


def _lateness(rounds: Iterable[RoundFigures]) -> Iterator[str]:
    late = [one.late for one in rounds if one.late is not None]
    if late:
        usual = timedelta(seconds=median(span.total_seconds() for span in late))
        most = write_lateness(max(late))
        yield f"Rounds began {write_lateness(usual)} late as a rule, {most} at most."
    ended = Counter(one.ended for one in rounds if one.ended)
    if ended:
        yield f"Rounds that were not held: {_counted(ended)}."


def _named(what: str, members: Iterable[MemberFigures], called: Called) -> Iterator[str]:
    names = [called(one.id) for one in members]
    if names:
        yield f"{what} ({len(names)}): {', '.join(names)}."


def _with_why(found: Figures, id_: str, called: Called) -> str:
    why = next((reasons(one) for one in found.members if one.id == id_), "")
    return f"{called(id_)}: {why}" if why else called(id_)


def _absences(found: Figures) -> Iterator[str]:
    times: Counter[str] = Counter()
    for one in found.members:
        for why, count in one.out.items():
            # A pause until some date is a pause; the dates stand in the table of members.
            times["paused" if why.startswith("paused") else why] += count
    if times:
        yield f"Out, by reason: {_counted(times)}."


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{what} ({count})" for what, count in counts.most_common())


def _many(count: int, one: str, more: str = "") -> str:
    return f"{count} {one if count == 1 else more or one + 's'}"


def _listed(words: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def lines(found: Figures, called: Called) -> Iterator[str]:
    """A table of the rounds, then what they come to."""
    yield title(found)
    if shown := headlines(found):
        yield "  ·  ".join(f"{figure} {what}" for figure, what in shown)
    if found.rounds:
        yield ""
        yield from _table([ROUND_HEADINGS, *map(round_cells, found.rounds)])
    yield ""
    yield from sentences(found, called)


def _table(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *rest in rows:
        cells = (cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))
        yield "  ".join((first.ljust(widths[0]), *cells)).rstrip()
