"""The engine driven without sound, in any order of words and time, and what must hold after every step."""

import heapq
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from coach.engine.state import Asking, Closing, Over, Paused, Resting, State, Working
from coach.engine.step import step
from coach.events import Cancel, Fact, Heard, Reached, Request, Said, Say, Slots, Started, Tone, WakeAt
from coach.plan.lengths import added_s, steps_s
from coach.plan.sides import without
from coach.plan.steps import SetStep
from coach.program.load import parse_program
from coach.session.reading import first_state
from coach.units import RATE, LoadKind, Samples, Side
from tests.coached import LIBRARY

SPEECH = Samples(2 * RATE)
"""Every sentence takes so long here."""
STOPS: Final = ("pain", "cramp", "dizzy", "emergency", "stop", "unsure", "burning", "pause")
"""Words after which nothing is counted until somebody has said that it goes on."""
_AREAS: Final = ("arm", "leg", "chest", "back", "shoulder", "glute", "core", "calf", "")
OWN_LOAD: Final = ("lighter", "set_load", "heavier", "too_easy", "reserve", "swap_exercise")
"""Words by which the athlete chooses a load: below any floor, if they like."""
_AS_MUCH: Final[tuple[tuple[str, Slots], ...]] = (
    *(("less_rest", {"n": n}) for n in (5, 30)),
    ("heavier", {"n": 2, "unit": "kg"}),
    ("heavier", {"n": 60, "unit": "lb"}),
    ("lighter", {"n": 2, "unit": "kg"}),
    ("lighter", {"n": 60, "unit": "lb"}),
    *(("one_side", {"side": side, "area": area}) for side in ("left", "right") for area in _AREAS),
)
WORDS: Final[tuple[tuple[str, Slots], ...]] = (
    *((intent, {}) for intent in (*STOPS, "ready", "next_set", "done", "resume", "fine", "no_pain", "yes", "no")),
    *((intent, {}) for intent in ("repeat_set", "skip_exercise", "finish", "skip_rest", "release", "slower", "faster")),
    *((intent, {}) for intent in ("undo", "balanced", "single_side_on", "single_side_off", "switch_side", "sudden")),
    *((intent, {}) for intent in (*OWN_LOAD[2:4], "lighter", "too_heavy", "more_sets", "fewer_sets", "form", "help")),
    *((intent, {}) for intent in ("less_talk", "more_talk", "counts_only", "new_cue", "cannot_feel", "what_changed")),
    *((intent, {}) for intent in ("say_again", "previous", "swap_exercise", "remember", "forget", "how_many_left")),
    *(("weak", {"side": side, "area": area}) for side in ("left", "right") for area in _AREAS),
    *(("strong", {"side": side, "area": "arm"}) for side in ("left", "right")),
    *(("both_weak", {"area": area}) for area in _AREAS),
    *(("named", {"side": side}) for side in ("left", "right")),
    *(("part", {"part": part}) for part in ("front", "back", "dizziness", "else")),
    *(("felt", {"n": n}) for n in (1, 1, 2, 2, 3, 4, 5)),
    *(("felt_where", {"place": place}) for place in ("forearms", "elbows", "neck", "lower back", "shoulders")),
    *(("reserve", {"n": n}) for n in (0, 0, 1, 3, 6)),
    *(
        ("set_load", {"n": n, "unit": unit})
        for n, unit in ((5, "kg"), (12.5, "kg"), (30, "lb"), (400, "kg"), (600, "kg"))
    ),
    *(("set_reps", {"n": n}) for n in (1, 4, 9)),
    *(("more_rest", {"n": n}) for n in (5, 30)),
    *((intent, {"n": n}) for intent in ("hold_longer", "hold_shorter") for n in (2, 10)),
    ("set_tempo", {"tempo": "2-1-2-1"}),
    *(("pain", {"spot": "elbow", "side": side}) for side in ("left", "right")),
    ("pain", {"spot": "lower back"}),
    *_AS_MUCH,
)
"""Everything that may be said."""


