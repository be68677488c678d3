"""The paper under the simulated weeks behaves as the simulated Google does."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from lunchbatch.core.ledger.tabs import TABS
from tests.behaviour.crash.rounds import Play, donut, lunch
from tests.simulated_sheets.google import SimulatedSheets
from tests.simulated_sheets.person import Person

ROOT = "https://sheets.googleapis.com/v4/spreadsheets/"


@dataclass(frozen=True, slots=True)
class GoogleWire:
    google: SimulatedSheets

    def read(self, spreadsheet: str, ranges: Sequence[str], fields: str) -> dict[str, Any]:
        query = urlencode({"fields": fields, "ranges": ranges}, doseq=True)
        return self._ask("GET", f"{spreadsheet}?{query}", None)

    def write(self, spreadsheet: str, body: dict[str, Any], fields: str) -> dict[str, Any]:
        query = urlencode({"fields": fields})
        return self._ask("POST", f"{spreadsheet}:batchUpdate?{query}", body)

    def _ask(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.google.answer(method, ROOT + path, body).text)
        return answer


def on_google(play: Play) -> dict[str, list[dict[str, object]]]:
    google = SimulatedSheets()
    person = Person(google.add("S1"))
    for tab in TABS:
        person.adds_tab(tab.title, tuple(column.title for column in tab.columns))
    stage = play.begin()
    for moment, step in play.wakes:
        stage.at(moment)
        stage.paper.tabs["Groups"][1:] = written(person, "Groups")
        step(stage)
        stage.wake(wire=GoogleWire(google))
    for tab in TABS:
        stage.paper.tabs[tab.title][1:] = written(person, tab.title)
    return {tab.title: stage.paper.rows(tab.title) for tab in TABS}


def written(person: Person, title: str) -> list[list[dict[str, Any] | None]]:
    return [
        [None if cell in {None, ""} else {"value": cell} for cell in row]
        for row in person.rows(title)[1:]
    ]


def on_paper(play: Play) -> dict[str, list[dict[str, object]]]:
    stage = play.begin()
    for moment, step in play.wakes:
        stage.at(moment)
        step(stage)
        stage.wake()
    return {tab.title: stage.paper.rows(tab.title) for tab in TABS}


def test_a_round_leaves_the_same_on_paper_as_at_google() -> None:
    assert on_paper(donut()) == on_google(donut())


def test_a_lunch_leaves_the_same_on_paper_as_at_google() -> None:
    assert on_paper(lunch()) == on_google(lunch())
