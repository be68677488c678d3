"""Secrets kept out of what GitHub shows, also those that GitHub never stored.

GitHub masks a stored secret by its exact text. Parts of it, and tokens that Google hands out while
the job runs, it learns of by the workflow command `add-mask` (GitHub, "Workflow commands"). The
command goes to standard error, which the runner reads too: standard output may be a file.
"""

import json
from collections.abc import Callable, Iterable, Mapping

import click

from lunchbatch.cli.output.github_actions import is_on_github
from lunchbatch.settings_file.environment import TOKEN_VARIABLE, Environment

_SHORTEST = 8  # a shorter text would be struck out of ordinary words


def hide_environment(environment: Environment, variables: Mapping[str, str]) -> None:
    """Mask all that the environment holds of secrets, and the parts that could be quoted alone."""
    hide = masker(variables)
    held = environment.secrets
    if held.slack_token is not None:
        hide(held.slack_token.get_secret_value())
    if held.google_key is not None:
        for text in _parts(held.google_key.get_secret_value()):
            hide(text)
    hide(variables.get(TOKEN_VARIABLE, ""))


def masker(variables: Mapping[str, str]) -> Callable[[str], None]:
    """What masks a secret, line by line; it does nothing where GitHub is not looking on."""
    return _mask if is_on_github(variables) else lambda _: None


def _mask(secret: str) -> None:
    for line in secret.splitlines():
        if len(line.strip()) >= _SHORTEST:
            click.echo(f"::add-mask::{line.strip()}", err=True)


def _parts(key: str) -> Iterable[str]:
    content = json.loads(key)
    return key, str(content["private_key"]), str(content.get("private_key_id", ""))
