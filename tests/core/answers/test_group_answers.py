"""From reactions to a status, over every small set of answers there is."""

from datetime import UTC, datetime
from itertools import chain, combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunchbatch.core.answers.group_answers import Said, meanings, status_of, summary_of
from lunchbatch.core.ledger.cell_codecs import read_messages, write_messages, write_stages
from lunchbatch.core.ledger.records import Group
from lunchbatch.core.model.messages import MessageRef, Reaction
from lunchbatch.core.model.terms import Meaning, Status
from lunchbatch.core.settings.policy import EmojiSettings

EMOJI = EmojiSettings()
GROUP = Group(key="k/1", program="k", round="k", members=("U1", "U2"), messages={})
EVERY_SET = list(chain.from_iterable(combinations(Meaning, n) for n in range(4)))


@pytest.mark.parametrize("said", EVERY_SET)
@pytest.mark.parametrize("is_closed", [False, True])
def test_met_comes_before_scheduled_and_scheduled_before_no(
    said: tuple[Meaning, ...], *, is_closed: bool
) -> None:
    table = {
        Meaning.MET: (Status.CLOSED_MET, Status.CLOSED_MET),
        Meaning.SCHEDULED: (Status.SCHEDULED, Status.CLOSED_SCHEDULED),
        Meaning.NO: (Status.OPEN, Status.CLOSED_NO),
        None: (Status.OPEN, Status.CLOSED_STALE),
    }
    first = next((m for m in (Meaning.MET, Meaning.SCHEDULED, Meaning.NO) if m in said), None)

    assert status_of(said, is_closed=is_closed) is table[first][is_closed]
    assert status_of(said * 2, is_closed=is_closed) is status_of(said[::-1], is_closed=is_closed)


@pytest.mark.parametrize("meaning", Meaning)
def test_every_alias_means_what_the_settings_say(meaning: Meaning) -> None:
    for emoji in getattr(EMOJI, meaning):
        assert meanings([Reaction(emoji=emoji, members=("U1",))], GROUP, EMOJI) == {
            "U1": (meaning,)
        }


def test_every_reaction_of_two_members_and_a_stranger() -> None:
    choices: list[str | None] = [None, "tada", "calendar", "x", "taco"]
    for one, two, stranger in product(choices, repeat=3):
        chosen = {"U1": one, "U2": two, "UX": stranger, "UBOT": "tada"}
        found = [
            Reaction(
                emoji=emoji, members=tuple(who for who, what in chosen.items() if what == emoji)
            )
            for emoji in ("tada", "calendar", "x", "taco")
        ]
        said = meanings(found, GROUP, EMOJI)
        named = {"tada": "met", "calendar": "scheduled", "x": "no"}
        assert said == {
            who: (named[what],) for who, what in (("U1", one), ("U2", two)) if what in named
        }


def test_the_summary_names_who_said_what_in_the_order_of_the_group() -> None:
    said: list[Said] = [{"U2": ("no",)}, {"U1": ("scheduled", "met"), "U2": ("met",)}]

    assert summary_of(said, GROUP, {"U1": "Ada"}) == "Ada: met, scheduled; U2: met, no"


WORDS = st.text("abcdefgh-0123456789", min_size=1, max_size=8)


@given(st.dictionaries(WORDS, st.builds(lambda a, b: MessageRef(channel=a, ts=b), WORDS, WORDS)))
def test_the_cell_of_messages_is_read_as_it_was_written(posts: dict[str, MessageRef]) -> None:
    assert read_messages(write_messages(posts)) == posts


@given(st.text(max_size=60))
def test_whatever_stands_in_the_cell_of_messages_is_read_without_a_fault(text: str) -> None:
    assert all(post.channel and post.ts for post in read_messages(text).values())


def test_the_cell_of_stages_holds_moments_with_their_offset() -> None:
    assert write_stages({"intro": datetime(2026, 11, 23, 8, 30, tzinfo=UTC)}) == (
        "intro=2026-11-23T08:30:00+00:00"
    )
