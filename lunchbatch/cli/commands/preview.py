"""`preview`: every message of a program: in the terminal, as a page, or sent to one person."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from lunchbatch.cli.bootstrap import Application, RealClock, load_application
from lunchbatch.cli.options import FileParam, config_option
from lunchbatch.cli.output.printing import say, say_each
from lunchbatch.core.context.message_context import message_format
from lunchbatch.core.messages.message_samples import (
    ANA,
    BEN,
    CHI,
    MessageSample,
    marked_as_preview,
    message_samples,
)
from lunchbatch.core.model.spelling import suggestion
from lunchbatch.demo.pages.chat_pages import ReactionPill, ShownMessage, phone_page
from lunchbatch.demo.pages.mrkdwn_html import DisplayNames
from lunchbatch.errors import ConfigError
from lunchbatch.ports import Clock

BOT = "lunchbatch"
MEMBER = re.compile(r"[UW][A-Z0-9]{4,}")


@click.command("preview")
@click.option("--program", help="Only this program of the settings.")
@click.option("--to", "member", help="Send all of them to this person: a Slack id.")
@click.option(
    "--page", type=FileParam(), help="Write them into this HTML file, as a phone shows them."
)
@config_option
def preview_command(
    *, program: str | None, member: str | None, page: Path | None, config: Path
) -> None:
    """Show every message of a program, with made-up people, in the words of your settings.

    With --page they are a page for the browser; with --to they are sent to one person, each marked
    as a preview. Nothing is written to the ledger, and no reaction to them counts.
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
        hint = suggestion(program, programs)
        raise ConfigError(f"preview: there is no program '{program}'; {hint}")
    samples = {
        name: _samples(around, name) for name in ([program] if program else around.policy.programs)
    }
    if page is not None:
        _write(around, samples, page)
    for name, each in samples.items():
        if member is not None:
            _send(around, name, each, member)
        elif page is None:
            _show(name, each, f"<#{programs[name].channel}>")


def _samples(around: Application, name: str) -> Sequence[MessageSample]:
    program = around.policy.programs[name]
    voice = message_format(program, around.wording, around.policy.owner)
    question = next(iter(around.questions.questions(program.language).values()), "")
    return tuple(message_samples(voice, program, around.clock.now(), question))


def _show(name: str, samples: Sequence[MessageSample], channel: str) -> None:
    """The messages as text; the channel goes by the name of its program, as on the page."""
    for sample in samples:
        say(f"── {name}: {sample.name}", bold=True)
        say_each(sample.message.text.replace(channel, f"#{name}").split("\n"))
        if sample.seeds:
            say("   " + " ".join(f"[:{emoji}:]" for emoji in sample.seeds))
        say()


def _write(around: Application, samples: Mapping[str, Sequence[MessageSample]], page: Path) -> None:
    zone = next(iter(around.policy.programs.values())).zone
    messages = [
        (
            f"{name}: {sample.name}",
            ShownMessage(
                author=BOT,
                at=around.clock.now().astimezone(zone),
                text=sample.message.text,
                blocks=sample.message.blocks,
                pills=tuple(ReactionPill(emoji=emoji, members=(BOT,)) for emoji in sample.seeds),
            ),
        )
        for name, each in samples.items()
        for sample in each
    ]
    channels = {each.channel: name for name, each in around.policy.programs.items()}
    people = {one.id: one.name for one in (ANA, BEN, CHI)} | {around.policy.owner or "": "you"}
    names = DisplayNames(members=people, channels=channels)
    try:
        page.write_text(phone_page("What members read", messages, names, BOT), encoding="utf-8")
    except OSError as fault:
        raise ConfigError(f"preview: {page} cannot be written: {fault.strerror}") from None
    say(f"{len(messages)} messages are in {page}; open it in a browser.")


def _send(around: Application, name: str, samples: Sequence[MessageSample], member: str) -> None:
    slack = around.slack()
    conversation = slack.open([member])
    for sample in samples:
        key = f"preview {name} {sample.name}"
        posted = slack.post(conversation, marked_as_preview(name, sample), effect=key)
        for emoji in sample.seeds:
            slack.react(posted, emoji)
    say(f"{name}: {len(samples)} messages sent to {member}, each marked as a preview.")
