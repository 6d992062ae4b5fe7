"""A hold as it is heard: counted up when short, else down between breath prompts (training-science 4.3, 4.4)."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from coach.engine.parts import Part
from coach.engine.sheet import Sheet
from coach.events import Kind, Line, Place, Request, Say, Tone, Words
from coach.program.model import Counting

COUNTED_S: Final = 5
"""The last seconds of a countdown, each of which is counted."""
_CUE_AT: Final = 1
"""Second of the hold at which its one focus word begins."""
_TENS: Final = 10
"""How often an open hold tells its time, in seconds."""

Numbers = Mapping[Fraction, tuple[Words, ...]]
"""The number of a repetition that is said on a beat, by the beat's seconds from the origin."""


def held(sheet: Sheet, part: Part, numbers: Numbers, *, closing: bool) -> Iterator[Request]:
    """All that is heard in one hold; `closing`: the set ends with it."""
    place, begin, whole = sheet.place(part.rep, part.phase), part.offset, int(part.seconds)
    counting, alone = sheet.step.counting, sheet.step.hold_s is not None
    if counting in (Counting.FULL, Counting.REPS):
        yield from _spoken(sheet, part, numbers, place)
    else:
        if alone:
            yield sheet.word(Kind.HOLD, begin, place, Line("hold"))
        if counting is Counting.BEAT:
            for second in range(1 if alone else 0, whole):
                yield Tone("tick", sheet.at(begin + second), place=place)
    if closing:
        yield sheet.word(Kind.HOLD, part.end, place, Line("ease_out"))


def _spoken(sheet: Sheet, part: Part, numbers: Numbers, place: Place) -> Iterator[Request]:
    begin, whole = part.offset, int(part.seconds)
    if number := numbers.get(begin):
        yield sheet.word(Kind.COUNT, begin, place, *number)
    else:
        yield sheet.word(Kind.HOLD, begin, place, Line("hold"))
    if sheet.step.open:
        times = range(_TENS, whole, _TENS)
        for second in times:
            yield sheet.word(Kind.HOLD, begin + second, place, Line("seconds_held", {"n": second}))
        # A time of three figures takes longer than a second to say.
        yield from _between(sheet, part, place, {*times, *(second + 1 for second in times)}, whole - 1)
    elif whole <= sheet.rules.hold.count_up_to_s:
        for second in range(1, whole):
            if number := numbers.get(begin + second):
                yield sheet.word(Kind.COUNT, begin + second, place, *number, until=part.end)
            else:
                yield sheet.word(Kind.HOLD, begin + second, place, Line("count", {"n": second + 1}))
    else:
        rules = sheet.rules.hold
        spoken = {left: Line("count", {"n": left}) for left in range(COUNTED_S, 0, -1)}
        if whole > 12:
            spoken[10] = Line("ten_left")
        half = whole // 2
        if whole >= rules.half_way_from_s and half > COUNTED_S:
            # Of two calls a second apart the earlier waits for the other.
            spoken[10 if half == 11 else half] = Line("half_way_ten_left" if half in (10, 11) else "half_way")
        for left, words in spoken.items():
            yield sheet.word(Kind.HOLD, part.end - left, place, words)
        yield from _between(sheet, part, place, {whole - left for left in spoken}, whole - COUNTED_S)


def _between(sheet: Sheet, part: Part, place: Place, taken: set[int], until: int) -> Iterator[Say]:
    """One focus word, then breath prompts until second `until`, on seconds that no other word has `taken`."""
    # Counted from the hold's end, as the countdown is: what a break has left of a hold begins between two seconds.
    every, begin = sheet.rules.hold.breath_prompt_s, part.end - int(part.seconds)
    cues = sheet.words.hold(max(part.rep, 1))
    second = every
    if cues and until > _CUE_AT:
        second = _CUE_AT + every
        end = sheet.at(begin + min(second, until))
        yield Say(Kind.CUE, cues, sheet.at(begin + _CUE_AT), beat=True, until=end, place=place)
    number = 0
    while second < until:
        at = next((s for s in (second, second + 1, second - 1, second + 2) if s not in taken and s < until), None)
        if at is not None:
            yield sheet.word(Kind.BREATH, begin + at, place, Line("breathe", variant=number))
            number += 1
        second = (second if at is None else at) + every