@dataclass(slots=True)
class Driven:
    """A session whose clock is moved by hand."""

    state: State
    at: Samples = Samples(0)  # noqa: RUF009 -- an integer by another name
    due: list[tuple[int, int, Fact]] = field(default_factory=list)
    order: int = 0
    own_load: bool = False
    """The athlete has chosen a load."""

    def start(self) -> None:
        """Begin; somebody listens."""
        self._step(Started(self.at, listening=True))

    @property
    def over(self) -> bool:
        """Whether the session has ended."""
        return isinstance(self.state.stage, Over)

    def wait(self, seconds: float) -> None:
        """Let time pass, with all that it brings."""
        until = Samples(self.at + round(seconds * RATE))
        while self.due and self.due[0][0] <= until and not self.over:
            at, _, fact = heapq.heappop(self.due)
            self.at = Samples(max(at, self.at))
            self._step(replace(fact, at=self.at))
        self.at = until

    def say(self, intent: str, slots: Slots) -> tuple[Request, ...]:
        """Say something now."""
        before = self.state
        self.own_load = self.own_load or intent in OWN_LOAD
        requests = self._step(Heard(self.at, self.at, intent, slots, intent))
        # "Burning" is a word that stops, and the answer that goes on.
        answers = intent == "burning" and isinstance(before.stage, Asking)
        if intent in STOPS and not answers and not isinstance(before.stage, Over):
            check_silence(self.state, requests, self.at)
        if len(self.state.undo) > len(before.undo) and intent in ("weak", "strong", "yes", "named", "part"):
            check_caps(self.state)
        return requests

    def say_and_take_back(self, intent: str, slots: Slots) -> None:
        """Say something; where it changed the plan and nothing else, take it back: all is as it was."""
        before = self.state
        self.say(intent, slots)
        after = self.state
        if len(after.undo) != len(before.undo) + 1 or _kind(after) != _kind(before) or _where(after) != _where(before):
            return
        self._step(Heard(self.at, self.at, "undo", {}, "undo"))
        assert _plan(self.state) == _plan(before), (intent, slots)
        assert (self.state.weak, self.state.left_out, self.state.undo) == (before.weak, before.left_out, before.undo)
        assert _ends(self.state) == _ends(before), (intent, slots)

    def end(self) -> None:
        """Nobody says anything any more: the session comes to its end."""
        for _ in range(400):
            if self.over:
                return
            self.wait(300)
        raise AssertionError(f"never ends: {self.state.stage}")

    def _step(self, fact: Fact) -> tuple[Request, ...]:
        self.state, requests = step(self.state, fact)
        for request in requests:
            match request:
                case Say(ticket=ticket, at=at) if ticket:
                    self._push(Samples(max(at, self.at) + SPEECH), Said(self.at, ticket))
                case WakeAt(at=at, wake=wake):
                    self._push(at, Reached(self.at, wake))
                case _:
                    pass
        check(self.state, own_load=self.own_load)
        return requests

    def _push(self, at: Samples, fact: Fact) -> None:
        self.order += 1
        heapq.heappush(self.due, (at, self.order, fact))


def _kind(state: State) -> object:
    stage = state.stage
    return type(stage), type(stage.then) if isinstance(stage, Asking | Paused) else None


def _where(state: State) -> object:
    return len(state.finished), len(state.records)


def _plan(state: State) -> object:
    return state.steps


def _ends(state: State) -> object:
    stage = state.stage.then if isinstance(state.stage, Asking | Paused) else state.stage
    return stage.ends if isinstance(stage, Resting) else None


def _sets(state: State) -> Iterator[SetStep]:
    return (s for s in (*state.finished, *state.steps) if isinstance(s, SetStep))


def check(state: State, *, own_load: bool) -> None:
    """What holds at every moment."""
    assert sum(s.for_weak for s in _sets(state)) <= state.rules.asymmetry.max_extra_session
    assert without(state.steps, state.gone) == state.steps, "what pain has ended is still to come"
    if state.dizzy:
        assert not [s for s in state.steps if isinstance(s, SetStep) and (s.hold or s.hold_s is not None)]
    for record in state.records:
        assert 0 <= record.reps <= max(record.target_reps, record.reps)
        assert record.start <= record.end
    if not own_load:
        planned = {s.block: s.load for s in state.original if isinstance(s, SetStep) and not s.warm_up}
        for s in state.steps:
            began = s.began or planned.get(s.block) if isinstance(s, SetStep) and not s.warm_up else None
            if isinstance(s, SetStep) and began and s.load and s.load.kind is began.kind and began.kind is LoadKind.KG:
                assert s.load.value >= began.value * state.rules.feel.load_floor_pct / 100


