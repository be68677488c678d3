"""A matching problem from JSON values, and a result as JSON values.

The form is the one of `python -m lunchbatch match`. Reading reports all faults at once, each
with its place.
"""

from collections.abc import Iterable, Iterator, Mapping
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
from pydantic_core import ErrorDetails, PydanticCustomError

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
_Faults = list[tuple[tuple[str | int, ...], str]]
"""Places in the input, and what is wrong there."""

MOST_STRANGERS = 10  # looking for what was meant takes longer, the more there are
_KINDS = {list: "a list", dict: "an object", type(None): "null"}
_EXPECTED = {
    "bool_type": "true or false",
    "dict_type": "an object with keys",
    "list_type": "a list",
    "model_type": "an object with keys",
}


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

    @field_validator("keep_apart")
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
                    (place, f"{member!r} is not among members{_hint(member, known)}")
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
            _refuse([((name,), f"there is no such tag{_hint(name, tags)}") for name in strange])
        return mixing


def read_problem(written: Json) -> MatchingProblem:
    """The problem written down; raises ConfigError with one line for each fault."""
    try:
        now = written.get("round") if isinstance(written, dict) else None
        found = WrittenProblem.model_validate(written, context=now)
    except ValidationError as error:
        lines = [line for each in error.errors() for line in _sentences(each)]
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
    )


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
            "unavoidable": account.unavoidable,
            "proof": account.proof,
        },
    }


def _hint(word: str, known: Iterable[str]) -> str:
    """`; did you mean ...?` where something known is close, else nothing."""
    from difflib import get_close_matches  # noqa: PLC0415 - only faults pay for it

    close = get_close_matches(word, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _sentences(error: ErrorDetails) -> Iterator[str]:
    """What is wrong with one value, in a line each, with its place."""
    place, kind, context = error["loc"], error["type"], error.get("ctx", {})
    if kind == "rules":
        for more, sentence in context["faults"]:
            yield f"{_place((*place, *more))}: {sentence}"
    elif kind == "missing":
        yield f"{_place(place)}: is missing"
    elif kind == "extra_forbidden":
        parts: dict[str, type[_Model]] = {"history": PastRound, "elsewhere": MetElsewhere}
        model = parts[str(place[0])] if len(place) > 1 else WrittenProblem
        yield f"{_place(place)}: is not a key here{_hint(str(place[-1]), model.model_fields)}"
    elif kind == "less_than_equal":
        yield f"{_place(place)}: {error['input']} is too large, {context['le']} is the most"
    else:
        found = error["input"]
        shown = repr(found) if isinstance(found, int | float | str) else _KINDS[type(found)]
        expected = _expected(place, kind, context)
        yield f"{_place(place)}: expected {expected}, found {shown:.60}"


def _expected(place: tuple[str | int, ...], kind: str, context: Mapping[str, Any]) -> str:
    if kind in {"int_type", "greater_than_equal"}:
        least = {"group_size": SMALLEST, "met_again_after": 1}.get(str(place[-1]), 0)
        return f"a whole number from {context.get('ge', least)} on"
    if kind in {"string_type", "string_too_short"}:
        return "text" if place[0] in {"seed", "tags"} else "a member's id"
    if kind == "enum":
        return f"one of {', '.join(WithoutValue if place[0] == 'without_value' else Mixing)}"
    is_members = kind == "list_type" and place[0] in {"members", "join_nearest"}
    return "a list of members" if is_members else _EXPECTED.get(kind, kind.replace("_", " "))


def _place(place: tuple[str | int, ...]) -> str:
    """`history[0].groups[1]`, `slots['12:00'][1]`; `the input` for the whole."""
    text = ""
    for at, part in enumerate(place):
        if isinstance(part, int):
            text += f"[{part}]"
        elif at == 0:
            text += part
        else:
            text += f".{part}" if place[0] in {"history", "elsewhere"} else f"[{part!r}]"
    return text or "the input"
