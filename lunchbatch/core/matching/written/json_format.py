"""A matching problem from JSON values, and a result as JSON values.

The form is the one of `python -m lunchbatch match`. Reading reports all faults at once, each
with its place.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import Annotated, Any, NoReturn, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from lunchbatch.core.matching.problem import (
    LARGEST,
    SMALLEST,
    Lottery,
    MatchingProblem,
    MatchingResult,
    Member,
    Mixing,
    PastGroup,
    Roles,
    WithoutValue,
    lottery_fault,
    roles_fault,
)
from lunchbatch.core.matching.written.json_faults import hint, sentences
from lunchbatch.errors import ConfigError

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None
_Faults = list[tuple[tuple[str | int, ...], str]]
"""Places in the input, and what is wrong there."""

MOST_STRANGERS = 10  # looking for what was meant takes longer, the more there are


def _refuse(faults: _Faults) -> NoReturn:
    raise PydanticCustomError("rules", "rules", {"faults": faults})


def _different(members: list[Member]) -> list[Member]:
    """Refuses a member who stands twice."""
    seen: set[Member] = set()
    for member in members:
        if member in seen:
            _refuse([((), f"{member!r} stands twice")])
        seen.add(member)
    return members


Id: TypeAlias = Annotated[str, Field(strict=True, min_length=1)]
Members: TypeAlias = Annotated[list[Id], AfterValidator(_different)]
_Text: TypeAlias = Annotated[str, Field(strict=True)]
_Round: TypeAlias = Annotated[int, Field(strict=True, ge=0)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PastRound(_Model):
    """One round of the history; `point_persons` and `met` have one entry for each group."""

    round: _Round
    groups: list[Members] = []
    point_persons: list[Id | None] | None = None
    met: list[Annotated[bool, Field(strict=True)] | None] | None = None

    @field_validator("round")
    @classmethod
    def _before(cls, round_: int, checked: ValidationInfo) -> int:
        now = checked.context
        if isinstance(now, int) and round_ >= now:
            _refuse([((), f"{round_} is not before round {now}")])
        return round_

    @field_validator("point_persons", "met")
    @classmethod
    def _one_each(cls, beside: list[Any] | None, checked: ValidationInfo) -> list[Any] | None:
        count = len(checked.data.get("groups", ()))
        if beside and "groups" in checked.data and len(beside) != count:
            _refuse([((), f"expected one for each of {count} groups")])
        return beside


class MetElsewhere(_Model):
    """People whom another program brought together, and how many of our rounds ago."""

    members: Members
    rounds_ago: _Round


class WrittenRoles(_Model):
    """The roles of each group, who has which, and the rounds in which whoever was over rested."""

    group: list[Id]
    of: dict[Member, Id]
    rested: dict[Member, list[_Round]] = {}


class WrittenLottery(_Model):
    """Who is in the one group, and how many others are drawn."""

    hosts: Members
    guests: _Round


class WrittenProblem(_Model):
    """The input of `match`."""

    group_size: Annotated[int, Field(strict=True, ge=SMALLEST, le=LARGEST)]
    seed: _Text
    round: _Round
    members: Members
    slots: dict[str, Members] | None = None
    keep_apart: list[Members] | None = None
    tags: dict[str, dict[Member, _Text | None]] | None = None
    mixing: dict[str, Mixing] | None = None
    history: list[PastRound] | None = None
    met_again_after: Annotated[int, Field(strict=True, ge=1)] | None = None
    join_nearest: Members | None = None
    without_value: WithoutValue | None = None
    elsewhere: list[MetElsewhere] | None = None
    roles: WrittenRoles | None = None
    lottery: WrittenLottery | None = None
    no_common_hours: list[Members] | None = None

    @field_validator("keep_apart", "no_common_hours")
    @classmethod
    def _in_pairs(cls, pairs: list[list[Member]] | None) -> list[list[Member]] | None:
        odd = [(n, len(pair)) for n, pair in enumerate(pairs or ()) if len(pair) != 2]
        if odd:
            _refuse([((n,), f"expected two members, found {count}") for n, count in odd])
        return pairs

    @field_validator("slots", "join_nearest")
    @classmethod
    def _present(cls, named: Any, checked: ValidationInfo) -> Any:  # noqa: ANN401 - two fields, two types
        known = set(checked.data.get("members", ()))
        lists = (
            {(): named} if isinstance(named, list) else {(k,): v for k, v in (named or {}).items()}
        )
        strange: _Faults = [
            ((*place, n), member)
            for place, members in lists.items()
            for n, member in enumerate(members)
            if member not in known
        ]
        if strange and known:
            _refuse(
                [
                    (place, f"{member!r} is not among members{hint(member, known)}")
                    for place, member in strange[:MOST_STRANGERS]
                ]
            )
        return named

    @field_validator("mixing")
    @classmethod
    def _of_tags(
        cls, mixing: dict[str, Mixing] | None, checked: ValidationInfo
    ) -> dict[str, Mixing] | None:
        tags = checked.data.get("tags") or {}
        strange = [name for name in mixing or () if name not in tags and "tags" in checked.data]
        if strange:
            _refuse([((name,), f"there is no such tag{hint(name, tags)}") for name in strange])
        return mixing

    @field_validator("roles")
    @classmethod
    def _seated(cls, roles: WrittenRoles | None, checked: ValidationInfo) -> WrittenRoles | None:
        if roles is None:
            return None
        seats, size = len(roles.group), checked.data.get("group_size")
        wrong = roles_fault(roles.group)
        if not wrong and size not in (None, seats):
            wrong = f"has {seats} seats, and group_size is {size}"
        if checked.data.get("slots") is not None:
            _refuse([((), "do not go with slots")])
        return _refuse([(("group",), wrong)]) if wrong else roles

    @field_validator("lottery")
    @classmethod
    def _drawn(
        cls, lottery: WrittenLottery | None, checked: ValidationInfo
    ) -> WrittenLottery | None:
        if lottery is None:
            return None
        wrong = lottery_fault(lottery.hosts, lottery.guests)
        others = [key for key in ("slots", "roles") if checked.data.get(key) is not None]
        if others:
            wrong = f"does not go with {others[0]}"
        return _refuse([((), wrong)]) if wrong else lottery


_KEYS = {
    "": WrittenProblem.model_fields.keys(),
    "history": PastRound.model_fields.keys(),
    "elsewhere": MetElsewhere.model_fields.keys(),
    "roles": WrittenRoles.model_fields.keys(),
    "lottery": WrittenLottery.model_fields.keys(),
}


def read_problem(written: Json) -> MatchingProblem:
    """The problem written down; raises ConfigError with one line for each fault."""
    try:
        now = written.get("round") if isinstance(written, dict) else None
        found = WrittenProblem.model_validate(written, context=now)
    except ValidationError as error:
        lines = [line for each in error.errors() for line in sentences(each, _KEYS)]
        raise ConfigError(*dict.fromkeys(lines)) from None
    return MatchingProblem(
        members=tuple(found.members),
        group_size=found.group_size,
        seed=found.seed,
        round=found.round,
        history=tuple(group for each in found.history or () for group in _groups(each)),
        keep_apart=frozenset(frozenset(pair) for pair in found.keep_apart or ()),
        tags={
            tag: {member: value for member, value in values.items() if value is not None}
            for tag, values in (found.tags or {}).items()
        },
        mixing=found.mixing or {},
        slots=None
        if found.slots is None
        else {slot: tuple(who) for slot, who in found.slots.items()},
        met_again_after=found.met_again_after,
        join_nearest=frozenset(found.join_nearest or ()),
        without_value=found.without_value or WithoutValue.ANYBODY,
        elsewhere={
            frozenset(pair): met.rounds_ago
            for met in sorted(found.elsewhere or (), key=lambda met: -met.rounds_ago)
            for pair in combinations(met.members, 2)
        },
        roles=None if found.roles is None else _roles(found.roles),
        lottery=None
        if found.lottery is None
        else Lottery(hosts=tuple(found.lottery.hosts), guests=found.lottery.guests),
        no_common_hours=frozenset(frozenset(pair) for pair in found.no_common_hours or ()),
    )


def _roles(written: WrittenRoles) -> Roles:
    rested = {member: tuple(rounds) for member, rounds in written.rested.items()}
    return Roles(group=tuple(written.group), of=written.of, rested=rested)


def _groups(past: PastRound) -> Iterator[PastGroup]:
    leaders = past.point_persons or [None] * len(past.groups)
    met = past.met or [None] * len(past.groups)
    for members, leader, whether in zip(past.groups, leaders, met, strict=True):
        yield PastGroup(
            round=past.round, members=tuple(members), point_person=leader, met=whether is not False
        )


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
            "no_common_hours": account.no_common_hours,
            "unavoidable": account.unavoidable,
            "proof": account.proof,
        },
    }
