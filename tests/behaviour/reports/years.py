"""Made-up years, as a ledger of CSV files, and what careless hands do to them."""

import csv
from datetime import date, timedelta
from pathlib import Path
from random import Random

from lunchbatch.core.ledger.tabs import GROUPS_TAB, PEOPLE_TAB, ROUNDS_TAB, TABS, Tab
from tests.adapters.csv_person import CsvPerson

MONDAY = date(2026, 1, 5)
HOW_IT_ENDS = ("closed_met",) * 6 + ("closed_stale", "closed_scheduled", "closed_no", "open")
TEAMS = ("Design", "Engineering", "Finance", "People", "Sales", "Support")
WHY = ("guest", "paused until further notice", "on holiday (Slack status)", "rested")

Cells = dict[str, str]


def year(folder: Path, *, people: int, rounds: int = 52, seed: int = 0) -> Path:
    """A ledger with weekly rounds of `coffee`, and of `lunch` with larger groups every month."""
    chance = Random(seed)
    members = [f"U{number:05}" for number in range(people)]
    kept: dict[Tab, list[Cells]] = {
        GROUPS_TAB: [],
        ROUNDS_TAB: [],
        PEOPLE_TAB: _people(members, chance),
    }
    for week in range(rounds):
        slot = MONDAY + timedelta(weeks=week)
        for name, size in (("coffee", 2), ("lunch", 4))[: 1 + (week % 4 == 1)]:
            _round(kept, f"{name}/{slot}", size, members, chance)
    folder.mkdir(parents=True)
    for tab in TABS:
        header = [column.title for column in tab.columns]
        with (folder / f"{tab.title}.csv").open("w", encoding="utf-8", newline="") as file:
            lines = csv.DictWriter(file, header, restval="", lineterminator="\n")
            lines.writeheader()
            lines.writerows(kept.get(tab, ()))
    return folder


def _people(members: list[str], chance: Random) -> list[Cells]:
    return [
        {
            "member id": member,
            "name": f"Person {member[1:]}",
            "team": chance.choice(TEAMS),
            "left on": "2026-10-01" if chance.random() < 0.03 else "",
        }
        for member in members
    ]


def _round(
    kept: dict[Tab, list[Cells]], id_: str, size: int, members: list[str], chance: Random
) -> None:
    absent = set(chance.sample(members, len(members) // 10))
    present = [member for member in members if member not in absent]
    chance.shuffle(present)
    count = len(present) // size
    made = [present[number::count] for number in range(count)]
    program, _, slot = id_.partition("/")
    for number, group in enumerate(made, 1):
        kept[GROUPS_TAB].append(
            {
                "group channel id": f"G{number:05}",
                "meeting status": chance.choice(HOW_IT_ENDS),
                "date of intro": slot,
                "names": ", ".join(f"Person {member[1:]}" for member in group),
                "program": program,
                "round": id_,
                "group key": f"{id_}/{number}",
                "member ids": " ".join(group),
                "intro message ts": f"{1795000000 + number}.000100"
                if chance.random() < 0.99
                else "",
            }
        )
    why = sorted(f"{member}: {chance.choice(WHY)}" for member in absent)
    kept[ROUNDS_TAB].append(
        {
            "round": id_,
            "program": program,
            "slot": slot,
            "stage": "close",
            "stages": f"intro={slot}T09:40:00+01:00 close={slot}T14:00:00+01:00",
            "late by": chance.choice(("10 min", "2 h 05 min")),
            "members": str(len(members)),
            "groups": str(count),
            "introduced": str(len(present)),
            "repeats": str(chance.randrange(3)),
            "unavoidable": "0",
            "not in": "; ".join(why),
        }
    )


def vandalise(folder: Path, *, times: int, seed: int) -> None:
    """So many careless gestures, in any of the tabs that are counted."""
    chance, person = Random(seed), CsvPerson(folder)
    for _ in range(times):
        tab = chance.choice((GROUPS_TAB, GROUPS_TAB, ROUNDS_TAB, PEOPLE_TAB))
        header, *lines = person.rows(tab.title)
        row = chance.randrange(1, len(lines) + 1)
        match chance.randrange(8):
            case 0:
                person.deletes_row(tab.title, row)
            case 1:
                person.duplicates_row(tab.title, row)
            case 2:
                person.inserts_row(tab.title, row)
            case 3:
                person.sorts(tab.title, chance.randrange(len(header)))
            case 4:
                person.moves_column(tab.title, 0, chance.randrange(len(header)))
            case 5:
                person.inserts_column(tab.title, chance.randrange(len(header)), "")
            case _:
                _mistypes(person, tab, row, chance)


SLIPS = {
    GROUPS_TAB: (
        ("meeting status", ("mett", "", "closed_met", " Closed_No ", "OPEN")),
        ("member ids", ("", "U00001", "U00001, U00002", "U00003 U00003")),
        ("intro message ts", ("",)),
    ),
    ROUNDS_TAB: (("repeats", ("", "7")), ("not in", ("", "nobody knows", "U00001: because"))),
    PEOPLE_TAB: (("left on", ("", "2026-05-05")), ("name", ("", "<b>Bo</b>"))),
}


def _mistypes(person: CsvPerson, tab: Tab, row: int, chance: Random) -> None:
    title, slips = chance.choice(SLIPS[tab])
    lines = person.rows(tab.title)
    lines[row][lines[0].index(title)] = chance.choice(slips)
    person._save(tab.title, lines)
