"""What leads into a set: light squeezes, and the movement felt in the mind at the set's own tempo."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from coach.engine.sheet import Sheet
from coach.events import Kind, Line, Say, Text, Words
from coach.units import LoadKind

_IMAGINED_HOLD_S: Final = Fraction(6)
"""A timed hold is imagined in stretches of at most this."""


def pre_activation(sheet: Sheet, times: int, seconds: Fraction) -> Iterator[Say]:
    """Light squeezes without load, each counted up, with as long a pause between (training-science 4.2)."""
    place = sheet.place()
    for number in range(times):
        begin = number * 2 * seconds
        yield sheet.word(Kind.HOLD, begin, place, Line("squeeze"))
        for second in range(1, int(seconds)):
            yield sheet.word(Kind.HOLD, begin + second, place, Line("count", {"n": second + 1}))
        yield sheet.word(Kind.HOLD, begin + seconds, place, Line("let_go_short"))


def rehearsal(sheet: Sheet, seconds: Fraction) -> Iterator[Say]:
    """A felt rehearsal of `seconds`: the imagery lines in order, then imagined repetitions in real time.

    One short sentence each (settle, place, move, squeeze, release: training-science 2.4); the last
    line lets go. Nothing is said that would run over its successor.
    """
    step, rules, place = sheet.step, sheet.rules.imagery, sheet.place()
    rep_s = step.tempo.rep_s if step.hold_s is None else min(step.hold_s, _IMAGINED_HOLD_S)
    tail = Fraction(rules.line_s)
    lines: list[Text] = sheet.words.imagery()
    spoken: list[Words] = [*lines[:-1]] if len(lines) > 1 else [Line("settle")]
    closing: Words = lines[-1] if len(lines) > 1 else Line("let_go")
    few = min(rules.reps[1], (seconds - tail - 2 * rules.line_s) // rep_s)
    one = seconds - tail - rules.line_s >= rep_s
    # What a long rehearsal has left beyond unhurried sentences is movement, not silence.
    more = (seconds - tail - 2 * rules.line_s * (len(spoken) + 1)) // rep_s
    reps = int(max(one, few, more))
    first_rep = seconds - tail - reps * rep_s
    room_for = int(first_rep // rules.line_s)
    if room_for > 2 and _hands_free(sheet):
        spoken.insert(1, Line("close_eyes", variant=step.set))
    count = max(1, min(len(spoken), room_for))
    room = first_rep / count
    for number, words in enumerate(spoken[:count]):
        until = sheet.at((number + 1) * room)
        yield Say(Kind.REHEARSE, (words,), sheet.at(number * room), until=until, place=place)
    for rep in range(reps):
        yield from _imagined(sheet, first_rep + rep * rep_s, rep)
    until = sheet.at(seconds)
    yield Say(Kind.REHEARSE, (closing, Line("let_go")), sheet.at(seconds - tail), until=until, place=place)


def _hands_free(sheet: Sheet) -> bool:
    """Whether the eyes may close: no load that the athlete might be holding already (training-science 2.3)."""
    load = sheet.step.load
    unloaded = load is None or (load.kind is LoadKind.BODYWEIGHT and not load.value)
    return unloaded or not sheet.rules.imagery.eyes_closed_only_unloaded


def _imagined(sheet: Sheet, begin: Fraction, rep: int) -> Iterator[Say]:
    place, step = sheet.place(), sheet.step
    if step.hold_s is not None:
        yield Say(Kind.REHEARSE, (Line("feel_hold", variant=rep),), sheet.at(begin), place=place)
        return
    at = begin
    for phase, length in step.tempo.phases(step.starts_with):
        own = sheet.words.script.phase_words.get(phase)
        feel = Line(f"feel_{phase.value}", variant=rep)
        named: Words = sheet.words.text(own) if own else Line(phase.value)
        yield sheet.word(Kind.REHEARSE, at, place, feel, named, until=at + length)
        at += length
