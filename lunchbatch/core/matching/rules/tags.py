"""Tags by person: who is alike in one, and roles as a tag that keeps people apart."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from lunchbatch.core.matching.problem import Member, Roles


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """The values of one tag by person (None: unknown), and what a pair alike in it costs.

    The roles of which a group has one are a tag without a name.
    """

    name: str
    values: list[str | None]
    price: int


def alike_people(values: list[str | None]) -> list[list[int]]:
    """The people of each value."""
    groups: dict[str, list[int]] = {}
    for person, value in enumerate(values):
        if value is not None:
            groups.setdefault(value, []).append(person)
    return list(groups.values())


def single_roles(roles: Roles, members: Iterable[Member]) -> list[str | None]:
    """For each member the role of which a group has one, so that no two of it can meet."""
    single = {role for role, seats in Counter(roles.group).items() if seats == 1}
    return [role if (role := roles.of.get(member)) in single else None for member in members]


def never_meet(tags: Iterable[Tag]) -> int:
    """Pairs that cannot meet by their roles, counted from both sides."""
    values = [tag.values for tag in tags if not tag.name]
    return sum(len(alike) * (len(alike) - 1) for own in values for alike in alike_people(own))
