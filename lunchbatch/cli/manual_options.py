"""Checks what was asked for by hand, before anything is read."""

from collections.abc import Iterator
from dataclasses import replace

from pydantic import ValidationError

from lunchbatch.cli.options import check_program
from lunchbatch.core.context.plan_model import ManualRequest
from lunchbatch.core.model.terms import Stage
from lunchbatch.core.settings.policy import Policy, Program
from lunchbatch.core.settings.poll_settings import PollSettings
from lunchbatch.errors import ConfigError

EVERY_STAGE = tuple(stage.value for stage in Stage if stage.signups)
BEGINS_OR_GROUPS = ("intro", "poll", "groups")


def read_order(policy: Policy, order: ManualRequest) -> ManualRequest:
    """The order with its program named. Raises ConfigError for what cannot be."""
    programs = policy.programs
    check_program(order.program, programs)
    if order.choices and order.stage != "poll":
        raise ConfigError("--choices are for a poll opened by this command; add --stage poll")
    if order.stage is None:
        return order
    if order.program is None and len(programs) > 1:
        raise ConfigError(f"--stage needs --program: one of {', '.join(programs)}")
    name = order.program or next(iter(programs))
    allowed = stages_by_hand(programs[name])
    if order.stage not in allowed:
        kind = "begins with a poll" if programs[name].signup == "poll" else "has no poll"
        raise ConfigError(
            f"--stage {order.stage}: the program '{name}' {kind}; allowed: {', '.join(allowed)}"
        )
    if order.group_size and order.stage not in BEGINS_OR_GROUPS:
        wanted = ", ".join(stage for stage in BEGINS_OR_GROUPS if stage in allowed)
        raise ConfigError(f"--group-size is for a stage that makes groups: {wanted}")
    if order.group_size and programs[name].roles is not None:
        raise ConfigError(f"--group-size: the groups of '{name}' have a seat for each role (roles)")
    return replace(order, program=name)


def stages_by_hand(program: Program) -> tuple[str, ...]:
    """The stages of a program that can be asked for."""
    asks_nothing = program.signup == "poll" and program.poll.ask_after is None
    left_out = {Stage.ASK, Stage.CLOSE} if asks_nothing else set()
    return tuple(
        stage.value for stage in Stage if program.signup in stage.signups and stage not in left_out
    )


def read_choices(text: str | None) -> tuple[str, ...]:
    """The choices of a poll as typed: times, 1145 for 11:45 too, or labels, up to eight."""
    if text is None:
        return ()
    try:
        return PollSettings.model_validate(
            {"choices": list(_spelt(text)), "opens": {"at": "00:00"}, "closes": "00:01"}
        ).choices
    except ValidationError as wrong:
        fault = wrong.errors()[0]
        given = fault["input"] if isinstance(fault["input"], str) else text
        sentence = fault["msg"].removeprefix("Value error, ")
        raise ConfigError(
            f"--choices: '{given}' {sentence}; write times or labels with commas between, "
            'as "11:45, 12:30", up to eight'
        ) from None


def _spelt(text: str) -> Iterator[str]:
    for word in text.split(","):
        plain = word.strip()
        digits = plain.replace(":", "", 1) if plain[-3:-2] == ":" else plain
        is_time = digits.isascii() and digits.isdigit() and len(digits) in {3, 4}
        yield f"{digits[:-2]:0>2}:{digits[-2:]}" if is_time else plain
