"""Bar charts as SVG that stands in a page by itself; drawn by pygal. An extra: `webcare-lint[report]`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, NamedTuple
from xml.etree import ElementTree as Xml

from webcare_lint.errors import Problem

try:
    from pygal import HorizontalStackedBar
    from pygal.style import Style
except ImportError:
    raise Problem("the HTML report is an extra: pip install 'webcare-lint[report]'") from None

WIDE, NARROW = 860, 340
"""Widths in pixels: one for a screen or paper, one for a phone, where the other's letters would be too small."""

# pygal leaves a finder for its plug-ins behind, which every later import would ask, and warn about.
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != "pygal"]

_ROW, _AROUND, _FIGURE = 30, 50, 13


class Series(NamedTuple):
    """Values of one kind, one for each label; `colour` is any CSS colour, also a variable of the page."""

    name: str
    values: Sequence[float]
    colour: str


def bars(name: str, labels: Sequence[str], series: Sequence[Series], *, width: int, percent: bool = False) -> str:
    """Horizontal bars, a label each, the first on top; several series are stacked. `name` is unique in the page."""
    shown = (lambda value: f"{value:.0%}") if percent else (lambda value: f"{value:.0f}")
    chart = HorizontalStackedBar(
        style=_style(series, 14 if width >= WIDE else 12), width=width, height=_AROUND + _ROW * len(labels), margin=4, spacing=8, js=[],
        show_legend=False,  # the page has one, with room for its words
        print_values=True, print_zeroes=False, show_x_guides=False, max_scale=6,
        formatter=shown, value_formatter=shown,
    )  # fmt: skip
    totals = [*zip(*(one.values for one in series), strict=True)]
    chart.uuid = name  # by itself a random one: two runs over the same library would differ
    if width < WIDE and not percent:  # most bars are too short for their figures
        labels = [f"{label} ({sum(values):.0f})" for label, values in zip(labels, totals, strict=True)]
    chart.x_labels = [*reversed(labels)]
    longest = max(map(sum, totals), default=0)
    for one in series:
        chart.add(one.name, [_bar(value, longest, width) for value in reversed(one.values)])
    return without_scripts(chart.render_tree())


def _bar(value: float, longest: float, width: int) -> float | dict[str, Any] | None:
    """The value as pygal takes it; without its figure where the bar is too short to hold one."""
    if not value:
        return None
    room = width * (0.7 if width >= WIDE else 0.4) * value / longest
    return value if room >= _FIGURE else {"value": value, "formatter": lambda _: ""}


def _style(series: Sequence[Series], size: int) -> Any:
    return Style(
        background="transparent", plot_background="transparent", foreground="var(--ink)", foreground_strong="var(--ink)",
        foreground_subtle="var(--line)", guide_stroke_color="var(--line)", major_guide_stroke_color="var(--line)",
        colors=tuple(one.colour for one in series), value_colors=("var(--on-bar)",) * len(series),
        font_family="inherit", label_font_size=size, major_label_font_size=size, value_font_size=size - 1,
        opacity="1", opacity_hover="1", transition="0s",
    )  # fmt: skip


def without_scripts(tree: Any) -> str:
    """The chart as text, without the script and the comments (with the date) that pygal puts in."""
    for parent in [*tree.iter()]:
        for child in [*parent]:
            if not isinstance(child.tag, str) or child.tag.endswith(("script", "title", "desc")):
                parent.remove(child)
    tree.set("aria-hidden", "true")  # the page has the same figures as a table
    tree.set("focusable", "false")
    return Xml.tostring(tree, encoding="unicode")
