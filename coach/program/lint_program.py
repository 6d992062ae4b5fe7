"""Warnings about a program: what can be read, but is not well trained or spoken (training-science 1.5, 3, 4)."""

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Final, TypeAlias

from coach.program.choices import Counting, Focus, Sides
from coach.program.duration import expected_s, set_s, tempo_of
from coach.program.lint_cues import fitting, too_long
from coach.program.marks import Document, Mark
from coach.program.mistakes import Mistake, Severity
from coach.program.model import ExerciseStep, HoldStep, Program, Step, SupersetStep
from coach.program.rules import rules
from coach.program.script import Cue, CueScript
from coach.units import LoadKind, Phase, Tempo, seconds_text

Path: TypeAlias = tuple[str | int, ...]
Scripts: TypeAlias = Mapping[str, CueScript]
ClipLength: TypeAlias = Callable[[str], float]

_TRAPPING: Final = ("bench_press", "squat")
"""Lifts whose bar can pin the athlete; ids that end with one of these."""
_MINUTES: Final = re.compile(r"\b(\d{1,3})[ -]minutes?\b")


def lint_program(
    document: Document, program: Program, scripts: Scripts, clip_length: ClipLength | None
) -> Iterator[Mistake]:
    """Everything that deserves a second look in a program without mistakes."""
    lint = _Lint(document, program, scripts, clip_length)
    yield from lint.steps(program.steps, ("steps",))
    yield from lint.promised_minutes()


