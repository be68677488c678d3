"""The charts of the report and the matrix of who met whom, as plain SVG and cells.

It is drawn as three paths whatever its size, so that three hundred people stay light; a pair is a
dash, the thicker the more often they met, so that nobody has to tell colours apart.

pygal's own style sheet and script are taken out, so that one sheet serves light, dark and paper,
and nothing is asked for from elsewhere.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import pygal
from markupsafe import Markup
from pygal.etree import etree
from pygal.style import Style

from lunchbatch.core.statistics import Figures, MemberFigures, RoundFigures

KINDS = {"introduced": "introduced, not met", "once": "met once", "often": "met twice or more"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One colour of the matrix, by the name of its class: an SVG path."""

    kind: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The members of a team, from one row to the next; rows count from 0."""

    name: str
    start: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The square. `pairs` hold two places in `members`, times introduced, times met."""

    members: tuple[MemberFigures, ...]
    bands: tuple[Band, ...]
    shapes: tuple[Shape, ...]
    pairs: tuple[tuple[int, int, int, int], ...]


def matrix(found: Figures) -> Matrix:
    """All who are here and were ever introduced, by team and id."""
    here = [one for one in found.members if one.is_here and one.ever_introduced]
    members = sorted(here, key=lambda one: (not one.team, one.team, one.id))
    place = {one.id: number for number, one in enumerate(members)}
    pairs = tuple(
        (place[pair.a], place[pair.b], pair.introduced, pair.met)
        for pair in found.pairs
        if pair.a in place and pair.b in place
    )
    paths: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for a, b, _, met in pairs:
        kind = "introduced" if not met else "once" if met == 1 else "often"
        paths[kind] += (f"M{a} {b}h1", f"M{b} {a}h1")
    return Matrix(
        members=tuple(members),
        bands=_bands(members),
        shapes=tuple(Shape(kind=kind, path="".join(path)) for kind, path in paths.items()),
        pairs=pairs,
    )


def _bands(members: list[MemberFigures]) -> tuple[Band, ...]:
    teams = [one.team for one in members]
    return tuple(
        Band(name=team or "no team", start=teams.index(team), size=teams.count(team))
        for team in dict.fromkeys(teams)
    )


WIDTH, HEIGHT = 720, 220
ENDINGS = ("met", "scheduled", "no", "silent", "unclear")
_MOST_LABELS = 7
_LEFT_OUT = ("defs", "title")
_OVERLAYS = ("plot overlay", "plot text-overlay", "plot tooltip-overlay", "titles")

# What is seen of a series at one round, and what is said when it is pointed at.
Point = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A whole chart. `summary` says in words what it shows, `legend` what its colours mean.

    `kind` is the class under which the colours of its series are known, in their order.
    """

    title: str
    summary: str
    svg: Markup
    kind: str
    legend: tuple[str, ...]


def endings(rounds: Sequence[RoundFigures], title: str, summary: str) -> Chart:
    """A bar a round: the share of its groups that met, are scheduled, did not, were silent."""
    look = {
        **_look(rounds, "endings"),
        "range": (0, 100),
        "y_labels": [{"value": share, "label": f"{share} %"} for share in (0, 50, 100)],
    }
    drawing = pygal.StackedBar(**look)
    for kind in ENDINGS:
        drawing.add(kind, [_ending(one, kind) for one in rounds])
    return _chart(drawing, title, summary, "endings", ENDINGS)


def participation(rounds: Sequence[RoundFigures], title: str, summary: str) -> Chart:
    """How many were introduced, as an area, and how many are in the channel, as a line."""
    drawing = pygal.Line(**_look(rounds, "participation"))
    says = [f"{one.id}: {one.introduced} of {one.members} introduced" for one in rounds]
    came = zip((one.introduced for one in rounds), says, strict=True)
    here = zip((one.members for one in rounds), says, strict=True)
    drawing.add("introduced", [_point(count, said) for count, said in came], fill=True)
    drawing.add("in the channel", [_point(count, said) for count, said in here])
    return _chart(drawing, title, summary, "participation", ("introduced", "in the channel"))


def connections(found: Figures) -> Chart:
    """How many pairs have met, as it grew."""
    drawing = pygal.Line(**_look(found.rounds, "connections"))
    points = [
        _point(one.connections, f"{one.id}: {one.connections} pairs, {one.new_connections} new")
        for one in found.rounds
    ]
    drawing.add("pairs who have met", points, fill=True)
    last = found.rounds[-1].connections if found.rounds else 0
    summary = f"{last} pairs have met by the end; {found.possible} are possible among those here."
    return _chart(drawing, "Connections", summary, "connections", ("pairs who have met",))


def _look(rounds: Sequence[RoundFigures], kind: str) -> dict[str, object]:
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "margin": 4,
        "margin_right": 44,  # half of the last label
        "css": (),
        "js": (),
        "no_prefix": True,
        "disable_xml_declaration": True,
        "classes": ("chart", kind),
        "style": Style(label_font_size=12, major_label_font_size=12),
        "show_legend": False,
        "dots_size": 2,
        "include_x_axis": True,
        "max_scale": 4,
        "min_scale": 2,
        "formatter": "{:.0f}".format,
        "x_labels": [f"{one.slot:%d %b %y}" for one in rounds],
        "x_labels_major_every": -(-len(rounds) // _MOST_LABELS) or 1,
        "show_minor_x_labels": False,
        "truncate_label": -1,
    }


def _point(count: float, says: str) -> Point:
    return {"value": count, "label": says}


def _ending(one: RoundFigures, kind: str) -> Point | None:
    count = getattr(one, kind)
    if not count:
        return None
    return _point(100 * count / one.groups, f"{one.id}: {count} {kind} of {one.groups} groups")


def _chart(
    drawing: pygal.Graph, title: str, summary: str, kind: str, legend: tuple[str, ...]
) -> Chart:
    drawing.add_xml_filter(_bare(f"{title}. {summary}"))
    svg = drawing.render(is_unicode=True)
    drawn = Markup(svg)  # noqa: S704 - an XML library wrote it
    return Chart(title=title, summary=summary, svg=drawn, kind=kind, legend=legend)


def _bare(label: str) -> Callable[[Element], Element]:
    """What is left of a drawing: the shapes, each with what it says when pointed at."""

    def filtered(root: Element) -> Element:
        root.set("role", "img")
        root.set("aria-label", label)
        del root.attrib["id"]
        for parent in list(root.iter()):
            for child in list(parent):
                is_extra = child.tag in _LEFT_OUT or child.get("class") in _OVERLAYS
                if is_extra or not isinstance(child.tag, str):
                    parent.remove(child)
            says = [child.text for child in parent if child.get("class") == "label"]
            for child in [child for child in parent if child.tag == "desc"]:
                parent.remove(child)
            if says:
                etree.SubElement(parent, "title").text = says[0]
            parent.attrib.pop("id", None)
        return root

    return filtered
