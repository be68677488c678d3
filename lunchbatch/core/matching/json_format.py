"""A problem and its matching as plain JSON values.

The form is the one of `python -m lunchbatch match`; see the README. Reading looks at
everything and reports all faults at once, each with its place.
"""

from collections.abc import Iterable
from typing import TypeAlias

from lunchbatch.core.matching.problem import (
    LARGEST,
    SMALLEST,
    MatchingProblem,
    MatchingResult,
    Member,
    Mixing,
    PastGroup,
    WithoutValue,
)
from lunchbatch.errors import ConfigError

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None

_NEEDED = ("group_size", "seed", "round", "members")
_KEYS = (
    *_NEEDED,
    "slots",
    "keep_apart",
    "tags",
    "mixing",
    "history",
    "met_again_after",
    "join_nearest",
    "without_value",
)
_HISTORY_KEYS = ("round", "groups", "point_persons", "met")


def read_problem(written: Json) -> MatchingProblem:
    """The problem written down; raises ConfigError with one line for each fault."""
    reader = _Reader()
    problem = reader.problem(written)
    if reader.faults:
        raise ConfigError("\n".join(reader.faults))
    return problem


def write_matching(matching: MatchingResult) -> Json:
    """The matching as JSON values."""
    account = matching.quality
    return {
        "groups": [
            {"members": list(group.members), "slot": group.slot, "point_person": group.point_person}
            for group in matching.groups
        ],
        "left_out": [
            {"member": left.member, "why": left.why.value, "reason": left.reason}
            for left in matching.left_out
        ],
        "account": {
            "repeats": account.repeats,
            "too_soon": account.too_soon,
            "keep_apart": account.keep_apart,
            "same_tag": account.same_tag,
            "unavoidable": account.unavoidable,
            "proof": account.proof,
        },
    }


def nearest(word: str, known: Iterable[str]) -> str:
    """`; did you mean ...?` where something known is close, else nothing."""
    import difflib  # noqa: PLC0415 - only faults pay for it

    close = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


