"""Tables of what there is: sessions, sets, voices, devices, programs, exercises, commands."""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeAlias

from rich.console import RenderableType
from rich.table import Table

from coach.screen.terminal import clean, console, plain
from coach.units import duration_text

Row: TypeAlias = Mapping[str, object]
"""One line by column name: what `--json` prints for it too; missing or None shows as a dash."""


@dataclass(frozen=True, slots=True)
class _Column:
    title: str
    show: Callable[[Row], str]
    justify: Literal["left", "right"] = "left"
    fold: bool = False
    """May be broken over several lines on a narrow terminal."""


def sessions(rows: Iterable[Row]) -> RenderableType:
    """Keys: id, started_at, program, duration_s, sets, reps, ended."""
    return _table(rows, _SESSIONS, "No session yet. Begin with: coach.py start")


def sets(rows: Iterable[Row]) -> RenderableType:
    """Keys: start_s, name or exercise, set, side, reps, target_reps, load, held_s, tension_s, feel, completed."""
    return _table(rows, _SETS, "No set was finished in this session.")


def notes(rows: Iterable[Row]) -> RenderableType:
    """Keys: at_s, kind, text."""
    return _table(rows, _NOTES, "No notes.")


def profile(rows: Iterable[Row]) -> RenderableType:
    """Keys: key, value, session, number, at, about."""
    return _table(rows, _PROFILE, "Nothing is known about you yet. Say: remember that. Or see: coach.py profile --help")


def entry_text(value: object) -> str:
    """A value of the profile in a few words: `left, moderate, since 2026-11-24`."""
    match value:
        case bool():
            return "yes" if value else "no"
        case {"side": side, "band": band, "since": since}:
            return f"{side}, {band}, since {since}"
        case {"load": load, "steps": int(steps)}:
            return f"{load}, a step {'heavier' if steps > 0 else 'lighter'}" if steps else str(load)
        case {"steps": int(steps), "at": at}:
            return f"{steps} steps, {at}"
        case {"side": side, "percent": percent, "at": at}:
            return f"{side} {percent} % weaker, {at}"
        case {"kind": kind, "at": at}:
            return f"{kind}, {at}"
        case list() | tuple():
            return "; ".join(entry_text(item) for item in value)
        case _:
            return clean(str(value))


def simulated(rows: Iterable[Row]) -> RenderableType:
    """Keys: session, day, exercise, left, right (kg), sets_left, sets_right, gap and test as (side, per cent)."""
    return _table(rows, _SIMULATED, "The athlete's strength names no exercise of this program.")


def voices(rows: Iterable[Row]) -> RenderableType:
    """Keys: id, name, language, engine."""
    return _table(rows, _VOICES, "No voice found. The coach can only beep; see: coach.py doctor")


def devices(rows: Iterable[Row]) -> RenderableType:
    """Keys: id, name, inputs, outputs, rate, default."""
    return _table(rows, _DEVICES, "No sound device found; see: coach.py doctor")


def programs(rows: Iterable[Row]) -> RenderableType:
    """Keys: name, about, duration_s, path."""
    return _table(rows, _PROGRAMS, "No program found.")


def exercises(rows: Iterable[Row]) -> RenderableType:
    """Keys: id, name, area, equipment."""
    return _table(rows, _EXERCISES, "No exercise found.")


def commands(rows: Iterable[Row]) -> RenderableType:
    """Keys: intent, phrases (a list)."""
    return _table(rows, _COMMANDS, "No command found.")


def as_text(table: RenderableType, width: int = 200) -> str:
    """The table as plain lines of at most `width` columns, without spaces at their ends."""
    out = io.StringIO()
    terminal = console(out, color=False)
    terminal.width = width
    terminal.print(table)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def _table(rows: Iterable[Row], columns: Sequence[_Column], empty: str) -> RenderableType:
    lines = list(rows)
    if not lines:
        return plain(empty)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        table.add_column(
            column.title,
            justify=column.justify,
            no_wrap=not column.fold,
            overflow="fold" if column.fold else "ellipsis",
        )
    for row in lines:
        table.add_row(*(plain(column.show(row)) for column in columns))
    return table


def _text(key: str) -> Callable[[Row], str]:
    return lambda row: _dash(row.get(key))


def _dash(value: object) -> str:
    match value:
        case None | "":
            return "-"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:g}"
        case _:
            return clean(str(value))


def _seconds(key: str) -> Callable[[Row], str]:
    def show(row: Row) -> str:
        value = row.get(key)
        return duration_text(value) if isinstance(value, int | float) else "-"

    return show


def _instant(key: str) -> Callable[[Row], str]:
    def show(row: Row) -> str:
        value = row.get(key)
        return clock_text(value) if isinstance(value, int | float) else "-"

    return show


