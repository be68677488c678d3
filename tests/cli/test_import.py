"""`import` as people call it, on the files that other tools and spreadsheet programs write."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.behaviour.console import Console, console
from tests.thorough import share

DONE, TO_MEND = 0, 2
NAMES = (
    'Robert "Bob" Smith',
    "Ana Sousa",
    "Jürgen Groß",
    "Nguyễn Thị Lan",
    "O'Neil Dara",
    "李雷",
    "Zoë de Vries",
    "Muhammad Al-Amin",
)
LATEST = date(2026, 11, 20)


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Console]:
    with console(tmp_path, people=len(NAMES)) as found:
        for id_, name in zip(found.world.members, NAMES, strict=True):
            found.world.slack.people[id_].real_name = name
        yield found


def imports(ready: Console, content: str | bytes) -> tuple[int, list[str]]:
    """The exit code of an import of this file, and its lines."""
    file = ready.folder / "old.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    told = ready.calls("import", str(file), "--yes")
    return told.exit_code, (told.output + told.stderr).splitlines()


def met(ready: Console) -> set[tuple[date | None, frozenset[str]]]:
    """Who stands in the ledger as having met, and when."""
    name_of = dict(zip(ready.world.members, NAMES, strict=True))
    groups = ready.world.known.pasted
    return {
        (one.introduced_on, frozenset(name_of[id_] for id_ in one.members.text.split()))
        for one in groups
    }


PAIR = (date(2025, 3, 4), frozenset({NAMES[0], NAMES[1]}))


@pytest.mark.parametrize(
    "content",
    [
        'names,date\n"Robert ""Bob"" Smith, Ana Sousa",2025-03-04\n',
        'names;date\n"Robert ""Bob"" Smith, Ana Sousa";4.3.2025\n',
        'sep=;\nnames;date\n"Robert ""Bob"" Smith, Ana Sousa";2025-03-04 10:00\n',
        '\n\nnames\tdate\n"Robert ""Bob"" Smith; Ana Sousa"\tTue Mar 04 2025\n',
        'date, names\n2025-03-04, "Robert ""Bob"" Smith, Ana Sousa"\n',
        'names, as typed, by hand, a,b;names;date\n;"Robert ""Bob"" Smith, Ana Sousa";2025-03-04\n',
        'Person 1,Person 2,Date\nRobert "Bob" Smith,Ana Sousa,2025-03-04\n',
        'NAME.1,NAME.2,date\nAna Sousa,"Robert ""Bob"" Smith",04.03.2025 10:00\n',
        'a_name,b_name,date\nAna Sousa,Robert "Bob" Smith,2025-03-04T10:00:00Z\n',
        'organiser,buyer,day\nAna Sousa,Robert "Bob" Smith,4 March 2025\n',
        'names,date\r\n"Ana Sousa\r\nRobert ""Bob"" Smith",2025-03-04\r\n',
        '\ufeffnames,date\n"Ana Sousa, Robert ""Bob"" Smith",2025/03/04\n',
        'names\tdate\nAna Sousa, Robert "Bob" Smith\t2025-03-04\n'.encode("utf-16"),
    ],
)
def test_a_valid_file_is_brought_in_whatever_program_wrote_it(
    ready: Console, content: str | bytes
) -> None:
    code, lines = imports(ready, content)

    assert (code, lines) == (DONE, ["1 group brought in as history."])
    assert met(ready) == {PAIR}


def test_everybody_in_a_line_is_brought_in_however_many_columns_they_stand_in(
    ready: Console,
) -> None:
    content = "person 1,person 2,person 3,date\nAna Sousa,李雷,Zoë de Vries,2025-03-04\n"

    assert imports(ready, content)[0] == DONE
    assert met(ready) == {(PAIR[0], frozenset({"Ana Sousa", "李雷", "Zoë de Vries"}))}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('"Ana Sousa, 李雷,2025-03-04', "a quote is not closed"),
        ('"Ana" Sousa, 李雷",2025-03-04', "a quote is not closed"),
        ("Ana Sousa,李雷,2025-03-04", "3 cells under 2 headers"),
        ("x" * 140_000 + ",2025-03-04", "longer than 100000 characters"),
        ('"' + "x" * 140_000 + '",2025-03-04', "longer than 100000 characters"),
        ('"Ana Sousa, 李雷",3/2/2026', "'3/2/2026' may be two dates; write it as 2026-11-23"),
        ('"Ana Sousa, 李雷",1741082400', "'1741082400' is not a date"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_costs_no_other(
    ready: Console, line: str, fault: str
) -> None:
    good = '"Robert ""Bob"" Smith, Ana Sousa",2025-03-04'
    content = f"names,date\n{line}\n{good}\n"

    code, lines = imports(ready, content)

    assert code == TO_MEND
    assert lines[0] == "1 group brought in as history."
    assert lines[1].startswith("Not understood: old.csv:2: ")
    assert fault in lines[1]
    assert met(ready) == {PAIR}


def test_people_may_stand_there_by_their_e_mail_addresses(ready: Console) -> None:
    for id_, address in zip(
        ready.world.members, ("Bob@Example.org", "ana@example.org"), strict=False
    ):
        ready.world.slack.people[id_].email = address

    code, said = imports(
        ready,
        "Email 1,Email 2,Date\nana@example.org,bob@example.org,2025-03-04\n"
        "ana@example.org,nobody@example.org,2025-03-11\n",
    )

    assert code == TO_MEND, said
    assert met(ready) == {PAIR}
    assert any(line.startswith("old.csv:3: ") or ":3:" in line for line in said)


def test_a_person_in_a_column_of_another_name_is_not_dropped_in_silence(ready: Console) -> None:
    content = "names,date,third wheel\nAna Sousa;李雷,2025-03-04,Zoë de Vries\n"

    code, lines = imports(ready, content)

    assert code == TO_MEND
    assert "cell 3 names somebody, and its header is none for people" in lines[1]
    assert met(ready) == set()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("who,when\nAna,2026-11-09\n", "the first line has no column"),
        ("", "the first line has no column"),
        (b"names,date\n\xff\xfe\xfa,2025-03-04\n", "is not UTF-8 text"),
    ],
)
def test_a_file_is_judged_before_slack_or_the_ledger_is_asked(
    ready: Console, content: str | bytes, sentence: str
) -> None:
    del ready.variables["SLACK_BOT_TOKEN"]
    (ready.folder / "config/lunchbatch.yaml").unlink()

    code, lines = imports(ready, content)

    assert code == TO_MEND
    assert sentence in lines[0]


def test_what_is_no_file_is_one_sentence(ready: Console) -> None:
    told = ready.calls("import", str(ready.folder), "--yes")

    assert told.exit_code == TO_MEND
    assert told.stderr == f"Error: {ready.folder}: this is not a file; name the CSV file\n"


@pytest.mark.parametrize(
    "day", ["1741082400", "1741-08-24", "2062-03-04", "2027-12-24", "0025-03-04"]
)
def test_a_date_on_which_nobody_can_have_met_is_named_with_its_line(
    ready: Console, day: str
) -> None:
    code, told = imports(ready, f'names,date\n"{NAMES[1]}, {NAMES[2]}",{day}\n')

    assert code == TO_MEND
    assert any("old.csv:2: " in line for line in told), told
    assert met(ready) == set()


# --- generated files -----------------------------------------------------------------------

DATE_FORMS: tuple[Callable[[date], str], ...] = (
    lambda day: f"{day:%Y-%m-%d}",  # Sweden, Canada
    lambda day: f"{day:%d.%m.%Y}",  # Germany
    lambda day: f"{day.day}.{day.month}.{day.year}",  # Finland
    lambda day: f"{day:%Y/%m/%d}",  # Japan
    lambda day: f"{day:%Y. %m. %d.}".replace(". ", ".") if day.day else "",  # Hungary, Korea
    lambda day: f"{day:%d/%m/%Y}",  # France, Brazil, United Kingdom
    lambda day: f"{day:%m/%d/%Y}",  # United States
    lambda day: f"{day:%d-%m-%Y}",  # Netherlands, India
    lambda day: f"{day:%b %d, %Y}",  # as Slack writes it
    lambda day: f"{day:%d %B %Y}",  # in words
    lambda day: f"{day:%a %b %d %Y}",  # as JavaScript writes it
    lambda day: f"{day:%Y-%m-%d %H:%M}",  # with a time
    lambda day: f"{day:%Y-%m-%d}T09:00:00Z",
)
HEADERS = (
    ("names", "date"),
    ("Date", "Participants"),
    ("Person 1", "Person 2", "Person 3", "Date"),
    ("NAME.1", "NAME.2", "NAME.3", "created"),
    ("a_name", "b_name", "c_name", "met on"),
)
DAMAGE = ("open quote", "nobody", "alone", "no date", "no such date", "one cell more", "long")


@dataclass
class Made:
    """A generated file: its text, what is right in it, and the lines that are to be named."""

    text: str
    right: set[tuple[date | None, frozenset[str]]] = field(default_factory=set)
    named: set[int] = field(default_factory=set)


def quoted(cell: str, separator: str, chance: random.Random) -> str:
    if '"' in cell or separator in cell or "\n" in cell or chance.random() < 0.3:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def made(seed: int) -> Made:
    """A file of up to eight lines, some of them damaged."""
    chance = random.Random(seed)
    separator, header = chance.choice(",;\t"), chance.choice(HEADERS)
    form, ending = chance.choice(DATE_FORMS), chance.choice(("\n", "\r\n"))
    between = chance.choice((", ", "; ", "\n"))
    lines = ["sep=" + separator] * (chance.random() < 0.2) + [""] * (chance.random() < 0.2)
    lines.append(separator.join(quoted(title, separator, chance) for title in header))
    found = Made(text="")
    # A day past the 12th tells in which order this file has its days and months.
    days = [date(2025, 3, 25), *(LATEST - timedelta(days=chance.randrange(900)) for _ in range(7))]
    for day in days[: chance.randrange(2, 9)]:
        number = 1 + sum(line.count("\n") + 1 for line in lines)
        who = chance.sample(NAMES, chance.choice((2, 2, 3)))
        damage = chance.choice(DAMAGE) if day is not days[0] and chance.random() < 0.3 else ""
        lines.append(line_of(who, form(day), header, separator, between, damage, chance))
        if damage:
            found.named.add(number)
        else:
            found.right.add((day, frozenset(who)))
    found.text = "\ufeff" * (chance.random() < 0.3) + ending.join(
        line.replace("\n", ending) for line in lines
    )
    return found


def line_of(
    who: list[str],
    day: str,
    header: tuple[str, ...],
    separator: str,
    between: str,
    damage: str,
    chance: random.Random,
) -> str:
    who = {"nobody": [*who[:1], "Gone Person"], "alone": who[:1]}.get(damage, who)
    if damage == "long":
        who, between = [*who[:-1], "x" * 150_000], ", "
    day = {"no date": "", "no such date": "31.02.2025"}.get(damage, day)
    columns = len(header) - 1
    cells = [between.join(who)] if columns == 1 else who + [""] * (columns - len(who))
    cells = [day, *cells] if header[0].casefold() == "date" else [*cells, day]
    cells += ["Ana Sousa"] if damage == "one cell more" else []
    line = separator.join(quoted(cell, separator, chance) for cell in cells)
    return f'"{line.replace(chr(34), "").replace(chr(10), " ")}' if damage == "open quote" else line


def test_each_line_of_500_files_is_brought_in_rightly_or_named_with_its_number(
    ready: Console,
) -> None:
    wrong = []
    for seed in share(range(500), 5):
        (ready.folder / "ledger/Groups.csv").unlink(missing_ok=True)
        file = made(seed)
        code, lines = imports(ready, file.text)
        named = {int(line.split(":")[2]) for line in lines if line.startswith("Not understood: ")}
        if (met(ready), named, code) != (file.right, file.named, TO_MEND if named else DONE):
            wrong.append((seed, file.named ^ named, met(ready) ^ file.right, lines))
    assert wrong == []


FILE = 'Person 1,Person 2,Matched on\nAna Sousa,"Robert ""Bob"" Smith",2025-03-04\n'


def file_in(ready: Console, content: str = FILE) -> str:
    (ready.folder / "old.csv").write_text(content, encoding="utf-8")
    return str(ready.folder / "old.csv")


def test_it_shows_what_it_understood_before_anything_is_written(ready: Console) -> None:
    told = ready.calls("import", file_in(ready))

    assert told.exit_code == DONE
    assert told.output.splitlines() == [
        "Read as people: 'Person 1' and 'Person 2', the day: 'Matched on'.",
        "1 group would be brought in as history:",
        '  2025-03-04: Robert "Bob" Smith, Ana Sousa',
        "Nothing is written yet. To bring them in, add --yes.",
    ]
    assert met(ready) == set()

    assert ready.calls("import", file_in(ready), "--yes").exit_code == DONE
    assert met(ready) == {PAIR}
    again = ready.calls("import", file_in(ready)).output.splitlines()
    assert again[1:] == [
        "0 groups would be brought in as history.",
        "1 group stood in the ledger already.",
    ]


def test_no_name_stands_in_a_log(ready: Console) -> None:
    ready.variables["GITHUB_ACTIONS"] = "true"
    unknown = f"{FILE}Ana Sousa,Anna Soussa,2025-03-05\n"
    for options in ((), ("--yes",)):
        told = ready.calls("import", file_in(ready, unknown), *options)

        assert told.exit_code == TO_MEND
        assert not [name for name in (*NAMES, "Soussa") if name in told.output]
        assert "old.csv:3: what stands there is nobody I know; did you mean U" in told.output


def test_it_needs_no_token_where_people_holds_the_names(ready: Console) -> None:
    ready.calls("run")
    asked = len(ready.world.server.log)
    del ready.variables["SLACK_BOT_TOKEN"]

    unknown = f"{FILE}Ana Sousa,Nobody Here,2025-03-05\n"
    told = ready.calls("import", file_in(ready, unknown), "--yes")

    assert told.exit_code == TO_MEND
    assert "1 group brought in as history." in told.output
    assert "SLACK_BOT_TOKEN is not set, so only names in the tab People are known." in told.output
    assert PAIR in met(ready)
    assert len(ready.world.server.log) == asked


def test_without_a_token_and_with_nobody_in_people_the_token_is_asked_for(ready: Console) -> None:
    del ready.variables["SLACK_BOT_TOKEN"]

    told = ready.calls("import", file_in(ready))

    assert told.exit_code == TO_MEND
    assert "SLACK_BOT_TOKEN is not set; it is the Bot User OAuth Token" in told.output