class _Reader:
    """Reads piece by piece; a piece with a fault yields something harmless and goes on."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def problem(self, written: Json) -> MatchingProblem:
        if written is None:
            self._not("an object with keys", written, "the input")
        top = self._table(written, "the input")
        self._known(top, _KEYS, "")
        for key in _NEEDED:
            if isinstance(written, dict) and key not in written:
                self.faults.append(f"{key}: is missing")
        members = self.members(top.get("members", []), "members")
        round_ = self._number(top.get("round", 1), "round", 0)
        tags = self._tags(top.get("tags"))
        again = top.get("met_again_after")
        slots, present = top.get("slots"), set(members)
        return MatchingProblem(
            members=members,
            group_size=self._size(top.get("group_size", SMALLEST)),
            seed=self._text(top.get("seed", ""), "seed"),
            round=round_,
            history=self._history(top.get("history"), round_),
            keep_apart=self._pairs(top.get("keep_apart")),
            tags=tags,
            mixing=self._mixing(top.get("mixing"), tags),
            slots=None if slots is None else self._slots(slots, present),
            met_again_after=None if again is None else self._number(again, "met_again_after", 1),
            join_nearest=frozenset(self._of(top.get("join_nearest"), "join_nearest", present)),
            without_value=self._without_value(top.get("without_value")),
        )

    def members(self, written: Json, place: str) -> tuple[Member, ...]:
        """A list of different members."""
        if not isinstance(written, list):
            self._not("a list of members", written, place)
            return ()
        good: list[str] = [member for member in written if isinstance(member, str) and member]
        if len(good) != len(written):
            number = next(n for n, m in enumerate(written) if not (isinstance(m, str) and m))
            self._not("a member's id", written[number], f"{place}[{number}]")
        if len(set(good)) != len(good):
            twice = next(member for number, member in enumerate(good) if member in good[:number])
            self.faults.append(f"{place}: {twice!r} stands twice")
        return tuple(good)

    def _of(self, written: Json, place: str, present: set[Member]) -> tuple[Member, ...]:
        """A list of different members who are present."""
        found = self.members([] if written is None else written, place)
        for number, member in enumerate(found):
            if member not in present:
                hint = nearest(member, present)
                self.faults.append(f"{place}[{number}]: {member!r} is not among members{hint}")
        return found

    def _slots(self, written: Json, present: set[Member]) -> dict[str, tuple[Member, ...]]:
        table = self._table(written, "slots")
        return {slot: self._of(who, f"slots[{slot!r}]", present) for slot, who in table.items()}

    def _pairs(self, written: Json) -> frozenset[frozenset[Member]]:
        pairs = set()
        for number, pair in enumerate(self._list(written, "keep_apart")):
            place = f"keep_apart[{number}]"
            two = self.members(pair, place)
            if isinstance(pair, list) and len(pair) != 2:
                self.faults.append(f"{place}: expected two members, found {len(pair)}")
            pairs.add(frozenset(two))
        return frozenset(pairs)

    def _tags(self, written: Json) -> dict[str, dict[Member, str]]:
        tags: dict[str, dict[Member, str]] = {}
        for name, values in self._table(written, "tags").items():
            place = f"tags[{name!r}]"
            tags[name] = {
                member: self._text(value, f"{place}[{member!r}]")
                for member, value in self._table(values, place).items()
                if value is not None
            }
        return tags

    def _mixing(self, written: Json, tags: dict[str, dict[Member, str]]) -> dict[str, Mixing]:
        wishes = {}
        for name, wish in self._table(written, "mixing").items():
            place = f"mixing[{name!r}]"
            if name not in tags:
                self.faults.append(f"{place}: there is no such tag{nearest(name, tags)}")
            if isinstance(wish, str) and wish in set(Mixing):
                wishes[name] = Mixing(wish)
            else:
                self._not(f"one of {', '.join(Mixing)}", wish, place)
        return wishes

    def _without_value(self, written: Json) -> WithoutValue:
        if written is None:
            return WithoutValue.ANYBODY
        if isinstance(written, str) and written in set(WithoutValue):
            return WithoutValue(written)
        self._not(f"one of {', '.join(WithoutValue)}", written, "without_value")
        return WithoutValue.ANYBODY

    def _history(self, written: Json, now: int) -> tuple[PastGroup, ...]:
        past: list[PastGroup] = []
        for number, entry in enumerate(self._list(written, "history")):
            place = f"history[{number}]"
            table = self._table(entry, place)
            self._known(table, _HISTORY_KEYS, f"{place}.")
            round_ = self._number(table.get("round"), f"{place}.round", 0)
            if round_ >= now and isinstance(table.get("round"), int):
                self.faults.append(f"{place}.round: {round_} is not before round {now}")
            groups = self._list(table.get("groups"), f"{place}.groups")
            leaders = self._beside(table.get("point_persons"), f"{place}.point_persons", groups)
            met = self._beside(table.get("met"), f"{place}.met", groups)
            for at, group in enumerate(groups):
                leader, whether = leaders[at], met[at]
                if leader is not None and not isinstance(leader, str):
                    self._not("a member's id or null", leader, f"{place}.point_persons[{at}]")
                if whether is not None and not isinstance(whether, bool):
                    self._not("true or false", whether, f"{place}.met[{at}]")
                past.append(
                    PastGroup(
                        round=round_,
                        members=self.members(group, f"{place}.groups[{at}]"),
                        point_person=leader if isinstance(leader, str) else None,
                        met=whether is not False,
                    )
                )
        return tuple(past)

    def _beside(self, written: Json, place: str, groups: list[Json]) -> list[Json]:
        """A list as long as that of the groups, or nothing for each."""
        beside = self._list(written, place)
        if beside and len(beside) != len(groups):
            self.faults.append(f"{place}: expected one for each of {len(groups)} groups")
        return beside if len(beside) == len(groups) else [None] * len(groups)

    def _size(self, written: Json) -> int:
        size = self._number(written, "group_size", SMALLEST)
        if size > LARGEST:
            self.faults.append(f"group_size: {size} is too large, {LARGEST} is the most")
        return min(size, LARGEST)

    def _number(self, written: Json, place: str, least: int) -> int:
        if isinstance(written, int) and not isinstance(written, bool) and written >= least:
            return written
        self._not(f"a whole number from {least} on", written, place)
        return least

    def _text(self, written: Json, place: str) -> str:
        if isinstance(written, str):
            return written
        self._not("text", written, place)
        return ""

    def _list(self, written: Json, place: str) -> list[Json]:
        if written is None or isinstance(written, list):
            return written or []
        self._not("a list", written, place)
        return []

    def _table(self, written: Json, place: str) -> dict[str, Json]:
        if written is None or isinstance(written, dict):
            return written or {}
        self._not("an object with keys", written, place)
        return {}

    def _known(self, table: dict[str, Json], known: tuple[str, ...], prefix: str) -> None:
        for key in table:
            if key not in known:
                self.faults.append(f"{prefix}{key}: is not a key here{nearest(key, known)}")

    def _not(self, expected: str, found: Json, place: str) -> None:
        shown = repr(found) if isinstance(found, int | float | str) else _KINDS[type(found)]
        self.faults.append(f"{place}: expected {expected}, found {shown:.60}")


_KINDS = {list: "a list", dict: "an object", type(None): "null"}
