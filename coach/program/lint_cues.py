"""Warnings about a cue script: texts too long for where they are spoken."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from coach.program.duration import WORD_S, estimated_s, words_that_fit
from coach.program.marks import Document
from coach.program.mistakes import Mistake, Severity
from coach.program.rules import rules
from coach.program.script import Cue, CueScript
from coach.program.texts import pauses_s, plain, words
from coach.units import Phase, Tempo, parse_tempo, seconds_text

_SAMPLES = {
    "side": "right",
    "other_side": "left",
    "reps": "ten",
    "reps_left": "three",
    "load": "eight kilos",
    "exercise": "biceps curl",
    "muscle": "biceps",
    "antagonist": "triceps",
    "set": "two",
    "sets": "three",
    "name": "Alex",
}


def lint_cues(document: Document, script: CueScript, clip_length: Callable[[str], float] | None) -> Iterator[Mistake]:
    """Cues that do not fit into their phase at the default tempo, or between the breath prompts of a hold."""
    tempo = parse_tempo(rules().tempo.default)
    for phase in Phase:
        cues: tuple[Cue, ...] = getattr(script, phase.value)
        where = f"the {phase.value} at {tempo}"
        yield from _too_long(document, phase.value, cues, getattr(tempo, phase.value), where, clip_length)
    yield from _too_long(document, "external", script.external, tempo.eccentric, f"one phase at {tempo}", clip_length)
    between = Fraction(rules().hold.breath_prompt_s)
    yield from _too_long(document, "hold", script.hold, between, "the time between two breath prompts", clip_length)


def _too_long(
    document: Document,
    key: str,
    cues: tuple[Cue, ...],
    free: Fraction,
    where: str,
    clip_length: Callable[[str], float] | None,
) -> Iterator[Mistake]:
    listed = isinstance(document.find((key,))[0].content, list)
    for number, cue in enumerate(cues):
        if words_of := too_long(cue.text, free, where, clip_length):
            node, _ = document.find((key, number, "text") if listed else (key, "text"))
            yield document.mistake(node.mark, words_of, Severity.WARNING)


def too_long(text: str, free: Fraction, where: str, clip_length: Callable[[str], float] | None) -> str | None:
    """What to say about a text that does not fit into `free` seconds; None where it fits."""
    if clip_length is None:
        needed, known = estimated_s(text), "about "
        if fits_by_rule(text, free):
            return None
    else:
        needed, known = clip_length(spoken_sample(text)) + pauses_s(text), ""
    if needed <= free:
        return None
    return (
        f"{known}{needed:.1f} s of speech do not fit into {where}, {seconds_text(free)} s; "
        f"shorten it to {words_that_fit(free)} words or so"
    )


def fits_by_rule(text: str, free: Fraction) -> bool:
    """Whether the number of words is within what training-science 3.3 allows for a phase of `free` seconds."""
    limits = rules().cue
    most = limits.max_words_3s if free >= 3 else limits.max_words_1s if free >= 1 else int(free / WORD_S)
    return not pauses_s(text) and words(text) <= most


def spoken_sample(text: str) -> str:
    """`text` as it might be heard, with ordinary values in its slots."""
    for slot, value in _SAMPLES.items():
        text = text.replace(f"{{{slot}}}", value)
    return plain(text)


def fitting(cues: tuple[Cue, ...], phase: Phase, tempo: Tempo, clip_length: Callable[[str], float] | None) -> bool:
    """Whether at least one of `cues` fits into `phase` at `tempo`."""
    free: Fraction = getattr(tempo, phase.value)
    return any(too_long(cue.text, free, "", clip_length) is None for cue in cues)