def clock_text(seconds: float) -> str:
    """`12:05` or `1:02:05`, as a clock on the wall shows it; part seconds are cut off."""
    minutes, secs = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{secs:02d}" if hours else f"{minutes}:{secs:02d}"


def _started(row: Row) -> str:
    try:
        return datetime.fromisoformat(str(row.get("started_at"))).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return _dash(row.get("started_at"))


def _ending(row: Row) -> str:
    words = {"done": "done", "finished": "closed early", "interrupted": "broken off", "safety": "stopped for safety"}
    ended = str(row.get("ended"))
    return words.get(ended, ended)


def _reps(row: Row) -> str:
    reps, target = row.get("reps"), row.get("target_reps")
    if row.get("held_s") and reps in (0, 1, None) and target in (0, 1, None):
        return "-"
    return _dash(reps) if reps == target or not target else f"{_dash(reps)} of {_dash(target)}"


def _learnt_from(row: Row) -> str:
    number = row.get("number")
    return f"session {row.get('session')}, set {int(str(number)) + 1}" if number is not None else "you"


def _weaker(gap: object) -> str:
    return f"{gap[0]} {gap[1]:.1f} %" if isinstance(gap, tuple) else "-"


def _exercise(row: Row) -> str:
    return _dash(row.get("name") or row.get("exercise"))


def _side(row: Row) -> str:
    return "-" if row.get("side") == "both" else _dash(row.get("side"))


def _remark(row: Row) -> str:
    return "broken off" if row.get("completed") is False else ""


def _phrases(row: Row) -> str:
    phrases = row.get("phrases")
    return ", ".join(str(phrase) for phrase in phrases) if isinstance(phrases, list | tuple) else _dash(phrases)


_SESSIONS: Final = (
    _Column("session", _text("id"), "right"),
    _Column("started", _started),
    _Column("program", _text("program"), fold=True),
    _Column("length", _seconds("duration_s"), "right"),
    _Column("sets", _text("sets"), "right"),
    _Column("reps", _text("reps"), "right"),
    _Column("ended", _ending),
)
_SETS: Final = (
    _Column("at", _instant("start_s"), "right"),
    _Column("exercise", _exercise, fold=True),
    _Column("set", _text("set"), "right"),
    _Column("side", _side),
    _Column("reps", _reps, "right"),
    _Column("load", _text("load"), "right"),
    _Column("held", _seconds("held_s"), "right"),
    _Column("tension", _seconds("tension_s"), "right"),
    _Column("feel", _text("feel"), "right"),
    _Column("", _remark),
)
_NOTES: Final = (
    _Column("at", _instant("at_s"), "right"),
    _Column("what", _text("kind")),
    _Column("why", _text("text"), fold=True),
)
_PROFILE: Final = (
    _Column("key", _text("key")),
    _Column("value", lambda row: entry_text(row.get("value")), fold=True),
    _Column("from", _learnt_from),
    _Column("on", lambda row: _dash(row.get("at"))[:10]),
    _Column("what it is", _text("about"), fold=True),
)
_SIMULATED: Final = (
    _Column("session", _text("session"), "right"),
    _Column("day", _text("day")),
    _Column("exercise", _text("exercise"), fold=True),
    _Column("left kg", _text("left"), "right"),
    _Column("right kg", _text("right"), "right"),
    _Column("sets left", _text("sets_left"), "right"),
    _Column("sets right", _text("sets_right"), "right"),
    _Column("weaker", lambda row: _weaker(row.get("gap"))),
    _Column("tested", lambda row: _weaker(row.get("test"))),
)
_VOICES: Final = (
    _Column("voice", _text("id")),
    _Column("name", _text("name"), fold=True),
    _Column("language", _text("language")),
    _Column("engine", _text("engine")),
)
_DEVICES: Final = (
    _Column("device", _text("id"), "right"),
    _Column("name", _text("name"), fold=True),
    _Column("in", _text("inputs"), "right"),
    _Column("out", _text("outputs"), "right"),
    _Column("rate", _text("rate"), "right"),
    _Column("default", _text("default")),
)
_PROGRAMS: Final = (
    _Column("program", _text("name"), fold=True),
    _Column("length", _seconds("duration_s"), "right"),
    _Column("about", _text("about"), fold=True),
    _Column("file", _text("path"), fold=True),
)
_EXERCISES: Final = (
    _Column("exercise", _text("id")),
    _Column("name", _text("name"), fold=True),
    _Column("area", _text("area")),
    _Column("equipment", _text("equipment"), fold=True),
)
_COMMANDS: Final = (
    _Column("intent", _text("intent")),
    _Column("say", _phrases, fold=True),
)