def check_caps(state: State) -> None:
    """What a weaker side may get, just after it has been given (training-science 5.3)."""
    rules = state.rules
    all_sets = list(_sets(state))
    for block in {s.block for s in all_sets}:
        own = [s for s in all_sets if s.block == block]
        extra = [s for s in own if s.for_weak and s in state.steps]
        if extra and not state.gone:
            strong = sum(s.side in (extra[0].side.other, Side.BOTH) for s in own)
            weak = sum(s.side in (extra[0].side, Side.BOTH) for s in own if not s.extra or s.for_weak)
            assert weak <= rules.asymmetry.max_ratio * strong
    if any(s.for_weak for s in state.steps if isinstance(s, SetStep)):
        added = added_s((*state.finished, *state.steps), rules) - steps_s(state.left_out, rules)
        assert added <= 60 * rules.asymmetry.max_extra_minutes, float(added)


def check_silence(state: State, requests: Sequence[Request], at: Samples) -> None:
    """A word that stops has stopped everything in the same step."""
    assert not isinstance(state.stage, Working)
    cancels = [n for n, request in enumerate(requests) if isinstance(request, Cancel) and request.at <= at]
    standing = isinstance(state.stage, Paused | Asking | Closing | Over | Resting)
    assert cancels or standing
    led = [r for r in requests if (isinstance(r, Say) and r.beat) or (isinstance(r, Tone) and r.name == "tick")]
    assert not led


_STEPS: Final = (
    "{{exercise: {name}, sets: {sets}, reps: {reps}, tempo: {tempo}, sides: {sides}, start: {start}{load}{hold}}}"
)


def random_program(chance: random.Random) -> str:
    """Any program."""
    names = ["biceps_curl", "triceps_pushdown", "leg_extension", "row", "push_up", "bench_press", "squat", "calf_raise"]
    steps = []
    for _ in range(chance.randint(1, 5)):
        if chance.random() < 0.15:
            steps.append(f"{{hold: plank, sets: {chance.randint(1, 2)}, for: {chance.randint(5, 40)}s}}")
            continue
        hold = chance.choice(["", "", ", hold: {at: squeeze, for: 3s}", ", hold: {at: stretch, for: 6s, on: each rep}"])
        steps.append(
            _STEPS.format(
                name=chance.choice(names),
                sets=chance.randint(1, 4),
                reps=chance.choice(["3", "5", "8-12", "10"]),
                tempo=chance.choice(["3-1-2-1", "20X1", "1-0-1-0", "2-0-2-0"]),
                sides=chance.choice(["both", "both", "each", "left"]),
                start=chance.choice(["voice", "countdown"]),
                load=chance.choice(
                    ["", ", load: 8 kg", ", load: 40 kg", ", load: RIR 3", ", load: bodyweight", ", load: 30 lb"]
                ),
                hold=hold,
            )
        )
    rest, feel = chance.randint(0, 90), chance.choice(["never", "each set", "each exercise"])
    inner = "".join(f"  - {text}\n" for text in steps)
    if chance.random() < 0.2:
        inner = f"  - superset: {{rounds: {chance.randint(1, 3)}, steps: [{', '.join(steps)}]}}\n"
    return f"program: P\ndefaults: {{rest: {rest}s, ask_feel: {feel}}}\nsteps:\n{inner}"


def begun(program: str) -> Driven:
    """The session of a program, begun."""
    read = parse_program(program, "random.yaml", LIBRARY)
    driven = Driven(first_state(read, LIBRARY.scripts_of(read)))
    driven.start()
    return driven


def random_session(seed: int) -> tuple[str, int]:
    """One session with up to forty words at any instants; its program, and how many words were said."""
    chance = random.Random(seed)
    program = random_program(chance)
    driven = begun(program)
    calm = chance.random() < 0.5
    words = [word for word in WORDS if not calm or word[0] not in (*STOPS, "finish", *OWN_LOAD, "sudden", "no")]
    said = 0
    for _ in range(chance.randint(0, 40)):
        driven.wait(chance.choice([0, 0.3, 2, 5, 11, 30, 75, 200]) * chance.random())
        if driven.over:
            break
        said += 1
        intent, slots = chance.choice(words)
        (driven.say_and_take_back if chance.random() < 0.4 else driven.say)(intent, slots)
    driven.end()
    return program, said


def main(first: int, count: int) -> None:
    """Run so many sessions from a seed on, and tell what went wrong, with the seeds."""
    told = sys.stdout.write
    total, wrong = 0, 0
    for number in range(first, first + count):
        try:
            total += random_session(number)[1]
        except Exception as error:  # noqa: BLE001 -- every kind of failure is counted
            wrong += 1
            told(f"seed {number}: {type(error).__name__}: {str(error)[:300]}\n")
    told(f"{count} sessions from seed {first}: {total} words, {wrong} wrong\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
