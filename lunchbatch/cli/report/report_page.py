"""The figures as one HTML file: charts, tables, a matrix of who met whom.

It asks nobody for anything, and says so in its own content policy. The matrix is plain SVG drawn
by the template: no library of charts draws one that 300 people can read.
"""

import json
from collections.abc import Iterable

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from lunchbatch.cli.report import charts, report_text
from lunchbatch.cli.report.charts import KINDS, Chart, Matrix, matrix
from lunchbatch.cli.report.report_text import Called
from lunchbatch.core.statistics import Figures, TeamCell, teams
from lunchbatch.core.statistics.figures import percent

_NUMBERS = {"rounds", "met", "silent", "people met"}


_MOST_NAMES = 40  # rows of the matrix; more names could not be read


def page(found: Figures, called: Called, *, with_names: bool = False) -> str:
    """The whole page. Members are called as `called` says, beside the matrix too if asked for."""
    look = Environment(
        loader=PackageLoader("lunchbatch.cli.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    square = matrix(found)
    return look.get_template("report.html").render(
        title=report_text.title(found),
        headlines=report_text.headlines(found),
        row_names=[called(one.id) for one in square.members]
        if with_names and len(square.members) <= _MOST_NAMES
        else [],
        sentences=tuple(report_text.sentences(found, called)),
        charts=tuple(_charts(found)),
        matrix=square,
        kinds=KINDS,
        members_json=_embedded(_pairs(square, called)),
        heat=_heat(teams(found)),
        hottest=max([1, *(percent(cell.met, cell.possible) for cell in teams(found))]),
        round_headings=report_text.ROUND_HEADINGS,
        rounds=[report_text.round_cells(one) for one in reversed(found.rounds)],
        member_headings=[(name, name in _NUMBERS) for name in report_text.MEMBER_HEADINGS],
        members=[report_text.member_cells(one, called) for one in found.members],
    )


def _charts(found: Figures) -> Iterable[Chart]:
    for name in found.programs:
        rounds = [one for one in found.rounds if one.program == name]
        held = [one for one in rounds if one.groups]
        if not held:
            continue
        groups, met = sum(one.groups for one in held), sum(one.met for one in held)
        share = f"{met} of {groups} groups met, {percent(met, groups)} %."
        yield charts.endings(held, f"How groups ended: {name}", share)
        came = sum(one.introduced for one in held) // len(held)
        usual = f"{came} people were introduced in a round, on average."
        yield charts.participation(held, f"Who took part: {name}", usual)
    if found.held:
        yield charts.connections(found)


def _pairs(square: Matrix, called: Called) -> dict[str, object]:
    names = [called(one.id) for one in square.members]
    return {"names": names, "pairs": [count for pair in square.pairs for count in pair]}


def _embedded(value: object) -> Markup:
    """JSON that ends no script element, whatever is in it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - nothing in it can end the element


def _heat(cells: tuple[TeamCell, ...]) -> dict[str, dict[str, TeamCell]]:
    """Team cells as rows and columns, each two teams in both places."""
    rows: dict[str, dict[str, TeamCell]] = {}
    for cell in cells:
        rows.setdefault(cell.a, {})[cell.b] = cell
        rows.setdefault(cell.b, {})[cell.a] = cell
    return {name: dict(sorted(row.items())) for name, row in sorted(rows.items())}
