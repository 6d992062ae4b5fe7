"""The session as it is heard: one panel on a terminal, one plain line an event in a log."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from time import monotonic
from types import TracebackType
from typing import Final, Self, TypeAlias

from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from coach.screen.terminal import clean, plain
from coach.units import Phase, duration_text

EventJson: TypeAlias = Mapping[str, object]
"""An event of the timeline, as DESIGN 7 fixes it."""

_REDRAW_S: Final = 0.1
"""A session that runs faster than real time is not drawn more often than this."""
_AT_ONCE: Final = ("heard", "ack", "safety", "announce", "set_done", "ask")
_WIDTH: Final = 68
_ROWS: Final = 3
_DIGITS: Final = {
    "0": ("█▀█", "█ █", "▀▀▀"),
    "1": ("▀█ ", " █ ", "▀▀▀"),
    "2": ("▀▀█", "█▀▀", "▀▀▀"),
    "3": ("▀▀█", " ▀█", "▀▀▀"),
    "4": ("█ █", "▀▀█", "  ▀"),
    "5": ("█▀▀", "▀▀█", "▀▀▀"),
    "6": ("█▀▀", "█▀█", "▀▀▀"),
    "7": ("▀▀█", "  █", "  ▀"),
    "8": ("█▀█", "█▀█", "▀▀▀"),
    "9": ("█▀█", "▀▀█", "▀▀▀"),
}


@dataclass(frozen=True, slots=True)
class Status:
    """Where the session stands; what is empty or 0 is not shown."""

    clock_s: float = 0.0
    exercise: str = ""
    set: int = 0
    sets: int = 0
    side: str = ""
    rep: int = 0
    target: int = 0
    phase: str = ""
    rest_left_s: float = 0.0
    trouble: str = ""
    """What is the matter with the microphone."""


@dataclass(frozen=True, slots=True)
class _Shown:
    status: Status = Status()
    kind: str = ""
    said: str = ""
    heard: str = ""


class LiveView:
    """Shows a session on `console` while the `with` block lasts.

    With `quiet` events are not shown, and what is told still is.
    """

    def __init__(self, console: Console, *, quiet: bool = False) -> None:
        self._console = console
        self._quiet = quiet
        self._shown = _Shown()
        self._live: Live | None = None
        self._drawn_at = 0.0

    def __enter__(self) -> Self:
        if self._console.is_terminal and not self._quiet:
            self._live = Live(self._panel(), console=self._console, auto_refresh=False)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._draw()
            self._live.stop()
            self._live = None

    def show(self, event: EventJson) -> None:
        """An event of the timeline has been heard."""
        if self._quiet:
            return
        self._shown = _after(self._shown, event)
        if self._live is None:
            self._console.print(event_line(event), soft_wrap=True, highlight=False, markup=False, emoji=False)
        elif event.get("kind") in _AT_ONCE or monotonic() - self._drawn_at >= _REDRAW_S:
            self._draw()

    def status(self, status: Status) -> None:
        """The session stands here; on a terminal only, a log has its events."""
        self._shown = replace(self._shown, status=status)
        if self._live is not None and monotonic() - self._drawn_at >= _REDRAW_S:
            self._draw()

    def tell(self, line: str) -> None:
        """Something the athlete should read that is not part of the session."""
        self._console.print(clean(line), soft_wrap=True, highlight=False, markup=False, emoji=False)

    def _draw(self) -> None:
        if self._live is not None:
            self._drawn_at = monotonic()
            self._live.update(self._panel(), refresh=True)

    def _panel(self) -> Panel:
        shown, ascii_only = self._shown, not self._console.encoding.lower().startswith("utf")
        left = Text("\n".join(_big(str(shown.status.rep or ""), ascii_only=ascii_only)), style="bold cyan")
        if shown.status.target:
            left.append(f"  of {shown.status.target}", style="dim")
        right = Text(justify="right")
        right.append(f"{instant(shown.status.clock_s)}\n", style="dim")
        if shown.status.rest_left_s:
            right.append(f"rest {duration_text(shown.status.rest_left_s)}", style="green")
        top = Table.grid(expand=True)
        top.add_column()
        top.add_column(justify="right")
        top.add_row(left, right)
        words = Table.grid(padding=(0, 1))
        words.add_row(Text("coach", style="dim"), plain(shown.said, "bold" if shown.kind == "safety" else ""))
        words.add_row(Text("heard", style="dim"), plain(shown.heard, "yellow"))
        if shown.status.trouble:
            words.add_row(Text("!", style="bold red"), plain(shown.status.trouble, "bold red"))
        body = Group(top, _phase_bar(shown.status.phase), Text(), words)
        return Panel(body, title=plain(_heading(shown.status)), title_align="left", width=_WIDTH, padding=(1, 2, 0, 2))


def event_line(event: EventJson) -> str:
    """` 0:12.5  count    three`: when it began, what it is, and its words."""
    kind = clean(str(event.get("kind", "")))
    return f"{instant(_number(event.get('start_s'))):>7}  {kind:<8} {_words(event)}".rstrip()


def status_line(status: Status) -> str:
    """`0:12  Biceps curl  set 1 of 3  left  rep 4 of 10  eccentric`, without what is not known."""
    parts = [
        instant(status.clock_s),
        clean(status.exercise),
        _of("set", status.set, status.sets),
        "" if status.side == "both" else clean(status.side),
        _of("rep", status.rep, status.target),
        clean(status.phase),
        f"rest {duration_text(status.rest_left_s)}" if status.rest_left_s else "",
        f"! {clean(status.trouble)}" if status.trouble else "",
    ]
    return "  ".join(part for part in parts if part)


def instant(seconds: float) -> str:
    """`0:12.5`, `1:02:05.0`: minutes and seconds, cut off below a tenth."""
    tenths = int(seconds * 10 + 1e-6)
    minutes, tenths = divmod(tenths, 600)
    hours, minutes = divmod(minutes, 60)
    part = f"{tenths // 10:02d}.{tenths % 10}"
    return f"{hours}:{minutes:02d}:{part}" if hours else f"{minutes}:{part}"


def _words(event: EventJson) -> str:
    text = clean(str(event.get("text") or ""))
    match event.get("kind"):
        case "heard":
            slots = event.get("slots")
            values = " ".join(f"{key}={value}" for key, value in slots.items()) if isinstance(slots, Mapping) else ""
            meant = clean(f"{event['intent']} {values}".strip()) if event.get("intent") else "not a command here"
            return f'"{text}" -> {meant}'
        case "set_done":
            return f"{text or clean(str(event.get('exercise') or ''))}{_result(event)}"
        case _:
            return text


def _result(event: EventJson) -> str:
    side = event.get("side")
    reps, target = int(_number(event.get("reps"))), int(_number(event.get("target_reps")))
    held = _number(event.get("held_s"))
    feel = event.get("feel")
    parts = [
        f"set {event['set']}" if event.get("set") else "",
        clean(str(side)) if side in ("left", "right") else "",
        "" if max(reps, target) <= 1 and held else f"{reps} reps" if reps >= target else f"{reps} of {target} reps",
        clean(str(event.get("load") or "")),
        f"held {held:g} s" if held else "",
        f"felt {feel} of 5" if feel else "",
        "broken off" if event.get("completed") is False else "",
    ]
    return "".join(f", {part}" for part in parts if part)


def _after(shown: _Shown, event: EventJson) -> _Shown:
    """What is on the panel once this event has been heard."""
    kind, text = str(event.get("kind", "")), str(event.get("text") or "")
    if kind == "heard":
        return replace(shown, heard=text)
    if kind == "set_done":
        rested = replace(shown.status, rep=0, phase="", clock_s=_number(event.get("end_s")))
        return replace(shown, status=rested)
    status = replace(
        shown.status,
        clock_s=_number(event.get("start_s")),
        exercise=str(event.get("exercise") or shown.status.exercise),
        set=int(_number(event.get("set"))) or shown.status.set,
        side=str(event.get("side") or shown.status.side),
        rep=int(_number(event.get("rep"))),
        phase=str(event.get("phase") or ""),
    )
    spoken = kind != "tick" and event.get("spoken") is not False
    return replace(shown, status=status, kind=kind, said=text if spoken else shown.said)


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _of(word: str, number: int, total: int) -> str:
    if not number:
        return ""
    return f"{word} {number} of {total}" if total else f"{word} {number}"


def _heading(status: Status) -> str:
    side = "" if status.side == "both" else status.side
    parts = (status.exercise.replace("_", " "), _of("set", status.set, status.sets), side)
    return " · ".join(part for part in parts if part) or "Innervate"


def _big(number: str, *, ascii_only: bool) -> list[str]:
    if ascii_only or not number.isdigit():
        return ["", number, ""]
    return [" ".join(_DIGITS[digit][row] for digit in number) for row in range(_ROWS)]


def _phase_bar(phase: str) -> Text:
    bar = Text()
    for name in Phase:
        bar.append(f" {name.value} ", style="reverse cyan" if name.value == phase else "dim")
        bar.append(" ")
    return bar
