"""`preview`: every message of a program, in the terminal or sent to one person alone."""

import re
from collections.abc import Sequence
from pathlib import Path

import click

from lunchbatch.cli.bootstrap import Application, RealClock, load_application
from lunchbatch.core.context.message_context import message_format
from lunchbatch.core.messages.message_samples import (
    MessageSample,
    marked_as_preview,
    message_samples,
)
from lunchbatch.errors import ConfigError
from lunchbatch.ports import Clock

MEMBER = re.compile(r"[UW][A-Z0-9]{4,}")


@click.command("preview")
@click.option("--program", help="Only this program of the settings.")
@click.option("--to", "member", help="Send all of them to this person: a Slack id.")
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    default=Path("config/lunchbatch.yaml"),
    show_default=True,
    help="The settings; messages.yaml and icebreakers.yaml lie beside them.",
)
def preview_command(program: str | None, member: str | None, config: Path) -> None:
    """Show every message of a program, with made-up people, in the words of your settings.

    With --to they are sent to one person, each marked as a preview. Nothing is written to the
    ledger, and no reaction to them counts.
    """
    if member is not None and not MEMBER.fullmatch(member):
        raise ConfigError(
            f"preview: '{member}' is not a Slack id such as U0123ABCDEF; it stands in People, and "
            "in Slack in the profile, under the three dots"
        )
    clock: Clock | None = click.get_current_context().obj
    around = load_application(config, clock or RealClock())
    programs = around.policy.programs
    if program is not None and program not in programs:
        raise ConfigError(f"preview: there is no program '{program}'; known: {', '.join(programs)}")
    for name in [program] if program else programs:
        samples = _samples(around, name)
        if member is None:
            _show(name, samples)
        else:
            _send(around, name, samples, member)


def _samples(around: Application, name: str) -> Sequence[MessageSample]:
    program = around.policy.programs[name]
    voice = message_format(program, around.wording, around.policy.owner)
    question = next(iter(around.questions.questions(program.language).values()), "")
    return tuple(message_samples(voice, program, around.clock.now(), question))


def _show(name: str, samples: Sequence[MessageSample]) -> None:
    for sample in samples:
        click.secho(f"── {name}: {sample.name}", bold=True)
        click.echo(sample.message.text)
        if sample.seeds:
            click.echo("   " + " ".join(f"[:{emoji}:]" for emoji in sample.seeds))
        click.echo()


def _send(around: Application, name: str, samples: Sequence[MessageSample], member: str) -> None:
    slack = around.slack()
    conversation = slack.open([member])
    for sample in samples:
        key = f"preview {name} {sample.name}"
        posted = slack.post(conversation, marked_as_preview(name, sample), effect=key)
        for emoji in sample.seeds:
            slack.react(posted, emoji)
    click.echo(f"{name}: {len(samples)} messages sent to {member}, each marked as a preview.")
