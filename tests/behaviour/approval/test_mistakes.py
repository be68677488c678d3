"""What nobody can have meant: each mistake is said with its address, and nothing is sent."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.behaviour.approval.desk import INTRO, MISSED, Desk, Edit, desk, is_as_in_draft
from tests.behaviour.world import ROUND

ANA, BEN, CHLOE, DMITRI = "Ana Sousa", "Ben Okafor", "Chloé Martin", "Dmitri Ivanov"
EMMA, FARID = "Emma Larsen", "Farid Haddad"
PAIRS = [[ANA, DMITRI], [BEN, CHLOE], [EMMA, FARID]]


@pytest.fixture(params=["csv", "sheet"])
def at_desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """Three pairs stand in the draft, with each ledger."""
    with desk(tmp_path / "ledger" if request.param == "csv" else None) as ready:
        for number, pair in enumerate(PAIRS, start=1):
            ready.writes(number, *pair)
        yield ready


def gives_two_the_name_of_one(ready: Desk) -> None:
    ready.world.slack.people[ready.id_of(EMMA)].real_name = BEN
    ready.world.slack.people[ready.id_of(FARID)].display_name = ""


def makes_a_guest(ready: Desk) -> None:
    ready.world.slack.people[ready.id_of(ANA)].is_restricted = True


def deactivates(ready: Desk) -> None:
    ready.world.slack.people[ready.id_of(ANA)].deleted = True


def adds_an_app(ready: Desk) -> None:
    slack = ready.world.slack
    slack.join(slack.add_person("Pollbot", is_bot=True), ready.world.channel)
    ready.writes(1, ANA, DMITRI, "Pollbot")


def adds_a_stranger_to_the_channel(ready: Desk) -> None:
    ready.writes(1, ANA, DMITRI, "Organiser")


def makes_a_group_of_nine(ready: Desk) -> None:
    slack = ready.world.slack
    for number in range(3):
        slack.join(slack.add_person(f"Nine {number}"), ready.world.channel)
    ready.writes(1, *(name for pair in PAIRS for name in pair), *(f"Nine {n}" for n in range(3)))
    ready.deletes(2)
    ready.deletes(3)


def keeps_a_pair_apart(ready: Desk) -> None:
    ready.keeps_apart(ANA, ready.id_of(DMITRI))


def forgets_one(ready: Desk) -> None:
    """Dmitri is taken out of the first group; those of the second take his place."""
    ready.writes(1, ANA, BEN, CHLOE)
    ready.deletes(2)


def empties_a_row(ready: Desk) -> None:
    """Farid is put elsewhere, so that it does not matter who was drawn to lead."""
    ready.writes(2, BEN, CHLOE, FARID)
    ready.writes(3)


def copies_a_row(ready: Desk) -> None:
    ready.adds(round=ROUND, group="1", members="Emma Larsen, Farid Haddad", row_key=f"{ROUND}/1")
    ready.deletes(3)


MISTAKES: dict[str, tuple[Edit, str]] = {
    "an unknown name": (
        lambda ready: ready.writes(1, ANA, "Dimitri Ivanow"),
        "Draft!D3: 'Dimitri Ivanow' is nobody I know; did you mean Dmitri Ivanov?",
    ),
    "a name that is like no other": (
        lambda ready: ready.writes(2, BEN, CHLOE, "Xxxx"),
        "Draft!D4: 'Xxxx' is nobody I know; write the name as in People, or the Slack id",
    ),
    "an unknown id": (
        lambda ready: ready.writes(2, BEN, CHLOE, "U0NOBODY"),
        "Draft!D4: 'U0NOBODY' is nobody I know",
    ),
    "a name that two have": (
        gives_two_the_name_of_one,
        "Draft!D4: 'Ben Okafor' is the name of 2 people; write U0000000",
    ),
    "somebody in two groups": (
        lambda ready: ready.writes(1, ANA, DMITRI, BEN),
        "Draft!D3: Ben Okafor stands in Draft!D4 too; leave them in one place",
    ),
    "somebody twice in one group": (
        lambda ready: ready.writes(1, ANA, DMITRI, ANA),
        "Draft!D3: Ana Sousa stands here twice; leave them in one place",
    ),
    "somebody in a group and left out": (
        lambda ready: ready.adds(group="left out", members=ANA),
        "Draft!D6: Ana Sousa stands in Draft!D3 too; leave them in one place",
    ),
    "somebody taken out and put nowhere": (
        forgets_one,
        "Draft!D3: Dmitri Ivanov was here and stands nowhere now; put them into a group",
    ),
    "a row without people": (
        empties_a_row,
        "Draft!D5: Emma Larsen was here and stands nowhere now",
    ),
    "a group of one": (
        lambda ready: ready.moves(ANA, 2),
        "Draft!D3: a group of one; add somebody, or write 'left out' as the group",
    ),
    "a group of nine": (makes_a_group_of_nine, "Draft!D3: 9 people in one group; at most 8 fit"),
    "a pair that is kept apart": (
        keeps_a_pair_apart,
        "Draft!D3: two of these people are to be kept apart; move one of them",
    ),
    "somebody who is paused": (
        lambda ready: ready.pauses(ANA),
        "Draft!D3: Ana Sousa cannot take part: paused until further notice",
    ),
    "somebody who is paused for a while": (
        lambda ready: ready.pauses(FARID, "2026-12-24"),
        "Draft!D5: Farid Haddad cannot take part: paused until 2026-12-24",
    ),
    "somebody on holiday": (
        lambda ready: ready.world.slack.set_status(ready.id_of(ANA), ":palm_tree:"),
        "Draft!D3: Ana Sousa cannot take part: on holiday (Slack status)",
    ),
    "somebody who left": (
        lambda ready: ready.world.slack.leave(ready.id_of(ANA), ready.world.channel),
        "Draft!D3: Ana Sousa cannot take part: not in the channel",
    ),
    "somebody who is in another channel only": (
        adds_a_stranger_to_the_channel,
        "Draft!D3: 'Organiser' is nobody I know; write the name as in People, or the Slack id",
    ),
    "a guest": (makes_a_guest, "Draft!D3: Ana Sousa cannot take part: guest"),
    "somebody deactivated": (deactivates, "Draft!D3: Ana Sousa cannot take part: deactivated"),
    "an app": (adds_an_app, "Draft!D3: Pollbot cannot take part: an app"),
    "a round that does not exist": (
        lambda ready: ready.writes(2, "coffee/2026-11-24", title="round"),
        f"Draft!B4: there is no draft of coffee/2026-11-24; write {ROUND}",
    ),
    "a round of no program": (
        lambda ready: ready.writes(2, "tea/2026-11-23", title="round"),
        f"Draft!B4: there is no draft of tea/2026-11-23; write {ROUND}",
    ),
    "something that is no round": (
        lambda ready: ready.writes(2, "next monday", title="round"),
        "Draft!B4: 'next monday' is not a round, such as coffee/2026-11-23",
    ),
    "a number twice": (
        lambda ready: ready.writes(3, "1", title="group"),
        "Draft!C5: group 1 stands in Draft!C3 too; give one another number",
    ),
    "a copied row that kept its number": (
        copies_a_row,
        "Draft!C3: group 1 stands in Draft!C5 too; give one another number",
    ),
    "a number that is none": (
        lambda ready: ready.writes(3, "the best", title="group"),
        "Draft!C5: 'the best' is neither a number nor 'left out'",
    ),
    "a point person of another group": (
        lambda ready: ready.writes(1, BEN, title="point person"),
        "Draft!E3: 'Ben Okafor' is not in this group; name one who is, or nobody",
    ),
    "two point persons": (
        lambda ready: ready.writes(1, ANA, DMITRI, title="point person"),
        "Draft!E3: more than one point person; name one of the group, or nobody",
    ),
    "an unknown point person": (
        lambda ready: ready.writes(1, "Anna Soussa", title="point person"),
        "Draft!E3: 'Anna Soussa' is nobody I know; did you mean Ana Sousa?",
    ),
    "a misspelt approval": (
        lambda ready: ready.approves("aproved"),
        "Rounds!A2: 'aproved' is not 'approved'; correct it, or clear it",
    ),
}


def listed(ready: Desk) -> dict[str, str]:
    """The tab Problems."""
    return dict(ready.world.known.listed)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_said_with_its_address_and_nothing_is_sent(
    at_desk: Desk, mistake: str
) -> None:
    edit, sentence = MISTAKES[mistake]
    at_desk.approves()
    edit(at_desk)

    ran = at_desk.goes_on(INTRO)

    where, what = sentence.split(": ", 1)
    assert at_desk.told() == []
    assert listed(at_desk)[where].startswith(what)
    assert any(line.startswith(sentence) for line in ran.decided.plan.blocked)
    at_desk.goes_on("2026-11-23 10:05")
    assert at_desk.told() == []


def test_who_is_taken_out_and_put_nowhere_is_one_sentence_and_no_more(at_desk: Desk) -> None:
    at_desk.approves()
    forgets_one(at_desk)

    at_desk.goes_on()

    assert list(listed(at_desk)) == ["Draft!D3"]
    at_desk.adds(group="left out", members=DMITRI)
    at_desk.goes_on("2026-11-23 10:05")
    assert at_desk.told() == [[ANA, BEN, CHLOE], [EMMA, FARID]]
    assert at_desk.not_in() == {DMITRI: "left out by the organiser"}


def test_once_all_is_mended_the_draft_goes_out(at_desk: Desk) -> None:
    at_desk.approves()
    at_desk.writes(1, ANA, BEN)
    at_desk.goes_on(INTRO)
    assert len(listed(at_desk)) == 2
    at_desk.writes(2, DMITRI, CHLOE)

    ran = at_desk.goes_on("2026-11-23 10:05")

    assert ran.decided.plan.blocked == ()
    assert is_as_in_draft(at_desk)
    assert listed(at_desk) == {}


def test_who_is_kept_apart_from_whom_is_not_said(at_desk: Desk) -> None:
    at_desk.keeps_apart(BEN, CHLOE)
    at_desk.writes(1, ANA, DMITRI, BEN, CHLOE)
    at_desk.deletes(2)
    at_desk.approves()

    at_desk.goes_on()

    (what,) = listed(at_desk).values()
    assert not any(name in what for pair in PAIRS for name in pair)


def test_while_nobody_has_approved_mistakes_are_listed_and_nobody_is_written_to(
    at_desk: Desk,
) -> None:
    at_desk.writes(1, ANA, DMITRI, BEN)
    before = at_desk.world.sent()

    ran = at_desk.goes_on("2026-11-23 09:10")

    assert set(listed(at_desk)) == {"Draft!D3", "Draft!D4"}
    assert ran.decided.plan.blocked == ()
    assert at_desk.world.sent() == before


def test_the_owner_hears_of_the_same_mistakes_once(at_desk: Desk) -> None:
    at_desk.approves()
    at_desk.writes(1, ANA, DMITRI, BEN)
    for when in (INTRO, "2026-11-23 10:00", "2026-11-23 11:00"):
        at_desk.goes_on(when)
    assert len([key for key in at_desk.world.sent() if " mend-" in key]) == 1
    at_desk.writes(1, ANA, DMITRI, EMMA)

    at_desk.goes_on("2026-11-23 12:00")

    told = [key for key in at_desk.world.sent() if " mend-" in key]
    assert len(told) == 2
    assert "Emma Larsen stands in Draft!D5 too" in at_desk.world.text_of(told[-1])


def test_with_a_mistake_and_no_deadline_the_round_is_missed_in_the_end(at_desk: Desk) -> None:
    at_desk.approves()
    at_desk.writes(1, ANA, DMITRI, BEN)
    at_desk.goes_on(INTRO)

    at_desk.goes_on(MISSED)

    assert at_desk.told() == []
    assert at_desk.world.known.rounds[ROUND].stage == "missed"
    assert at_desk.world.sent()[-1] == f"{ROUND} missed"
    assert listed(at_desk) == {}
