"""`forget`: every trace of a person in the ledger replaced, for who asks to be deleted."""

import re
from pathlib import Path

import click

from lunchbatch.cli.bootstrap import RealClock, load_application
from lunchbatch.cli.options import config_option
from lunchbatch.cli.output.printing import say
from lunchbatch.core.answers.forget import forget
from lunchbatch.errors import ConfigError
from lunchbatch.ports import Clock

TO_MEND = 2
MEMBER = re.compile(r"[UW][A-Z0-9]{4,}")


@click.command("forget")
@click.argument("member")
@click.option("--yes", is_flag=True, help="Do it; without this it only says what it would do.")
@config_option
def forget_command(member: str, config: Path, *, yes: bool) -> None:
    """Replace every trace of MEMBER (a Slack id) in the ledger by a token such as gone-1.

    Who met whom stays, without them. Take them out of the channel first: a member who is
    still there is added again by the next round. Messages in Slack are Slack's to delete, and
    earlier versions of a Google Sheet are in its version history.
    """
    if not MEMBER.fullmatch(member):
        raise ConfigError(
            f"forget: '{member}' is not a Slack id such as U0123ABCDEF; it stands in People, and "
            "in Slack in the profile, under the three dots"
        )
    clock: Clock | None = click.get_current_context().obj
    around = load_application(config, clock or RealClock())
    ledger = around.ledger()
    snapshot = ledger.read()
    today = around.clock.now().date()
    found = forget(snapshot, member, today)
    for place in found.places:
        say(f"{'Now' if yes else 'Would become'} {found.token}: {place}")
    for place in found.left:
        say(f"Not understood, and it may speak of {member}: clear {place} by hand")
    if not (found.changes or found.left):
        say(f"The ledger holds nothing about {member}.")
    elif not yes:
        say(f"Nothing is changed yet. To forget {member}, add --yes.")
    else:
        commit = ledger.commit(found.changes, base=snapshot)
        for refusal in commit.refused:
            say(f"Not written: {refusal.where} {refusal.why}")
        if commit.refused or found.left or forget(ledger.read(), member, today).changes:
            say(f"Something is left of {member}; mend what is said above, run this again.")
            click.get_current_context().exit(TO_MEND)
        say(f"The ledger knows no {member} any more; {found.token} stands in their place.")
