"""What people say to one another while they press emoji."""

from random import Random

from lunchbatch.demo.people.behaviour import Act

_REMARKS = {
    Act.SCHEDULED: (
        "How about tomorrow at ten, in the kitchen?",
        "Thursday after lunch? I'll send an invitation.",
        "Let's take a walk around the block on Friday.",
        "A video call works for me. Tomorrow at four?",
        "I've put something into your calendar, shout if it clashes.",
    ),
    Act.MET: (
        "That was fun, thank you!",
        "Lovely to meet you at last.",
        "We should do this more often.",
        "Half an hour was too short!",
    ),
    Act.CANNOT: (
        "I'm swamped this week, sorry. Next time!",
        "Deadline on Friday, I can't make it this time.",
    ),
}


def remark(act: Act, seed: str) -> str:
    """A few words that go with a reaction, every second time; else none."""
    chance = Random(seed)  # noqa: S311 - a seeded fiction, no secret
    words = _REMARKS.get(act, ())
    return chance.choice(words) if words and chance.randrange(2) else ""
