"""Program and cue scripts in, steps out."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from coach.plan.from_before import with_care
from coach.plan.loads import equipment_of
from coach.plan.profile import Profile
from coach.plan.steps import Interlude, SetStep, Step, Steps
from coach.program.choices import Level
from coach.program.model import (
    AskFeel,
    Counting,
    CueScript,
    ExerciseStep,
    Focus,
    HoldStep,
    LastReps,
    Program,
    RepNumber,
    RestStep,
    Rounds,
    SayStep,
    Sides,
    Start,
    SupersetStep,
)
from coach.program.rules import Rules
from coach.units import Load, LoadKind, Phase, Side, Tempo, parse_tempo

_HALF_KILO = Fraction(1, 2)
"""Loads worked out from per cent of a best repetition are rounded to this."""


def make(program: Program, scripts: Mapping[str, CueScript], rules: Rules, known: Profile | None = None) -> Steps:
    """The session that `program` describes, before anybody has said a word.

    `scripts` holds every exercise the program names (the loader has made sure of it). What `known` has of the
    athlete's best repetitions and preferences stands where the program has nothing of its own. An exercise that
    was never done begins with a set that is counted only (the cue-mode table of training-science 1.5).
    """
    about = known or Profile()
    steps = tuple(_Maker(program, scripts, rules, about).steps(program.steps))
    new = frozenset(scripts) - about.practised if about.practised is not None else frozenset[str]()
    if new:
        neutral = tuple(_Maker(program, scripts, rules, about, counted=new).steps(program.steps))
        steps = _learnt_first(steps, neutral, new)
    return with_care(steps, about, rules)


def _learnt_first(steps: Steps, neutral: Steps, new: frozenset[str]) -> Steps:
    """The first set of an exercise that is new to the athlete as in `neutral`: it is learnt before it is felt."""
    first: dict[str, tuple[int, int]] = {}
    made = []
    for step, plain in zip(steps, neutral, strict=True):
        if isinstance(step, SetStep) and step.exercise in new:
            mark = (step.block, step.set)
            made.append(plain if first.setdefault(step.exercise, mark) == mark else step)
        else:
            made.append(step)
    return tuple(made)


class _Maker:
    """Numbers the blocks while the program's tree is walked."""

    def __init__(
        self,
        program: Program,
        scripts: Mapping[str, CueScript],
        rules: Rules,
        known: Profile,
        *,
        counted: frozenset[str] = frozenset(),
    ) -> None:
        """`counted` are exercises that are only counted where the program leaves the focus to the coach."""
        self._counted = counted
        self._known = known
        self._program = program
        self._defaults = program.defaults
        self._scripts = scripts
        self._rules = rules
        self._block = 0

    def _number(self) -> int:
        self._block += 1
        return self._block

    def steps(self, written: tuple[object, ...]) -> Iterator[Step]:
        for step in written:
            match step:
                case ExerciseStep():
                    yield from self._warm_up(step)
                    yield from self._block_of(step)
                case HoldStep():
                    yield from self._block_of(step)
                case SayStep(say=text):
                    yield Interlude(block=self._number(), text=text)
                case RestStep(rest=seconds):
                    yield Interlude(block=self._number(), rest_s=seconds)
                case SupersetStep(superset=body):
                    yield from self._rounds(body)
                case _:
                    raise TypeError(step)

    def _rounds(self, body: Rounds) -> Iterator[Step]:
        """Round after round; each exercise is one block whose sets are numbered through the rounds."""
        parts = [(step, tuple(self.steps((step,)))) for step in body.steps]
        pause = next((r for r in (body.rest, self._defaults.rest) if r is not None), self._rules.rest.default_s)
        for turn in range(body.rounds):
            made: list[Step] = []
            for written, block in parts:
                own_rest = isinstance(written, ExerciseStep | HoldStep) and written.rest is not None
                made.extend(
                    _in_round(step, turn, body.rounds, keep_rest=own_rest, asked=turn + 1 == body.rounds or each_set)
                    for each_set in (self._asks(written) is AskFeel.EACH_SET,)
                    for step in block
                    if _comes(step, turn)
                )
            made = [replace(s, together=parts[0][1][0].block) if isinstance(s, SetStep) else s for s in made]
            if made and isinstance(last := made[-1], SetStep):
                made[-1] = replace(last, rest_s=pause)
            if made and isinstance(first := made[0], SetStep) and body.every is not None:
                made[0] = replace(first, start=Start.COUNTDOWN)
                mark = (parts[0][1][0].block, turn)
                made = [replace(s, every_s=body.every, round=mark) if isinstance(s, SetStep) else s for s in made]
            yield from made

    def _warm_up(self, step: ExerciseStep) -> Iterator[SetStep]:
        """Lighter sets before the working sets: a block of their own, without focus or questions."""
        if not step.warm_up:
            return
        block, script = self._number(), self._scripts[step.exercise]
        for number, lighter in enumerate(step.warm_up, 1):
            easy = step.model_copy(
                update={
                    "reps": lighter.reps,
                    "load": lighter.load or step.load,
                    "sets": len(step.warm_up),
                    "hold": None,
                    "rehearse": None,
                    "pre_activation": None,
                    "flex_rest": None,
                    "ask_feel": AskFeel.NEVER,
                    "every": None,
                }
            )
            made = self._set(easy, script, block, number, Side.BOTH)
            yield replace(made, warm_up=True, focus=Focus.NONE, rest_s=min(made.rest_s, self._rules.rest.warm_up_s))

    def _block_of(self, step: ExerciseStep | HoldStep) -> Iterator[SetStep]:
        block = self._number()
        script = self._scripts[step.exercise if isinstance(step, ExerciseStep) else step.hold]
        sides = (Side.LEFT, Side.RIGHT) if step.sides is Sides.EACH else (Side(step.sides.value),)
        for number in range(1, step.sets + 1):
            for side in sides:
                made = self._set(step, script, block, number, side)
                if side is not sides[-1]:
                    made = replace(made, rest_s=self._side_rest(step), flex_s=None)
                if number > 1 or side is not sides[0]:
                    made = replace(made, rehearse_s=None, pre_activation=None)
                yield made

    def _side_rest(self, step: ExerciseStep | HoldStep) -> Fraction:
        chosen = (s for s in (step.side_rest, self._defaults.side_rest) if s is not None)
        return next(chosen, self._rules.rest.between_sides_s)

    def _set(self, step: ExerciseStep | HoldStep, script: CueScript, block: int, number: int, side: Side) -> SetStep:
        defaults, rules = self._defaults, self._rules
        exercise = step if isinstance(step, ExerciseStep) else None
        reps = exercise.reps.high if exercise else 0
        liked = self._known.prefers
        usual = parse_tempo(liked("tempo") or rules.tempo.default)
        tempo = (exercise.tempo if exercise else None) or defaults.tempo or usual
        counting = (exercise.counting if exercise else None) or Counting(
            liked("counting") or defaults.counting or "full"
        )
        number_at = RepNumber(liked("rep_number") or defaults.rep_number or RepNumber.END)
        ask = self._asks(step)
        # Novices are asked after every set with attention on the muscle (training-science 6.2).
        written = bool(step.ask_feel or defaults.ask_feel)
        single = script.single_side if side is not Side.BOTH else None
        rest = next((r for r in (step.rest, defaults.rest) if r is not None), rules.rest.default_s)
        start = Start.COUNTDOWN if step.every else step.start or defaults.start or Start.VOICE
        chosen = step.focus or Focus(liked("focus") or defaults.focus or Focus.AUTO)
        load = self._load(step, side)
        wanted = Focus.NONE if chosen is Focus.AUTO and script.cues in self._counted else chosen
        focus = focus_for(wanted, step.load, self._percent(step, side), reps, tempo, rules)
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
            open=isinstance(step, HoldStep) and step.open,
            hold=exercise.hold if exercise else None,
            tempo=tempo,
            starts_with=Phase(script.starts_with),
            load=load,
            planned=load,
            percent=step.load is not None and step.load.kind is LoadKind.PERCENT,
            equipment=equipment_of(step.equipment or script.equipment, load, rules),
            safeties=step.safeties,
            enough=exercise.reps.low if exercise else 0,
            rest_s=rest,
            side_rest_s=self._side_rest(step),
            every_s=step.every,
            flex_s=exercise.flex_rest if exercise else None,
            start=start,
            countdown_s=int(step.countdown or defaults.countdown or rules.countdown_s),
            counting=counting,
            rep_number=(exercise.rep_number if exercise else None) or number_at,
            last_reps=(exercise.last_reps if exercise else None)
            or LastReps(liked("last_reps") or defaults.last_reps or LastReps.UP),
            focus=focus,
            focus_chosen=chosen is not Focus.AUTO,
            thought_only=thought_only(wanted, self._percent(step, side), rules),
            visualize=bool(defaults.visualize if step.visualize is None else step.visualize),
            rehearse_s=step.rehearse,
            pre_activation=exercise.pre_activation if exercise else None,
            ask_feel=(ask is AskFeel.EACH_SET and (written or focus is Focus.INTERNAL))
            or (ask is AskFeel.EACH_EXERCISE and number == step.sets),
            say=step.say,
        )

    def _asks(self, step: object) -> AskFeel:
        own = step.ask_feel if isinstance(step, ExerciseStep | HoldStep) else None
        novice = self._program.level is Level.NOVICE
        return own or self._defaults.ask_feel or (AskFeel.EACH_SET if novice else AskFeel.NEVER)

    def _best(self, step: ExerciseStep | HoldStep, side: Side) -> Load | None:
        """The athlete's best single repetition: as the program has it, else as past sets let us estimate it."""
        name = step.hold if isinstance(step, HoldStep) else step.exercise
        written = step.one_rm if isinstance(step, ExerciseStep) else None
        return written or self._program.one_rm.get(name) or self._known.one_rm(name, side)

    def _load(self, step: ExerciseStep | HoldStep, side: Side) -> Load | None:
        """The load as it is said: per cent of a known best becomes a weight."""
        best = self._best(step, side)
        if step.load is None or step.load.kind is not LoadKind.PERCENT or best is None:
            return step.load
        return Load(best.kind, round(best.value * step.load.value / 100 / _HALF_KILO) * _HALF_KILO)

    def _percent(self, step: ExerciseStep | HoldStep, side: Side) -> Fraction | None:
        """How heavy the load is in per cent of 1RM, where that is known."""
        best = self._best(step, side)
        if step.load is None:
            return None
        if step.load.kind is LoadKind.PERCENT:
            return step.load.value
        return step.load.value / best.value * 100 if best is not None and best.kind is step.load.kind else None


