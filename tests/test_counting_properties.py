"""What holds of every count, whatever the program and whatever is said: order, sums, silence after a cancel."""

from dataclasses import replace
from fractions import Fraction
from itertools import groupby, pairwise
from zlib import crc32

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coach.audio.files import NullSink
from coach.engine.cueing import Cueing
from coach.engine.parts import parts_of
from coach.engine.score import Scorer
from coach.events import Say, Tone
from coach.mixer import Mixer, Sound
from coach.plan.steps import SetStep
from coach.session.foresee import GuessedSpeech
from coach.units import RATE, Phase, Samples, Tempo, parse_tempo
from tests.coached import Event, events, loop_of

places = st.decimals(0, 6, places=1).map(str)
tempos = st.builds(lambda e, s, c, q: f"{e}-{s}-{c}-{q}", places, places, places | st.just("X"), places).filter(
    lambda text: not text.startswith("0.0") and "-0.0-0.0-" not in text and text.split("-")[2] != "0.0"
)
sets = st.builds(
    lambda name, reps, tempo, more: f"  - {{exercise: {name}, reps: {reps}, tempo: {tempo}{more}}}\n",
    st.sampled_from(["biceps_curl", "squat", "pull_up", "push_up"]),
    st.integers(1, 8),
    tempos,
    st.lists(
        st.sampled_from(
            [
                "counting: reps", "counting: beat", "counting: silent", "rep_number: start", "rep_number: none",
                "last_reps: down", "focus: internal", "focus: external", "load: 70 %", "load: 85 %",
                "say: {concentric: Up.}", "hold: {at: middle, for: 3s}", "hold: {at: squeeze, for: 7s, on: each rep}",
                "hold: {at: stretch, for: 2s}", "rehearse: 20s", "visualize: true", "sides: each",
            ]
        ),
        max_size=4,
        unique_by=lambda text: text.partition(":")[0],
    ).map(lambda more: "".join(f", {text}" for text in more)),
)  # fmt: skip
programs = st.lists(sets, min_size=1, max_size=2).map(
    lambda steps: "program: P\ndefaults: {rest: 15s, start: countdown}\nsteps:\n" + "".join(steps)
)
CURL_AND_PLANK = """
program: P
defaults: {rest: 5s, start: countdown}
steps:
  - {exercise: biceps_curl, reps: 2, tempo: 1-0-1-0}
  - {hold: plank, for: 12s}
"""
LEADING = ("count", "tick", "cue", "hold", "breath", "ready", "rehearse")


def inside(timeline: dict[str, object], record: Event) -> list[Event]:
    """The events of a set that belong to a repetition."""
    return [
        e
        for e in events(timeline, "count", "tick", "hold", "cue", "breath")
        if e["rep"] and record["start_s"] <= e["start_s"] < record["end_s"] and e["side"] == record["side"]
    ]


ONE_REP = """program: P
defaults: {rest: 15s, start: countdown}
steps:
  - {exercise: biceps_curl, reps: 1, tempo: 0.1-0.0-X-0.0}
"""


HELD_IN_A_LONG_LIFT = """program: P
defaults: {rest: 15s, start: countdown}
steps:
  - {exercise: biceps_curl, reps: 3, tempo: 0.1-0.0-2.5-0.0, focus: internal, hold: {at: middle, for: 3s}}
"""


@settings(max_examples=40, deadline=None)
@example(HELD_IN_A_LONG_LIFT)
@given(programs)
def test_phases_come_in_their_order_and_the_total_is_their_sum(program: str) -> None:
    loop = loop_of(program)
    steps = [step for step in loop.state.steps if isinstance(step, SetStep)]
    timeline = loop.run()
    records = events(timeline, "set_done")
    assert len(records) == len(steps)
    for step, record in zip(steps, records, strict=True):
        order = [*Phase, *Phase][2 if step.starts_with is Phase.CONCENTRIC else 0 :][:4]
        heard = inside(timeline, record)
        assert [e["rep"] for e in heard] == sorted(e["rep"] for e in heard)
        for _, of_rep in groupby(heard, key=lambda e: int(e["rep"])):
            runs = [order.index(Phase(phase)) for phase, _ in groupby(of_rep, key=lambda e: str(e["phase"]))]
            assert runs == sorted(set(runs))
        if step.hold is None:
            assert Fraction(str(record["tension_s"])) == step.reps * step.tempo.rep_s
        assert abs(record["end_s"] - record["start_s"] - record["tension_s"]) < 1e-5
        spoken = [e for e in heard if e["kind"] == "count" and e.get("spoken")]
        assert not spoken or step.counting.value in ("full", "reps")
        cues = [(e["rep"], e["phase"]) for e in heard if e["kind"] == "cue"]
        assert len(cues) == len(set(cues)), "two cues in a phase"
        words = sorted((e["start_s"], e["end_s"]) for e in events(timeline) if e.get("spoken"))
        assert all(end <= begin for (_, end), (begin, _) in pairwise(words))


