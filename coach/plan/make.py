"""Program and cue scripts in, steps out."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from coach.plan.steps import Interlude, SetStep, Step, Steps
from coach.program.model import (
    AskFeel,
    Counting,
    CueScript,
    Defaults,
    ExerciseStep,
    Focus,
    HoldStep,
    Program,
    RestStep,
    SayStep,
    Sides,
    Start,
    SupersetStep,
)
from coach.program.rules import Rules
from coach.units import Load, LoadKind, Phase, Side, Tempo, parse_tempo


def make(program: Program, scripts: Mapping[str, CueScript], rules: Rules) -> Steps:
    """The session that `program` describes, before anybody has said a word.

    `scripts` holds every exercise the program names (the loader has made sure of it).
    """
    maker = _Maker(program.defaults, scripts, rules)
    steps = tuple(maker.steps(program.steps))
    return _without_last_rest(steps)


def _without_last_rest(steps: Steps) -> Steps:
    if steps and isinstance(last := steps[-1], SetStep):
        return (*steps[:-1], replace(last, rest_s=Fraction(0)))
    return steps


class _Maker:
    """Numbers the blocks while the program's tree is walked."""

    def __init__(self, defaults: Defaults, scripts: Mapping[str, CueScript], rules: Rules) -> None:
        self._defaults = defaults
        self._scripts = scripts
        self._rules = rules
        self._block = 0

    def _number(self) -> int:
        self._block += 1
        return self._block

    def steps(self, written: tuple[object, ...]) -> Iterator[Step]:
        for step in written:
            match step:
                case ExerciseStep() | HoldStep():
                    yield from self._block_of(step)
                case SayStep(say=text):
                    yield Interlude(block=self._number(), text=text)
                case RestStep(rest=seconds):
                    yield Interlude(block=self._number(), rest_s=seconds)
                case SupersetStep(superset=body):
                    yield from self._rounds(body.rounds, body.rest, body.steps)
                case _:
                    raise TypeError(step)

    def _rounds(self, rounds: int, rest: Fraction | None, written: tuple[object, ...]) -> Iterator[Step]:
        """Round after round, each exercise one block whose sets are numbered through the rounds."""
        blocks = [tuple(self.steps((step,))) for step in written]
        pause = self._defaults.rest if rest is None else rest
        for turn in range(rounds):
            made: list[Step] = []
            for block in blocks:
                per_round = max((s.set for s in block if isinstance(s, SetStep)), default=0)
                for step in block:
                    if isinstance(step, SetStep):
                        number = step.set + turn * per_round
                        first = turn == 0 or step.rehearse_s is None
                        made.append(
                            replace(
                                step,
                                set=number,
                                sets=per_round * rounds,
                                rest_s=step.rest_s if _explicit_rest(step, written) else Fraction(0),
                                rehearse_s=step.rehearse_s if first else None,
                            )
                        )
                    else:
                        made.append(step)
            if made and isinstance(last := made[-1], SetStep):
                made[-1] = replace(last, rest_s=pause if pause is not None else self._rules.rest.default_s)
            yield from made

    def _block_of(self, step: ExerciseStep | HoldStep) -> Iterator[SetStep]:
        block = self._number()
        name = step.exercise if isinstance(step, ExerciseStep) else step.hold
        script = self._scripts[name]
        sides = {Sides.BOTH: (Side.BOTH,), Sides.EACH: (Side.LEFT, Side.RIGHT)}.get(step.sides, (Side(step.sides),))
        for number in range(1, step.sets + 1):
            for side in sides:
                made = self._set(step, script, block, number, side)
                if side is not sides[-1]:
                    made = replace(made, rest_s=self._side_rest(step))
                if number > 1 or side is not sides[0]:
                    made = replace(made, rehearse_s=None)
                yield made

    def _side_rest(self, step: ExerciseStep | HoldStep) -> Fraction:
        for seconds in (step.side_rest, self._defaults.side_rest):
            if seconds is not None:
                return seconds
        return self._rules.rest.between_sides_s

    def _set(self, step: ExerciseStep | HoldStep, script: CueScript, block: int, number: int, side: Side) -> SetStep:
        defaults, rules = self._defaults, self._rules
        reps = step.reps.high if isinstance(step, ExerciseStep) else 0
        written_tempo = step.tempo if isinstance(step, ExerciseStep) else None
        tempo = written_tempo or defaults.tempo or parse_tempo(rules.tempo.default)
        counting = (step.counting if isinstance(step, ExerciseStep) else None) or defaults.counting or Counting.FULL
        ask = step.ask_feel or defaults.ask_feel or AskFeel.NEVER
        last_set = number == step.sets
        single = script.single_side if side is not Side.BOTH else None
        rest = next((r for r in (step.rest, defaults.rest) if r is not None), rules.rest.default_s)
        return SetStep(
            block=block,
            exercise=script.cues,
            name=single.name if single else script.name,
            area=script.area,
            set=number,
            sets=step.sets,
            side=side,
            reps=reps,
            hold_s=step.for_ if isinstance(step, HoldStep) else None,
            hold=step.hold if isinstance(step, ExerciseStep) else None,
            tempo=tempo,
            starts_with=Phase(script.starts_with),
            load=step.load,
            rest_s=rest,
            start=step.start or defaults.start or Start.VOICE,
            countdown_s=int(step.countdown or defaults.countdown or rules.countdown_s),
            counting=counting,
            focus=focus_for(step.focus or defaults.focus or Focus.AUTO, _percent(step.load), reps, tempo, rules),
            rehearse_s=step.rehearse,
            ask_feel=ask is AskFeel.EACH_SET or (ask is AskFeel.EACH_EXERCISE and last_set),
            say=step.say,
        )


def _explicit_rest(step: SetStep, written: tuple[object, ...]) -> bool:
    """Inside a round one exercise follows the next at once, unless its author wrote a rest."""
    names = {
        (w.exercise if isinstance(w, ExerciseStep) else w.hold)
        for w in written
        if isinstance(w, ExerciseStep | HoldStep) and w.rest is not None
    }
    return step.exercise in names


def _percent(load: Load | None) -> Fraction | None:
    return load.value if load is not None and load.kind is LoadKind.PERCENT else None


def focus_for(wanted: Focus, percent: Fraction | None, reps: int, tempo: Tempo, rules: Rules) -> Focus:
    """Where attention goes: the cue-mode table of training-science 1.5.

    Heavy (from `hard_off_pct` of 1RM), explosive or very short sets get external cues; all else internal.
    """
    if wanted is not Focus.AUTO:
        return wanted
    heavy = percent is not None and percent >= rules.mmc.hard_off_pct
    few = 0 < reps <= rules.mmc.external_up_to_reps
    return Focus.EXTERNAL if heavy or tempo.explosive or few else Focus.INTERNAL
