"""Splits a problem whose people may only meet within a tag into parts, and joins their results.

Goes in: a problem with tags mixed as `same`. Comes out: one problem for each value of them, those
who stand in none with the reason, and afterwards one result for all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from lunchbatch.core.matching.problem import (
    InfeasibleReason,
    LeftOut,
    MatchedGroup,
    MatchingProblem,
    MatchingResult,
    Member,
    Mixing,
    Quality,
    WithoutValue,
)

NOBODY_ALIKE = "nobody else of the same"
WITHOUT_VALUE = "without a value of"
"""How the reasons begin for which this leaves somebody out."""

_Values = tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TagParts:
    """Problems that share nobody. `is_exact` is False if somebody could have joined another."""

    problems: tuple[MatchingProblem, ...]
    left_out: tuple[LeftOut, ...]
    is_exact: bool


def split_by_tags(problem: MatchingProblem) -> TagParts:
    """The parts of a problem within which everybody shares the tags that are mixed as `same`.

    Whoever has no value of such a tag stays out, or joins, as `without_value` says: first those
    who would be alone, then those of whom they have met the smallest share.
    """
    names = sorted(tag for tag, how in problem.mixing.items() if how is Mixing.SAME)
    if not names:
        return TagParts(problems=(problem,), left_out=(), is_exact=True)
    values: dict[Member, _Values] = {
        member: tuple(problem.tags.get(name, {}).get(member) or None for name in names)
        for member in sorted(set(problem.members))
    }
    parts: dict[_Values, list[Member]] = {}
    for member, own in values.items():
        if None not in own:
            parts.setdefault(own, []).append(member)
    unknown = [member for member, own in values.items() if None in own]
    left = []
    if problem.without_value is WithoutValue.OUT:
        left = [_without(member, values[member], names) for member in unknown]
    else:
        _join(problem, parts, {member: values[member] for member in unknown})
    alone = [(key, people[0]) for key, people in sorted(parts.items(), key=str) if len(people) == 1]
    left += [_alone(member, names) for _, member in alone]
    for key, _ in alone:
        del parts[key]
    return TagParts(
        problems=tuple(_part(problem, people) for _, people in sorted(parts.items(), key=str)),
        left_out=tuple(left),
        is_exact=problem.without_value is WithoutValue.OUT or not unknown,
    )


def join_results(parts: TagParts, results: Sequence[MatchingResult]) -> MatchingResult:
    """One result for the results of all parts, in the order of the parts."""
    if len(results) == 1 and parts.is_exact and not parts.left_out:
        return results[0]
    found = [result.quality for result in results]
    repeats = sum(quality.repeats for quality in found)
    proofs = [quality.proof for quality in found if quality.unavoidable] or ["Nothing is proved."]
    unavoidable = sum(quality.unavoidable for quality in found)
    if not repeats:
        proofs = ["Nobody in these groups has met before."]
    elif not parts.is_exact:
        proofs, unavoidable = ["Not proved: whoever has no value could have joined others."], 0
    left = [left for result in results for left in result.left_out]
    times = [*(parts.problems[0].slots or ())] if parts.problems else []

    def place(group: MatchedGroup) -> tuple[int, tuple[Member, ...]]:
        return (times.index(group.slot) if group.slot in times else 0), group.members

    return MatchingResult(
        groups=tuple(sorted((group for result in results for group in result.groups), key=place)),
        left_out=tuple(sorted([*parts.left_out, *left], key=lambda out: out.member)),
        quality=Quality(
            repeats=repeats,
            too_soon=sum(quality.too_soon for quality in found),
            keep_apart=sum(quality.keep_apart for quality in found),
            same_tag=sum(quality.same_tag for quality in found),
            no_common_hours=sum(quality.no_common_hours for quality in found),
            unavoidable=unavoidable,
            proof=" ".join(dict.fromkeys(proofs)),
        ),
    )


def _join(
    problem: MatchingProblem, parts: dict[_Values, list[Member]], unknown: dict[Member, _Values]
) -> None:
    """Put whoever lacks a value where all that they have agrees; else with others like them."""
    met: dict[Member, set[Member]] = {member: set() for member in unknown}
    for past in problem.history:
        for member in unknown.keys() & past.members if past.met else ():
            met[member].update(past.members)
    chance = Random(f"{problem.seed}:{problem.round}:parts")  # noqa: S311 - seeded, and no secret
    for member in sorted(unknown, key=lambda _: chance.random()):
        own = unknown[member]
        fitting = sorted((key for key in parts if _agree(own, key)), key=str)
        if not fitting:
            parts[own] = [member]
            continue

        def known(key: _Values, member: Member = member) -> tuple[bool, float]:
            people = parts[key]
            return len(people) > 1, len(met[member].intersection(people)) / len(people)

        parts[min(fitting, key=known)].append(member)


def _agree(one: _Values, other: _Values) -> bool:
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


def _part(problem: MatchingProblem, people: Sequence[Member]) -> MatchingProblem:
    here = set(people)
    slots = problem.slots
    return replace(
        problem,
        members=tuple(people),
        history=tuple(past for past in problem.history if here.intersection(past.members)),
        slots=slots
        and {slot: tuple(who for who in whom if who in here) for slot, whom in slots.items()},
        join_nearest=problem.join_nearest & here,
    )


def _without(member: Member, own: _Values, names: Sequence[str]) -> LeftOut:
    missing = next(name for name, value in zip(names, own, strict=True) if value is None)
    return LeftOut(
        member=member,
        why=InfeasibleReason.NO_VALUE,
        reason=f"{WITHOUT_VALUE} {missing}, and only people of the same {missing} meet",
    )


def _alone(member: Member, names: Sequence[str]) -> LeftOut:
    return LeftOut(
        member=member,
        why=InfeasibleReason.ALONE,
        reason=f"{NOBODY_ALIKE} {' and '.join(names)} takes part",
    )