@settings(max_examples=40, deadline=None)
@example(ONE_REP, [(80, "ouch")], [(387, "resume")])
@given(
    programs,
    st.lists(st.tuples(st.integers(80, 900), st.sampled_from(["stop", "pause", "ouch", "i feel dizzy"])), max_size=4),
    st.lists(
        st.tuples(st.integers(80, 900), st.sampled_from(["resume", "slower", "how many left", "yes"])), max_size=4
    ),
)
def test_nothing_is_led_after_a_cancel_until_something_else_is_said_or_the_question_stays_open(
    program: str, cancels: list[tuple[int, str]], others: list[tuple[int, str]]
) -> None:
    timeline = loop_of(program, [f"{at / 10}: {phrase}" for at, phrase in (*cancels, *others)]).run()
    heard = events(timeline, "heard")
    for number, cancel in enumerate(heard):
        if cancel["intent"] not in ("stop", "pause", "pain", "dizzy"):
            continue
        until = heard[number + 1]["end_s"] if number + 1 < len(heard) else cancel["end_s"] + 5
        asked = next((e["end_s"] for e in events(timeline, "ask") if e["start_s"] > cancel["end_s"]), until)
        unanswered = next((e["start_s"] for e in events(timeline, "safety") if e["start_s"] > asked), until)
        until = min(until, unanswered)
        led = [e for e in events(timeline, *LEADING) if cancel["end_s"] < e["start_s"] < until]
        assert not led, cancel


@settings(max_examples=20, deadline=None)
@given(tempos, st.sampled_from(["biceps_curl", "squat"]))
def test_an_hour_at_any_tempo_has_no_drift(text: str, exercise: str) -> None:
    tempo: Tempo = parse_tempo(text)
    state = loop_of(f"program: P\nsteps:\n  - {{exercise: {exercise}, reps: 1}}\n").state
    step = state.steps[0]
    assert isinstance(step, SetStep)
    long = replace(step, tempo=tempo, reps=int(3600 / tempo.rep_s) + 1)
    scorer = Scorer(Cueing(long, state.scripts[exercise], state.rules, 0, {}), Samples(12_345))
    tenth = RATE // 10
    rep = int(tempo.rep_s * 10) * tenth
    begins = {12_345 + n * rep for n in range(long.reps)}
    at = {int(r.at) for r in scorer.set(parts_of(long, long.reps)) if isinstance(r, Say | Tone)}
    assert begins <= at
    assert max(at) < 12_345 + long.reps * rep
    firsts = {Fraction(a - 12_345, tenth) for a in at}
    assert all(first.denominator == 1 for first in firsts)


class Humming(GuessedSpeech):
    """Speech of guessed length that can be told apart, so that sessions can be compared sample by sample."""

    def speech(self, text: str) -> Sound:
        length = len(super().speech(text))
        return np.random.default_rng(crc32(text.encode())).uniform(-0.5, 0.5, length).astype(np.float32)

    def tone(self, name: str) -> Sound:
        return self.speech(name)[: RATE // 20]


class Cutting(NullSink):
    """Takes a session's sound in pieces of the given sizes, in turn."""

    def __init__(self, sizes: list[int]) -> None:
        super().__init__()
        self.sizes = sizes
        self.pieces: list[Sound] = []
        self.taken: Mixer | None = None

    def open(self, mixer: Mixer) -> None:
        self.taken = mixer

    def advance(self, until: Samples) -> Samples:
        assert self.taken is not None
        while (left := until - self.taken.position) > 0:
            block = np.empty(min(left, self.sizes[len(self.pieces) % len(self.sizes)]), np.float32)
            self.taken.render(block)
            self.pieces.append(block)
        return Samples(self.taken.position)


def sound(program: str, at: list[str], sizes: list[int]) -> Sound:
    loop = loop_of(program, at)
    loop.voice, loop.sink = Humming(), Cutting(sizes)
    loop.__post_init__()
    loop.sink.open(loop.mixer)
    loop.run()
    return np.concatenate(loop.sink.pieces)


@settings(max_examples=6, deadline=None)
@given(st.lists(st.integers(100, 60_000), min_size=1, max_size=4))
def test_a_session_is_the_same_samples_however_its_blocks_are_cut(sizes: list[int]) -> None:
    program = CURL_AND_PLANK
    at = ["19.3: slower", "41.7: hold five more seconds", "48.2: let go"]
    assert np.array_equal(sound(program, at, [RATE]), sound(program, at, sizes))
