"""Draws a bar chart as a PNG: a bar a round, of its groups those that met in green.

pygal draws it and resvg makes a picture of it, because Slack shows no SVG. Loaded only where a
chart is sent: both packages are slow to import.
"""

import pygal
import resvg_py
from pygal.style import Style

from lunchbatch.core.model.messages import BarChart

WIDTH, HEIGHT = 640, 200
# What Debian and Ubuntu have; without any of them the bars go without figures.
_FONTS = "DejaVu Sans, Liberation Sans, Noto Sans, Arial, sans-serif"
_STYLE = Style(
    background="white",
    plot_background="white",
    colors=("#1a7f5a", "#d3d7db"),
    value_colors=("white", "#1d1c1d"),
    opacity="1",
    font_family=_FONTS,
    value_font_size=18,
)


def draw(picture: BarChart) -> bytes:
    """The picture, 640 by 200."""
    drawing = pygal.StackedBar(
        style=_STYLE,
        width=WIDTH,
        height=HEIGHT,
        margin=10,
        js=(),
        show_y_guides=False,
        show_y_labels=False,
        show_legend=False,
        print_values=True,
        print_values_position="center",
        formatter=lambda count: f"{count:.0f}" if count else "",
    )
    drawing.add("met", [bar.met for bar in picture.bars])
    drawing.add("others", [bar.groups - bar.met for bar in picture.bars])
    return resvg_py.svg_to_bytes(svg_string=drawing.render(is_unicode=True))
