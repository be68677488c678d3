"""`preview`: an organiser reads every message before anybody else does."""

from pathlib import Path

from tests.behaviour.console import console


def test_every_message_of_a_program_is_shown_and_nothing_is_sent(tmp_path: Path) -> None:
    with console(tmp_path) as organiser:
        shown = organiser.calls("preview")

        assert shown.exit_code == 0
        for name in ("intro for 2", "intro for 3", "last checkpoint, nudge", "celebration"):
            assert f"── coffee: {name}\n" in shown.output
        assert "You're this round's #coffee match!" in shown.output
        assert "<#" not in shown.output
        assert "[:tada:]" in shown.output
        assert organiser.world.sent() == []


def test_sent_to_one_person_each_is_marked_and_none_counts(tmp_path: Path) -> None:
    with console(tmp_path) as organiser:
        one = organiser.world.members[0]

        told = organiser.calls("preview", "--to", one)

        sent = list(organiser.world.slack.app_messages())
        assert told.exit_code == 0
        assert f"{len(sent)} messages sent to {one}" in told.output
        assert all(message.text.startswith("Preview of coffee: ") for _, message in sent)
        for channel, message in sent:
            organiser.world.slack.react(one, channel, message.ts, "x")
        assert organiser.calls("run").exit_code == 0
        assert all(not answer.answer for answer in organiser.world.known.answers.values())
        assert len(organiser.world.known.groups) == 2


def test_the_same_messages_are_a_page_as_a_phone_shows_them(tmp_path: Path) -> None:
    with console(tmp_path) as organiser:
        page = tmp_path / "preview.html"

        told = organiser.calls("preview", "--page", str(page))

        shown = page.read_text("utf-8")
        count = shown.count('<section class="phone">')
        assert told.output == f"{count} messages are in {page}; open it in a browser.\n"
        assert count == organiser.calls("preview").output.count("── coffee: ")
        assert "<h2>coffee: intro for 2</h2>" in shown
        assert "You&#39;re this round&#39;s" in shown
        assert 'title=":tada:"' in shown
        assert organiser.world.sent() == []
        assert organiser.calls("preview", "--page", str(tmp_path / "no/p.html")).exit_code == 2


def test_who_is_no_member_and_what_is_no_program_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with console(tmp_path) as organiser:
        nobody = organiser.calls("preview", "--to", "ana")
        nothing = organiser.calls("preview", "--program", "tea")

        assert nobody.exit_code == nothing.exit_code == 2
        assert "'ana' is not a Slack id" in nobody.output
        assert "there is no program 'tea'; there is coffee" in nothing.output
