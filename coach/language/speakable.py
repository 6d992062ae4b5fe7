"""Figures and units inside a sentence, spelt out as a person says them."""

import re
from fractions import Fraction
from typing import Final

from coach.language.numbers import to_words

_UNITS: Final = {
    "kg": ("kilo", "kilos"),
    "lb": ("pound", "pounds"),
    "lbs": ("pound", "pounds"),
    "s": ("second", "seconds"),
    "sec": ("second", "seconds"),
    "min": ("minute", "minutes"),
    "%": ("per cent", "per cent"),
    "cm": ("centimetre", "centimetres"),
}
_FIGURE = r"\d+(?:\.\d+)?"
_TEMPO = re.compile(r"(?<![\w-])(\d)-(\d)-([\dX])-(\d)(?![\w-])")
_RANGE = re.compile(rf"(?<![\w.-])({_FIGURE})\s?[-\u2013]\s?({_FIGURE})(?![\d-])")
_RESERVE = re.compile(rf"\bRIR ({_FIGURE})\b")
_EFFORT = re.compile(rf"\bRPE ({_FIGURE})\b")
_CLOCK = re.compile(r"\b(\d{1,2}):([0-5]\d)\b")
_MEASURE = re.compile(
    rf"(?<![\w.])({_FIGURE})\s?({'|'.join(map(re.escape, sorted(_UNITS, key=len, reverse=True)))})(?!\w)"
)
_NUMBER = re.compile(rf"(?<![\w.])({_FIGURE})(?!\w)")
_HALF: Final = Fraction(1, 2)


def speakable(text: str) -> str:
    """`text` without figures: `8 kg` becomes `eight kilos`, `3-1-2-1` `three one two one`, `8-12` `eight to twelve`."""
    made = _TEMPO.sub(
        lambda m: " ".join("explosive" if part == "X" else to_words(int(part)) for part in m.groups()), text
    )
    made = _CLOCK.sub(lambda m: _clock(int(m[1]), int(m[2])), made)
    made = _RANGE.sub(r"\1 to \2", made)
    made = _RESERVE.sub(lambda m: f"{m[1]} {'rep' if m[1] == '1' else 'reps'} in reserve", made)
    made = _EFFORT.sub(r"effort \1", made)
    made = made.replace("bodyweight + ", "bodyweight plus ")
    made = _MEASURE.sub(lambda m: measure(Fraction(m[1]), m[2]), made)
    return _NUMBER.sub(lambda m: to_words(Fraction(m[1])), made)


def measure(value: Fraction, unit: str) -> str:
    """A quantity with its unit in words: `half a kilo`, `one pound`, `twelve and a half kilos`, `sixty per cent`."""
    one, many = _UNITS[unit]
    if value == _HALF and unit != "%":
        return f"half a {one}"
    return f"{to_words(value)} {one if value == 1 else many}"


def _clock(minutes: int, seconds: int) -> str:
    parts = [measure(Fraction(n), unit) for n, unit in ((minutes, "min"), (seconds, "s")) if n]
    return " ".join(parts) or "no time"
