"""Text as people write it becomes text that every engine reads the same way: no markup, units and tempos in words."""

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction

from coach.units import Samples, to_samples

LONGEST_PAUSE_S = 60
"""A longer `[pause]` is cut to this: the file is wrong, and silence must not fill the memory."""

_PAUSE = re.compile(r"\[\s*pause\s+(\d{1,6}(?:\.\d{1,6})?)\s*(?:s|sec|secs|seconds?)?\s*\]", re.IGNORECASE)
_MARKUP = str.maketrans(dict.fromkeys("<>[]{}|\\^~`", " "))
_NUMBER = r"(\d+(?:\.\d+)?)"
_WORDS = (
    (r"\b(?:lbs?)\b\.?(?=$|\W)", "pounds"),
    (r"\bkgs?\b", "kilograms"),
    (r"\bROM\b", "range of motion"),
    (r"\bTUT\b", "time under tension"),
    (r"\bRIR\b", "reps in reserve"),
    (r"\bRPE\b", "effort"),
    (r"\b1\s?RM\b", "one rep max"),
)
_TEMPO = re.compile(r"(?<![\w-])@?(\d{1,2})-(\d{1,2})-(\d{1,2}|[xX])(?:-(\d{1,2}))?(?![\w-])")
_PACKED_TEMPO = re.compile(
    r"(?<![\w-])(?:(@|tempo\s+)(\d)(\d)([\dxX])(\d)|()(\d)(\d)([xX])(\d))(?![\w-])", re.IGNORECASE
)


def pieces(text: str) -> Iterator[str | Samples]:
    """What to speak and, between, the silences of `[pause 2s]` in samples.

    Parts that hold nothing speakable are left out.
    """
    at = 0
    for match in _PAUSE.finditer(text):
        yield from _speakable(text[at : match.start()])
        yield to_samples(min(Fraction(match[1]), Fraction(LONGEST_PAUSE_S)))
        at = match.end()
    yield from _speakable(text[at:])


def plain(text: str) -> str:
    """`text` without control characters, engine markup (SSML, espeak's `[[..]]`) and doubled spaces."""
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(
        " " if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} else char for char in composed
    )
    return " ".join(kept.translate(_MARKUP).split())


def in_english(text: str) -> str:
    """Units, `RIR`, `RPE`, sets and tempos as an English coach says them: `RIR 2` is "2 reps in reserve".

    Numbers of ten digits and more, for which engines have no words, are read digit by digit.
    """
    text = _TEMPO.sub(_tempo_words, text)
    text = _PACKED_TEMPO.sub(_tempo_words, text)
    text = re.sub(rf"\bRIR\s*{_NUMBER}\b", lambda m: f"{_count(m[1], 'rep')} in reserve", text, flags=re.IGNORECASE)
    text = re.sub(rf"\b{_NUMBER}\s*RIR\b", lambda m: f"{_count(m[1], 'rep')} in reserve", text, flags=re.IGNORECASE)
    text = re.sub(rf"\bRPE\s*{_NUMBER}\b", r"effort \1 out of 10", text, flags=re.IGNORECASE)
    text = re.sub(rf"{_NUMBER}\s*kgs?\b", lambda m: _count(m[1], "kilogram"), text, flags=re.IGNORECASE)
    text = re.sub(rf"{_NUMBER}\s*lbs?\b", lambda m: _count(m[1], "pound"), text, flags=re.IGNORECASE)
    text = re.sub(r"\b(\d+)m\s?(\d+)s\b", lambda m: f"{_count(m[1], 'minute')} {_count(m[2], 'second')}", text)
    text = re.sub(rf"\b{_NUMBER}\s?s\b", lambda m: _count(m[1], "second"), text)
    text = re.sub(r"\b(\d+)\s*[x\u00d7]\s*(\d+)\b", r"\1 times \2", text)
    text = re.sub(r"(?<=\d)\s*%", " percent", text)
    text = re.sub(r"\d{10,}", lambda m: " ".join(m[0]), text)
    for pattern, words in _WORDS:
        text = re.sub(pattern, words, text)
    return text


def _speakable(text: str) -> Iterator[str]:
    cleaned = plain(text)
    if any(char.isalnum() for char in cleaned):
        yield cleaned


def _tempo_words(match: re.Match[str]) -> str:
    places = [place for place in match.groups() if place and place[0] in "0123456789xX"]
    return ", ".join("explosive" if place in "xX" else place for place in places)


def _count(number: str, unit: str) -> str:
    return f"{number} {unit}" if Fraction(number) == 1 else f"{number} {unit}s"
