"""The few SVG elements that the pictures are made of; every text is escaped here."""

from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from coach.screen.terminal import clean

INK: Final = "#26303a"
SOFT: Final = "#6b7580"
GRID: Final = "#e6e2d8"
PAPER: Final = "#fdfcf9"
FRAME: Final = "#d9d4c7"
LEFT: Final = "#2f6fb5"
RIGHT: Final = "#d2691e"
BOTH: Final = "#3f8a5f"
REST: Final = "#cfd8c4"
HOLD: Final = "#8a2f62"
CUE: Final = "#7a4fa3"
COUNT: Final = "#9aa4ad"
TALK: Final = "#4a7d94"
HEARD: Final = "#4a3fa8"
ALARM: Final = "#b3261e"
SIDE_COLORS: Final = {"left": LEFT, "right": RIGHT, "both": BOTH}

_FONT: Final = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif"
_ADVANCE: Final = 0.56
"""Width of an average letter in ems, for making room; no font is measured."""


def text_width(text: str, size: float) -> float:
    """About how many pixels `text` takes; wide scripts count double."""
    return sum(1.0 if ord(char) > 0x2E80 else _ADVANCE for char in text) * size


def shortened(text: str, size: float, room: float) -> str:
    """`text`, or as much of it as fits into `room` pixels with an ellipsis; empty where not even two letters do."""
    if text_width(text, size) <= room:
        return text
    kept = text
    while kept and text_width(f"{kept}…", size) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…" if len(kept) >= 2 else ""


def wrapped(text: str, size: float, room: float, lines: int) -> list[str]:
    """`text` broken at spaces into at most `lines` lines of `room` pixels; what is over is cut with an ellipsis."""
    made = [""]
    for word in text.split():
        longer = f"{made[-1]} {word}".strip()
        if text_width(longer, size) <= room or not made[-1] or len(made) == lines:
            made[-1] = longer
        else:
            made.append(word)
    return [shortened(line, size, room) for line in made if line]


@dataclass(slots=True)
class Drawing:
    """Collects elements, later ones above earlier ones."""

    width: float
    elements: list[str] = field(default_factory=list)

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str,
        *,
        round_: float = 0,
        stroke: str = "",
        opacity: float = 1,
        title: str = "",
    ) -> None:
        """A filled box; `title` shows where a mouse rests on it."""
        border = f' stroke="{stroke}"' if stroke else ""
        faint = f' fill-opacity="{opacity:g}"' if opacity != 1 else ""
        corner = f' rx="{round_:g}"' if round_ else ""
        box = f'x="{x:.2f}" y="{y:.2f}" width="{max(width, 0):.2f}" height="{height:.2f}"'
        self._add(f'rect {box} fill="{fill}"{corner}{border}{faint}', title, "rect")

    def line(self, x1: float, y1: float, x2: float, y2: float, color: str, *, width: float = 1, dash: str = "") -> None:
        """A straight line."""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        ends = f'x1="{x1:.2f}" y1="{y1:.2f}" x2="{x2:.2f}" y2="{y2:.2f}"'
        self._add(f'line {ends} stroke="{color}" stroke-width="{width:g}"{dashes}')

    def circle(self, x: float, y: float, radius: float, fill: str) -> None:
        """A filled dot."""
        self._add(f'circle cx="{x:.2f}" cy="{y:.2f}" r="{radius:g}" fill="{fill}"')

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = 12,
        *,
        color: str = INK,
        anchor: str = "start",
        bold: bool = False,
        italic: bool = False,
        title: str = "",
    ) -> None:
        """Words on one line whose baseline is `y`, if there are any; `anchor` is start, middle or end."""
        if not words:
            return
        weight = ' font-weight="600"' if bold else ""
        style = ' font-style="italic"' if italic else ""
        place = f'x="{x:.2f}" y="{y:.2f}" font-size="{size:g}" fill="{color}" text-anchor="{anchor}"'
        tip = f"<title>{escape(clean(title))}</title>" if title else ""
        self.elements.append(f"<text {place}{weight}{style}>{tip}{escape(clean(words))}</text>")

    def svg(self, height: float, title: str) -> str:
        """The whole picture on its own background, so that it reads on light and on dark pages."""
        size = f'width="{self.width:g}" height="{height:g}" viewBox="0 0 {self.width:g} {height:g}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label={quoteattr(clean(title))}'
        frame = f'<rect x="0.5" y="0.5" width="{self.width - 1:g}" height="{height - 1:g}" rx="10"'
        hatch = (
            '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate(45)"><rect width="5" height="5" fill="#f7dcea"/>'
            f'<line x1="0" y1="0" x2="0" y2="5" stroke="{HOLD}" stroke-width="4" stroke-opacity="0.75"/>'
            "</pattern></defs>"
        )
        parts = [
            f'{head} font-family="{_FONT}">',
            f"<title>{escape(clean(title))}</title>",
            hatch,
            f'{frame} fill="{PAPER}" stroke="{FRAME}"/>',
            *self.elements,
            "</svg>",
        ]
        return "\n".join(parts) + "\n"

    def _add(self, start: str, title: str = "", name: str = "") -> None:
        if title:
            self.elements.append(f"<{start}><title>{escape(clean(title))}</title></{name}>")
        else:
            self.elements.append(f"<{start}/>")