class _Lint:
    """One program, its places and its scripts."""

    def __init__(self, document: Document, program: Program, scripts: Scripts, clip_length: ClipLength | None) -> None:
        self._document = document
        self._program = program
        self._scripts = scripts
        self._clip_length = clip_length

    def steps(self, steps: tuple[Step, ...], path: Path) -> Iterator[Mistake]:
        """The warnings of all steps below `path`."""
        for number, step in enumerate(steps):
            here = (*path, number)
            match step:
                case ExerciseStep():
                    yield from self._common(step, self._scripts[step.exercise], here)
                    yield from self._exercise(step, self._scripts[step.exercise], here)
                case HoldStep():
                    yield from self._common(step, self._scripts[step.hold], here)
                case SupersetStep():
                    block = self._document.find(here)[0].content
                    key = "circuit" if isinstance(block, dict) and "circuit" in block else "superset"
                    inside = (*here, key, "steps")
                    yield from self.steps(step.superset.steps, inside)
                    yield from self._sets_in_rounds(step, inside)
                case _:
                    pass

    def promised_minutes(self) -> Iterator[Mistake]:
        """`about` names a length that the program does not have."""
        found = _MINUTES.search(self._program.about)
        expected = expected_s(self._program) / 60
        if found and not expected / 1.4 - 2 <= int(found[1]) <= expected * 1.4 + 2:
            words = (
                f"{found[0]} are promised, and the program takes about {max(1, round(expected))}; correct one of them"
            )
            yield self._warn(self._document.find(("about",))[0].mark, words)

    def _warn(self, mark: Mark, text: str) -> Mistake:
        return self._document.mistake(mark, text, Severity.WARNING)

    def _mark(self, path: Path, key: str) -> Mark:
        """The value of `key` in the block at `path`; the block where the key is not written."""
        return self._document.find((*path, key))[0].mark

    def _common(self, step: ExerciseStep | HoldStep, script: CueScript, path: Path) -> Iterator[Mistake]:
        numbers = rules()
        seconds = set_s(step, self._program.defaults)
        length_key = "reps" if isinstance(step, ExerciseStep) else "for"
        if seconds > numbers.tempo.warn_set_s and not (isinstance(step, HoldStep) and step.open):
            words = (
                f"one set lasts {round(seconds)} s, more than {numbers.tempo.warn_set_s} s; cut repetitions or seconds"
            )
            yield self._warn(self._mark(path, length_key), words)
        if step.every is not None and seconds * (2 if step.sides is Sides.EACH else 1) > step.every - 5:
            words = f"the set lasts {round(seconds)} s and leaves no rest; write fewer repetitions or a longer 'every'"
            yield self._warn(self._mark(path, "every"), words)
        if step.sides is not Sides.BOTH and script.single_side is None:
            words = f"{script.cues!r} has no single-sided form (single_side in its cue script); write sides: both"
            yield self._warn(self._mark(path, "sides"), words)
        if step.load is not None and step.load.kind is LoadKind.PERCENT and self._best(step) is None:
            words = f"{step.load} of what? Write 1rm: 60 kg beside it, or 1rm: {{{script.cues}: 60 kg}} at the top"
            yield self._warn(self._mark(path, "load"), words)
        if self._can_pin(step, script):
            words = (
                "a hold under a barbell needs safety bars or a spotter; write 'safeties: true' where they are there, "
                "or 'equipment: dumbbells'"
            )
            yield self._warn(self._mark(path, "hold"), words)

    def _best(self, step: ExerciseStep | HoldStep) -> object:
        if isinstance(step, HoldStep):
            return self._program.one_rm.get(step.hold)
        return step.one_rm or self._program.one_rm.get(step.exercise)

    @staticmethod
    def _can_pin(step: ExerciseStep | HoldStep, script: CueScript) -> bool:
        barbell = "barbell" in (step.equipment or script.equipment).casefold()
        return (
            barbell
            and not step.safeties
            and step.hold is not None
            and any(script.cues == lift or script.cues.endswith(f"_{lift}") for lift in _TRAPPING)
        )

    def _exercise(self, step: ExerciseStep, script: CueScript, path: Path) -> Iterator[Mistake]:
        tempo = tempo_of(step, self._program.defaults)
        at_tempo = self._mark(path, "tempo") if step.tempo else self._mark(("defaults",), "tempo")
        yield from self._tempo(tempo, at_tempo)
        yield from self._own_words(step, tempo, path)
        why = _no_place_for_internal(step, tempo, self._percent(step))
        focus = step.focus or self._program.defaults.focus or Focus.AUTO
        if why and focus is Focus.INTERNAL:
            at = self._mark(path, "focus") if step.focus else self._mark(("defaults",), "focus")
            yield self._warn(at, f"internal cues do not belong to {why}; write focus: external or auto")
        internal = focus is Focus.INTERNAL or (focus is Focus.AUTO and not why)
        full = (step.counting or self._program.defaults.counting or Counting.FULL) is Counting.FULL
        cued = internal and full and bool(script.eccentric) and tempo.eccentric > 0
        if cued and not fitting(script.eccentric, Phase.ECCENTRIC, tempo, self._clip_length):
            free = seconds_text(tempo.eccentric)
            words = f"no eccentric cue of {script.cues!r} fits into {free} s; none is spoken"
            yield self._warn(at_tempo if step.tempo else self._mark(path, "exercise"), words)

    def _percent(self, step: ExerciseStep) -> Fraction | None:
        """How heavy the set is in per cent of the athlete's 1RM, where that can be told."""
        load, best = step.load, step.one_rm or self._program.one_rm.get(step.exercise)
        if load is None:
            return None
        if load.kind is LoadKind.PERCENT:
            return load.value
        if best is not None and best.kind is load.kind and best.value:
            return 100 * load.value / best.value
        return None

    def _tempo(self, tempo: Tempo, mark: Mark) -> Iterator[Mistake]:
        numbers = rules().tempo
        if tempo.rep_s > numbers.max_rep_s:
            hard = tempo.rep_s > numbers.hard_max_rep_s
            why = (
                "growth seems to suffer above 10 s"
                if hard
                else f"up to {numbers.max_rep_s} s are known to work as well"
            )
            words = f"one repetition at {tempo} lasts {seconds_text(tempo.rep_s)} s; {why}; shorten a phase"
            yield self._warn(mark, words)
        for phase in Phase:
            seconds: Fraction = getattr(tempo, phase.value)
            if 0 < seconds < numbers.voiced_from_s:
                words = f"no voice can count a {phase.value} of {seconds_text(seconds)} s; write 0 or 1"
                yield self._warn(mark, words)

    def _own_words(self, step: ExerciseStep, tempo: Tempo, path: Path) -> Iterator[Mistake]:
        for phase in Phase:
            if text := getattr(step.say, phase.value):
                yield from self._own_cue(Cue(text=text), phase, tempo, step, (*path, "say", phase.value))
        for number, cue in enumerate(step.say.cues):
            if cue.at in set(Phase):
                yield from self._own_cue(cue, Phase(cue.at), tempo, step, (*path, "say", "cues", number))

    def _own_cue(self, cue: Cue, phase: Phase, tempo: Tempo, step: ExerciseStep, path: Path) -> Iterator[Mistake]:
        free: Fraction = getattr(tempo, phase.value)
        if free == 0:
            words = f"the {phase.value} takes no time at {tempo}, so this is never spoken; move it to another phase"
        else:
            words = too_long(cue.text, free, f"the {phase.value} at {tempo}", self._clip_length) or ""
        if words:
            yield self._warn(self._mark(path, "text"), words)
        late = [rep for rep in cue.reps if rep > step.reps.high]
        if late:
            words = f"repetition {late[0]} never comes: the set has {step.reps.high}; correct one of them"
            yield self._warn(self._mark(path, "reps"), words)
        late = [number for number in cue.sets if number > step.sets]
        if late:
            words = f"set {late[0]} never comes: there are {step.sets}; correct one of them"
            yield self._warn(self._mark(path, "sets"), words)

    def _sets_in_rounds(self, step: SupersetStep, path: Path) -> Iterator[Mistake]:
        for number, inner in enumerate(step.superset.steps):
            if isinstance(inner, ExerciseStep | HoldStep) and inner.sets > 1 and step.superset.rounds > 1:
                total = inner.sets * step.superset.rounds
                words = (
                    f"{inner.sets} sets in each of {step.superset.rounds} rounds are {total}; leave 'sets' out for one"
                )
                yield self._warn(self._mark((*path, number), "sets"), words)


def _no_place_for_internal(step: ExerciseStep, tempo: Tempo, percent: Fraction | None) -> str:
    """Why internal cues do not belong to the set (training-science 1.5); empty where they do."""
    limits = rules().mmc
    if tempo.explosive:
        return "an explosive tempo (X)"
    if percent is not None and percent >= limits.hard_off_pct:
        return f"a load of {round(percent)} % of 1RM (from {limits.hard_off_pct} % on)"
    if step.load is not None and step.load.kind is LoadKind.RPE and step.load.value >= 9:
        return f"a set at {step.load}"
    return ""