def _comes(step: Step, turn: int) -> bool:
    """Warm-up sets come in the first round only."""
    return turn == 0 or not (isinstance(step, SetStep) and step.warm_up)


def _in_round(step: Step, turn: int, rounds: int, *, keep_rest: bool, asked: bool) -> Step:
    """A step of the first round as it is in round `turn`: one exercise follows the next at once."""
    if not isinstance(step, SetStep) or step.warm_up:
        return step
    return replace(
        step,
        set=step.set + turn * step.sets,
        sets=step.sets * rounds,
        rest_s=step.rest_s if keep_rest else Fraction(0),
        ask_feel=step.ask_feel and asked,
        rehearse_s=step.rehearse_s if turn == 0 else None,
        pre_activation=step.pre_activation if turn == 0 else None,
    )


def focus_for(
    wanted: Focus, load: Load | None, percent: Fraction | None, reps: int, tempo: Tempo, rules: Rules
) -> Focus:
    """Where attention goes: the cue-mode table of training-science 1.5.

    Heavy (from `hard_off_pct` of 1RM, or near failure), explosive or very short sets get external cues; all else
    internal.
    """
    if wanted is not Focus.AUTO:
        return wanted
    heavy = _near_failure(load, rules) or (percent is not None and percent >= rules.mmc.hard_off_pct)
    few = 0 < reps <= rules.mmc.external_up_to_reps
    return Focus.EXTERNAL if heavy or tempo.explosive or few else Focus.INTERNAL


def thought_only(wanted: Focus, percent: Fraction | None, rules: Rules) -> bool:
    """Whether internal words come before the set and not in it: between light and heavy (training-science 1.5)."""
    middling = percent is not None and rules.mmc.max_pct_1rm < percent < rules.mmc.hard_off_pct
    return wanted is Focus.AUTO and middling


def _near_failure(load: Load | None, rules: Rules) -> bool:
    """A target effort of RPE 9 and more, or as few repetitions in reserve."""
    if load is None or load.kind not in (LoadKind.RPE, LoadKind.RIR):
        return False
    effort = load.value if load.kind is LoadKind.RPE else 10 - load.value
    return effort >= rules.mmc.external_from_rpe
