"""What must hold for every program and whatever is said to the coach at whatever instant."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from coach.plan.change import restore
from coach.plan.profile import Band
from coach.plan.sides import single_sided
from coach.plan.steps import SetStep
from coach.program.rules import rules
from coach.units import Side
from tests.coached import Diary, events, loop_of

PHRASES = (
    "ready", "next set", "done", "stop", "pause", "resume", "repeat that set", "skip exercise", "thirty more seconds",
    "hold ten more seconds", "how many left", "what next", "slower", "faster", "left arm weak", "right leg weak",
    "single side on", "single side off", "back to normal", "undo", "yes", "no", "finish", "four", "let go",
    "i feel dizzy", "ouch", "skip rest", "what changed", "say again", "help", "nonsense words",
    "heavier", "too heavy", "too easy", "six reps", "one more set", "one less set", "switch sides", "less talk",
    "more talk", "just count", "new cue", "how long to go", "both arms weak", "tempo three one two one", "twelve kilos",
)  # fmt: skip
MINUTES = 6

exercises = st.builds(
    lambda name, sets, reps, tempo, sides, hold, start: (
        f"  - {{exercise: {name}, sets: {sets}, reps: {reps}, tempo: {tempo}, sides: {sides}, start: {start}{hold}}}\n"
    ),
    st.sampled_from(["biceps_curl", "triceps_pushdown", "leg_extension", "row", "push_up"]),
    st.integers(1, 2),
    st.integers(1, 5),
    st.sampled_from(["3-1-2-1", "20X1", "1-0-1-0", "2-2-2-2", "1.5-0-1.5-0"]),
    st.sampled_from(["both", "each", "left"]),
    st.sampled_from(["", ", hold: {at: squeeze, for: 3s}", ", hold: {at: stretch, for: 8s, on: each rep}"]),
    st.sampled_from(["voice", "countdown"]),
)
holds = st.builds(
    lambda sets, seconds: f"  - {{hold: plank, sets: {sets}, for: {seconds}s, start: countdown}}\n",
    st.integers(1, 2),
    st.integers(2, 40),
)
programs = st.builds(
    lambda rest, feel, steps: f"program: P\ndefaults: {{rest: {rest}s, ask_feel: {feel}}}\nsteps:\n" + "".join(steps),
    st.integers(0, 60),
    st.sampled_from(["never", "each set"]),
    st.lists(exercises | holds, min_size=1, max_size=3),
)
sayings = st.lists(
    st.builds(lambda at, phrase: f"{at / 10}: {phrase}", st.integers(0, MINUTES * 600), st.sampled_from(PHRASES)),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(programs, sayings)
def test_every_session_ends_and_is_heard_in_order(program: str, at: list[str]) -> None:
    loop = loop_of(program, at)
    timeline = loop.run()
    heard = events(timeline)
    voices = sorted((e["sample"], e["end_s"]) for e in heard if e.get("spoken"))
    for (_, end), (begin, _) in pairwise(voices):
        assert begin / 48_000 >= end - 1e-6, "two voices at once"
    assert all(e["start_s"] == e["beat_s"] for e in heard if "beat_s" in e)
    for record in events(timeline, "set_done"):
        assert 0 <= record["reps"] <= record["target_reps"]
        assert record["start_s"] <= record["end_s"]
        counted = [
            e["rep"] for e in heard if e["kind"] == "count" and record["start_s"] <= e["start_s"] < record["end_s"]
        ]
        assert counted == sorted(counted)
    assert isinstance(loop.diary, Diary)
    assert len(loop.diary.records) == len(events(timeline, "set_done"))


@settings(max_examples=25, deadline=None)
@given(programs, sayings)
def test_a_weak_side_never_gets_more_than_its_caps(program: str, at: list[str]) -> None:
    loop = loop_of(program, [*at, "30: left arm weak", "40: yes", "90: right arm weak", "98: yes"])
    loop.run()
    extra = sum(isinstance(s, SetStep) and s.for_weak for s in (*loop.state.finished, *loop.state.steps))
    assert extra <= rules().asymmetry.max_extra_session
    weak = [key for key in loop.state.done if key[2] is Side.LEFT]
    assert len(weak) == len(set(weak))


@settings(max_examples=100, deadline=None)
@given(programs, st.sampled_from([Side.LEFT, Side.RIGHT]), st.sampled_from(["arm", "leg", "chest", ""]))
def test_taking_a_change_back_gives_the_very_steps_there_were(program: str, side: Side, area: str) -> None:
    before = loop_of(program).state
    changed = single_sided(before.steps, before.scripts, before.rules, area=area, first=side, band=Band.MODERATE).steps
    assert restore(before.steps, changed, frozenset()) == before.steps
    per_exercise: dict[int, list[SetStep]] = {}
    for made in changed:
        if isinstance(made, SetStep):
            per_exercise.setdefault(made.block, []).append(made)
    for made_sets in per_exercise.values():
        weak = sum(s.side is side for s in made_sets)
        strong = sum(s.side is side.other for s in made_sets)
        assert not strong or Fraction(weak, strong) <= before.rules.asymmetry.max_ratio
