"""The figures once more, straight from the CSV files: it shares no line with the program."""
# fmt: off

import csv
import re
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

WORDS = {"closed_met": "met", "closed_no": "no", "open": "silent", "closed_stale": "silent",
         "scheduled": "scheduled", "closed_scheduled": "scheduled"}


def rows(file: Path, key: str) -> dict[str, dict[str, str]]:
    lines = csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())
    found = [{title: cell.strip() for title, cell in row.items() if cell} for row in lines]
    return {row[key]: row for row in reversed(found) if row.get(key)}  # of two rows the first


def recount(folder: Path, program: str = "", since: str = "", until: str = "9999") -> Any:
    rounds, people = rows(folder / "Rounds.csv", "round"), rows(folder / "People.csv", "member id")
    groups = rows(folder / "Groups.csv", "group key")
    of = {key: row.get("round") or key.rpartition("/")[0] for key, row in groups.items()}
    chosen = {one for one in (*rounds, *of.values()) if one.startswith(program) and "/2" in one}
    found, met, ever, out = {}, set[tuple[str, ...]](), set[str](), Counter[str]()
    for key in sorted(chosen, key=lambda one: (one.partition("/")[2], one)):
        date, count, seated, old = key.partition("/")[2], Counter[str](), set[str](), len(met)
        for row in (groups[one] for one in groups if of[one] == key and date <= until):
            members = sorted(set(row.get("member ids", "").replace(",", " ").split()))
            if row.get("intro message ts") and len(members) > 1:
                what = WORDS.get(row.get("meeting status", "").lower(), "unclear")
                count[what] += 1
                seated |= set(members)
                met |= set(combinations(members, 2)) if what == "met" else set()
        ever |= seated
        if since <= date <= until:
            row = rounds.get(key, {})
            out.update(re.findall(r"(?:^|; )([^:;]+): (?=[^;])", row.get("not in", "")))
            repeats = int(row.get("repeats", "0"))
            found[key] = (dict(count), len(seated), len(met) - old, repeats)
    here = {one for one in ever if not people.get(one, {}).get("left on")}
    knows = {one for two in met for one in two}
    return {"rounds": found, "out": out, "possible": len(here) * (len(here) - 1) // 2,
            "connected": sum(set(two) <= here for two in met), "unmet": here - knows}
