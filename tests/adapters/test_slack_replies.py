"""Who wrote in a conversation: people, at the top level and in threads; never our own app."""

from lunchbatch.core.model.messages import Message, MessageRef
from tests.slack_wire import wired

HELLO = Message(text="hello", blocks=())


def test_who_wrote_after_a_message_is_told_and_nobody_else() -> None:
    with wired() as slack:
        ann, ben, cleo = (slack.workspace.add_person(name) for name in ("Ann", "Ben", "Cleo"))
        room = slack.slack.open((ann, ben, cleo))
        slack.workspace.say(cleo, room, "long ago")
        slack.clock.sleep(60)
        first = slack.slack.post(room, HELLO, effect="one")
        slack.clock.sleep(60)
        slack.workspace.say(ann, room, "hi")
        slack.workspace.say(ben, room, "in the thread", thread_ts=first.ts)
        slack.slack.post(room, HELLO, effect="two")

        assert slack.slack.spoke((first,)) == {first: frozenset({ann, ben})}


def test_a_conversation_without_a_word_is_told_as_such() -> None:
    with wired() as slack:
        ann = slack.workspace.add_person("Ann")
        first = slack.slack.post(slack.slack.open((ann,)), HELLO, effect="one")

        assert slack.slack.spoke((first,)) == {first: frozenset()}


def test_many_words_are_read_page_by_page() -> None:
    with wired() as slack:
        people = [slack.workspace.add_person(f"Person {n}") for n in range(7)]
        room = slack.slack.open(people)
        first = slack.slack.post(room, HELLO, effect="one")
        for n in range(450):
            slack.workspace.say(people[n * 7 // 450], room, f"word {n}")

        assert slack.slack.spoke((first,)) == {first: frozenset(people)}


def test_a_conversation_that_cannot_be_read_is_left_out_and_the_others_are_read() -> None:
    with wired() as slack:
        ann = slack.workspace.add_person("Ann")
        first = slack.slack.post(slack.slack.open((ann,)), HELLO, effect="one")
        gone = MessageRef(channel="C0GONE", ts="1.0")

        assert slack.slack.spoke((first, gone)) == {first: frozenset()}


def test_who_writes_through_an_app_has_written() -> None:
    with wired() as slack:
        ann, ben = (slack.workspace.add_person(name) for name in ("Ann", "Ben"))
        room = slack.slack.open((ann, ben))
        first = slack.slack.post(room, HELLO, effect="one")
        slack.clock.sleep(60)
        slack.workspace.new_message(room, ann, "a GIF").through = "B0PICTURES1"

        assert slack.slack.spoke((first,)) == {first: frozenset({ann})}
