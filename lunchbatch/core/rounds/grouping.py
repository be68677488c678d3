"""Forms a round's groups: those asked for by members first, then the matching for the rest.

A group that somebody asks for once more is made again in the next round, or the one after where
one of them is away, and taken out before the rest is matched. It is not where that would leave
somebody alone or break a rule. Where the rules leave nobody for somebody to meet, that one sits
the round out, in turns, and is told; the others go on.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, islice

from lunchbatch.core.context.eligibility import NO_RULE_FITS
from lunchbatch.core.context.meeting_history import member_numbers
from lunchbatch.core.context.plan_model import PlanningContext, ProgramView
from lunchbatch.core.ledger.records import Round
from lunchbatch.core.matching import (
    InfeasibleReason,
    LeftOut,
    MatchedGroup,
    MatchingProblem,
    MatchingResult,
    Mixing,
    NoFeasibleGroupsError,
    match,
)
from lunchbatch.core.rounds.round_rows import matching_problem, round_number
from lunchbatch.core.settings.policy import Program

KEPT = 2  # rounds for which a wish to meet again is kept
MOST_TRIES = 12  # to find other groups, where few are as good as those that stand
ALONE = "nobody else was there"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """The groups of a round, and everybody present who is in none, with the reason.

    `repeats` counts pairs who had met, those who asked for it included; `unavoidable` those of
    them that no other groups could have saved. `notes` name rules and people, for the log.
    """

    groups: tuple[MatchedGroup, ...] = ()
    left: dict[str, str] = field(default_factory=dict)
    repeats: int = 0
    unavoidable: int = 0
    notes: tuple[str, ...] = ()


Ask = Callable[[ProgramView, Round, Collection[str]], MatchingProblem]


def form_groups(
    view: ProgramView,
    round_: Round,
    present: Sequence[str],
    repeats: Collection[str],
    ask: Ask = matching_problem,
) -> Grouping:
    """Seat everybody who can be seated within the rules; `repeats` are keys of past groups."""
    wanted = _wanted_again(view, round_, present, repeats)
    for count in range(len(wanted), 0, -1):
        seated = _seat_with(view, round_, present, wanted[:count], ask)
        if seated is not None:
            return seated
    return _seat_most(view, round_, present, ask)


def form_other_groups(
    view: ProgramView,
    round_: Round,
    present: Sequence[str],
    repeats: Collection[str],
    former: Iterable[Collection[str]],
) -> Grouping | None:
    """Groups with as few pairs of the `former` ones as the rest allows.

    The very same only where no others exist that seat as many; None says so.
    """
    were = {frozenset(members) for members in former}
    pairs = sorted(sorted(pair) for members in were for pair in combinations(members, 2))

    def ask(split: Collection[frozenset[str]] = ()) -> Ask:
        def problem(view: ProgramView, round_: Round, members: Collection[str]) -> MatchingProblem:
            asked = matching_problem(view, round_, members)
            here = {pair for pair in map(frozenset, pairs) if pair <= set(members)}
            return replace(
                asked,
                seed=f"{asked.seed} again",
                elsewhere={**dict.fromkeys(here, 1), **asked.elsewhere},
                keep_apart=asked.keep_apart | here.intersection(split),
            )

        return problem

    first = form_groups(view, round_, present, repeats, ask())
    if {frozenset(group.members) for group in first.groups} != were:
        return first

    def others() -> Iterator[Grouping]:
        for pair in map(frozenset, pairs):
            made = form_groups(view, round_, present, repeats, ask({pair}))
            if len(made.left) <= len(first.left):
                yield made

    return min(islice(others(), MOST_TRIES), key=lambda made: made.repeats, default=None)


def _wanted_again(
    view: ProgramView, round_: Round, present: Sequence[str], repeats: Collection[str]
) -> list[tuple[str, ...]]:
    """The groups to be made again, those with the newest wish first; nobody is in two."""
    number, past = round_number(view), member_numbers(view.records, view.name)
    free, found = set(present), []
    groups = [
        group
        for group in view.records.groups
        if group.program == view.name and group.intro and group.members
    ]
    for group in reversed(groups):
        people = set(group.members)
        is_done = any(
            set(later.members) == people and later.round > group.round for later in groups
        )
        is_recent = past.get(group.round, 0) >= number - KEPT and group.round != round_.id
        if group.key in repeats and is_recent and not is_done and people <= free:
            found.append(group.members)
            free -= people
    return found


def _seat_with(
    view: ProgramView,
    round_: Round,
    present: Sequence[str],
    wanted: list[tuple[str, ...]],
    ask: Ask,
) -> Grouping | None:
    taken = {member for group in wanted for member in group}
    rest = [member for member in present if member not in taken]
    if len(rest) == 1:
        return None
    try:
        made = [_match_alone(ask(view, round_, group)) for group in wanted]
        made += [match(ask(view, round_, rest))] if rest else []
    except NoFeasibleGroupsError:
        return None
    if any(matching.left_out for matching in made[: len(wanted)]):
        return None
    asked = sum(matching.quality.repeats for matching in made[: len(wanted)])
    return Grouping(
        groups=tuple(group for matching in made for group in matching.groups),
        left={left.member: _reason(view, left) for one in made for left in one.left_out},
        repeats=sum(matching.quality.repeats for matching in made),
        unavoidable=asked + sum(matching.quality.unavoidable for matching in made[len(wanted) :]),
    )


def _match_alone(problem: MatchingProblem) -> MatchingResult:
    """One group of just these people, with the point person whose turn it is."""
    return match(replace(problem, group_size=len(problem.members)))


def _seat_most(view: ProgramView, round_: Round, present: Sequence[str], ask: Ask) -> Grouping:
    members, left, notes = list(present), {}, []
    while len(members) > 1:
        try:
            made = match(ask(view, round_, members))
        except NoFeasibleGroupsError as stuck:
            out = min(stuck.stuck, key=lambda member: (_sat_out(view, member), member))
            members.remove(out)
            left[out] = _loosen(view.context, view.program)
            notes.append(f"{round_.id}: {out} sits this round out. {stuck}")
            continue
        return Grouping(
            groups=made.groups,
            left=left
            | {
                out.member: _reason(view, out)
                for out in made.left_out
                if out.why is not InfeasibleReason.NOT_DRAWN  # who is not drawn was never asked
            },
            repeats=made.quality.repeats,
            unavoidable=made.quality.unavoidable,
            notes=tuple(notes),
        )
    return Grouping(left=left | dict.fromkeys(members, ALONE), notes=tuple(notes))


def _sat_out(view: ProgramView, member: str) -> int:
    """How often the rules left somebody over before."""
    return sum(
        one.program == view.name and one.absent.get(member, "").startswith(NO_RULE_FITS)
        for one in view.records.rounds.values()
    )


def _reason(view: ProgramView, left: LeftOut) -> str:
    if left.why is InfeasibleReason.KEPT_APART:
        return _loosen(view.context, view.program)
    return left.reason


def _loosen(context: PlanningContext, program: Program) -> str:
    """The reason that no rule fits, with those to loosen.

    It does not say who is kept apart from whom: that is private.
    """
    hard = (Mixing.NEVER, Mixing.SAME)
    mixing = [f"mixing {tag}" for tag, how in program.mixing.items() if how in hard]
    rules = (["Keep apart"] if context.records.apart else []) + mixing
    return f"{NO_RULE_FITS} (loosen {' or '.join(rules)})"
