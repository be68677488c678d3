"""The settings of a poll: what is refused, with what is allowed."""

from typing import Any

import pytest

from lunchbatch.core.model.poll_emoji import choice_emoji, is_choice_emoji
from lunchbatch.core.settings.policy import Policy
from lunchbatch.errors import ConfigError
from lunchbatch.settings_file.read_settings import policy_from

CONFIG = """
ledger: {{csv: ledger}}
programs:
  lunch:
    channel: C0123ABCDEF
    signup: poll
    time_zone: Europe/Berlin
    {more}
"""


def read(more: str) -> Policy:
    return policy_from(CONFIG.format(more=more), file="lunchbatch.yaml")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ('poll: {choices: ["12:00", "9:30"]}', "'9:30' is not a time; write it in 24 hours"),
        ('poll: {choices: ["1130am"]}', "is not a time"),
        ('poll: {choices: ["12:00", "12:00"]}', "stands twice"),
        ("poll: {choices: []}", "choices"),
        ("poll: {choices: [a, b, c, d, e, f, g, h, i]}", "choices"),
        ('poll: {closes: "11:55"}', "leave 10 minutes to tell the groups"),
        ('poll: {opens: {at: "12:00"}}', "is not after the poll opens"),
        ("poll: {not_today: clock1230}", "stands for a choice; take another emoji"),
        ("poll: {deliver: mail}", "allowed: channel, direct"),
        ("poll: {tell: mail}", "allowed: direct, channel, together"),
    ],
)
def test_a_poll_that_cannot_work_is_refused_with_what_can(more: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as refused:
        read(more)

    assert sentence in str(refused.value)


@pytest.mark.parametrize("spelt", ['["12:00", "12:45"]', "[12:00, 12:45]"])
def test_times_are_read_with_quotes_and_without(spelt: str) -> None:
    assert read(f"poll: {{choices: {spelt}}}").programs["lunch"].poll.choices == ("12:00", "12:45")


def test_every_emoji_of_a_choice_is_kept_from_not_today() -> None:
    times = [f"{hour:02}:{minute}" for hour in range(12) for minute in ("00", "30")]
    emoji: Any = {face for time in times for face in choice_emoji((time,))}
    emoji |= set(choice_emoji(tuple("abcdefgh")))

    assert len(emoji) == 32
    assert all(map(is_choice_emoji, emoji))
    assert not is_choice_emoji("no_entry_sign")
