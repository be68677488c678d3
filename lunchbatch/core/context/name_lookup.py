"""Finds who is meant by what somebody typed: a Slack id, a name, or a name with its id."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from lunchbatch.core.context.plan_model import PlanningContext
from lunchbatch.core.model.spelling import fold, nearest

_BETWEEN = re.compile(r"[,;\n\r]")
_ID_BEHIND = re.compile(r"\(\s*([A-Za-z0-9-]+)\s*\)\s*$")
_MENTION = re.compile(r"<@([A-Za-z0-9]+)(?:\|[^>]*)?>")
_IN_THE_WAY = re.compile(r"[,;\n\r()<>@]")


class NameLookupError(ValueError):
    """Nobody, or more than one person, can be meant; the text says what to write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameLookup:
    """Everybody whom the program knows, by folded name. `here` breaks a tie between namesakes."""

    ids: frozenset[str]
    by_name: Mapping[str, frozenset[str]]
    spelt: Mapping[str, str]
    here: frozenset[str] = frozenset()

    def find(self, text: str) -> tuple[str, ...]:
        """Who is meant by a cell, in its order, commas between. Raises NameLookupError."""
        found: list[str] = []
        for piece in filter(None, map(str.strip, _BETWEEN.split(text))):
            found += self._find_piece(piece)
        return tuple(found)

    def _find_piece(self, piece: str) -> tuple[str, ...]:
        mentioned, behind = _MENTION.fullmatch(piece), _ID_BEHIND.search(piece)
        for id_ in (mentioned and mentioned[1], behind and behind[1], piece):
            if id_ and self._known(id_):
                return (self._known(id_),)
        named = self._by_name(piece.removeprefix("@"))
        if named:
            return (named,)
        words = tuple(map(self._known, piece.split()))
        if words and all(words):
            return words
        raise NameLookupError(f"'{piece}' is nobody {self._near(piece)}")

    def _known(self, text: str) -> str:
        """An id as the ledger has it, in whatever letters it is typed; empty if there is none.

        Slack's ids are in capitals, the token of somebody who was forgotten is not.
        """
        return next((id_ for id_ in (text.upper(), text.lower()) if id_ in self.ids), "")

    def _by_name(self, piece: str) -> str:
        same = self.by_name.get(fold(piece), frozenset())
        chosen = same & self.here or same
        if len(chosen) > 1:
            ids = " or ".join(sorted(chosen))
            raise NameLookupError(
                f"'{piece}' is the name of {len(chosen)} people; write {ids} instead"
            )
        return next(iter(chosen), "")

    def _near(self, piece: str) -> str:
        near = nearest(fold(piece), self.by_name)
        if near:
            return f"I know; did you mean {self.spelt[near]}?"
        return "I know; write the name as in People, or the Slack id"

    def write(self, view_name: str, member: str) -> str:
        """What `find` reads as this member: the name, with the id behind it where it needs one."""
        plain = " ".join(_IN_THE_WAY.sub(" ", view_name).split())
        if not plain:
            return member
        is_clear = plain == view_name and self._means(plain) == (member,)
        return plain if is_clear else f"{plain} ({member})"

    def _means(self, text: str) -> tuple[str, ...]:
        try:
            return self.find(text)
        except NameLookupError:
            return ()


def name_lookup(context: PlanningContext, here: Collection[str] = ()) -> NameLookup:
    """Everybody whom the ledger or Slack knows by name, members of a channel `here` first."""
    ids = set(context.records.people) | set(context.slack.people)
    ids |= {member for members in context.slack.members.values() for member in members}
    by_name: dict[str, set[str]] = {}
    spelt: dict[str, str] = {}
    for member, name in _known_as(context):
        if fold(name):
            by_name.setdefault(fold(name), set()).add(member)
            spelt.setdefault(fold(name), name)
    return NameLookup(
        ids=frozenset(ids),
        by_name={name: frozenset(members) for name, members in by_name.items()},
        spelt=spelt,
        here=frozenset(here),
    )


def _known_as(context: PlanningContext) -> Iterator[tuple[str, str]]:
    for member, standing in context.records.people.items():
        yield member, standing.name
    for member, person in context.slack.people.items():
        yield member, person.name
