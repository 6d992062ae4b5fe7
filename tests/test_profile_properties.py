"""Whatever is known about the athlete, and whatever is said: sessions end, replay, and learn only what can be kept."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from coach.engine.step import step
from coach.events import Started
from coach.plan.balance import Course, standing
from coach.plan.entries import checked
from coach.plan.profile import Band, Gap, Profile, WeakSide, days_between
from coach.plan.progress import Done, gap_of, lessons
from coach.plan.steps import SetStep
from coach.program.load import parse_program
from coach.program.rules import rules
from coach.session.reading import first_state
from coach.session.resuming import replay
from coach.units import Samples, Side
from tests.coached import LIBRARY, Diary, loop_of
from tests.test_engine_properties import programs, sayings

TODAY = date(2026, 11, 24)
days = st.integers(0, 200).map(lambda ago: (TODAY - timedelta(days=ago)).isoformat())
side = st.sampled_from(["left", "right"])
exercise = st.sampled_from(["biceps_curl", "triceps_pushdown", "leg_extension", "row", "push_up", "plank"])
area = st.sampled_from(["arm", "leg", "back", "chest"])
load = st.integers(1, 60).map(lambda kilos: f"{kilos} kg")
gaps = st.lists(
    st.fixed_dictionaries({"at": days, "side": side, "percent": st.floats(0, 30), "exercise": exercise}), max_size=4
).map(lambda found: sorted(found, key=lambda gap: str(gap["at"])))
weak = st.fixed_dictionaries(
    {"side": side, "band": st.sampled_from(list(Band)).map(str), "since": days, "long_standing": st.booleans()}
)
coming = st.fixed_dictionaries(
    {
        "load": load,
        "steps": st.integers(-1, 1),
        "because": st.sampled_from(["easy", "clear", "same", "hard", "short", "said"]),
        "clear": st.integers(0, 3),
        "planned": st.just(""),
    }
)
entry = st.one_of(
    st.tuples(area.map("weak.{}".format), weak),
    st.tuples(area.map("gaps.{}".format), gaps),
    st.tuples(area.map("retest.{}".format), days | st.just("due")),
    st.tuples(st.builds("next.{}.{}".format, exercise, side | st.just("both")), coming),
    st.tuples(st.builds("one_rm.{}.{}".format, exercise, side), load),
    st.tuples(exercise.map("hold.{}".format), st.fixed_dictionaries({"steps": st.integers(0, 12), "at": days})),
    st.tuples(
        exercise.map("unsettled.{}".format),
        st.fixed_dictionaries({"kind": st.just("pain"), "word": st.just("ouch"), "at": days}),
    ),
    st.tuples(st.just("prefer.counting"), st.sampled_from(["full", "beat", "reps", "silent"])),
    st.tuples(st.just("care.heart"), st.booleans()),
)
profiles = st.builds(
    lambda entries, left, right: Profile(
        TODAY.isoformat(),
        {key: checked(key, value, TODAY.isoformat()) for key, value in entries},
        {"arm.left": left, "arm.right": right, "back.left": right, "back.right": left},
    ),
    st.lists(entry, max_size=8),
    st.integers(0, 20),
    st.integers(0, 20),
)
MORE = st.lists(
    st.builds(
        lambda at, phrase: f"{at / 10}: {phrase}",
        st.integers(0, 3000),
        st.sampled_from(["yes", "no", "done", "remember that", "forget that", "undo", "two in reserve", "less talk"]),
    ),
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(profiles, programs, sayings, MORE)
def test_sessions_end_replay_and_learn_only_what_can_be_kept(
    known: Profile, program: str, at: list[str], more: list[str]
) -> None:
    read = parse_program(program, "p.yaml", LIBRARY)
    loop = loop_of(program, [*at, *more])
    loop.state = begun = first_state(read, LIBRARY.scripts_of(read), 0, known)
    begins = step(begun, Started(Samples(0), listening=True))[0]
    if known.careful:
        planned = [s for s in begins.steps if isinstance(s, SetStep)]
        assert all((s.hold_s or 0) <= 10 and (s.hold is None or s.hold.for_ <= 10) and not s.flex_s for s in planned)
    loop.run()
    assert isinstance(loop.diary, Diary)
    assert replay(begun, loop.diary.facts)[0] == loop.state
    for learnt in loop.diary.learned:
        if learnt.value is not None:
            assert checked(learnt.key, learnt.value, TODAY.isoformat()) == learnt.value
        assert learnt.record is None or learnt.record in loop.diary.records


sets = st.builds(
    Done,
    number=st.integers(0, 30),
    exercise=exercise,
    side=st.sampled_from(list(Side)),
    reps=st.integers(0, 30),
    target_reps=st.integers(1, 30),
    load=st.one_of(load, st.sampled_from(["", "RIR 3", "60 %", "bodyweight", "red band", "20 lb"])),
    held_s=st.sampled_from([0.0, 10.0]),
    feel=st.none() | st.integers(1, 5),
    rir=st.none() | st.integers(0, 10),
    completed=st.booleans(),
    test=st.booleans(),
)


@settings(max_examples=200, deadline=None)
@given(profiles, st.lists(sets, max_size=12))
def test_every_lesson_can_be_kept_and_load_and_hold_never_rise_together(known: Profile, done: list[Done]) -> None:
    made = lessons(known, done, rules())
    assert len({lesson.key for lesson in made}) == len(made)
    for lesson in made:
        assert checked(lesson.key, lesson.value, known.today) == lesson.value
    longer = {
        lesson.key.split(".")[1]
        for lesson in made
        if lesson.key.startswith("hold.")
        and isinstance(lesson.value, dict)
        and lesson.value["steps"] > known.hold_steps(lesson.key.split(".")[1])[0]
    }
    for lesson in made:
        if lesson.key.startswith("next.") and lesson.key.split(".")[1] in longer:
            assert isinstance(lesson.value, dict)
            assert lesson.value["steps"] <= 0


def test_where_one_side_s_holds_grow_the_other_side_s_load_stays() -> None:
    known = Profile(TODAY.isoformat())
    left = Done(
        number=0,
        exercise="triceps_pushdown",
        side=Side.LEFT,
        reps=8,
        target_reps=8,
        load="1 kg",
        held_s=0.0,
        feel=None,
        rir=3,
        completed=True,
    )
    right = replace(left, number=1, side=Side.RIGHT, held_s=10.0, feel=4, rir=None)
    made = {lesson.key: lesson.value for lesson in lessons(known, [left, right], rules())}
    assert made["hold.triceps_pushdown"] == {"steps": 1, "at": TODAY.isoformat()}
    for side in ("left", "right"):
        coming = made[f"next.triceps_pushdown.{side}"]
        assert isinstance(coming, dict)
        assert coming["steps"] == 0


tests = st.lists(
    st.builds(Gap, days, st.sampled_from(list(Side)), st.floats(0, 30), st.just("biceps_curl")), max_size=6
).map(lambda found: tuple(sorted(found, key=lambda gap: gap.at)))


@settings(max_examples=300, deadline=None)
@given(st.builds(WeakSide, side.map(Side), st.sampled_from(list(Band)), days, st.booleans()), tests)
def test_nobody_is_held_back_longer_than_twelve_weeks(claim: WeakSide, found: tuple[Gap, ...]) -> None:
    now = standing(claim, found, TODAY.isoformat(), rules())
    if days_between(claim.since, TODAY.isoformat()) >= 12 * 7:
        assert now.course is not Course.COMPENSATE
    if now.course is Course.FLIPPED:
        assert found[-1].side is claim.side.other


@given(st.fractions(1, 200), st.fractions(1, 200))
def test_a_difference_has_a_direction_and_stays_under_a_hundred(left: object, right: object) -> None:
    weaker, percent = gap_of(left, right)  # type: ignore[arg-type]
    assert 0 <= percent <= 100
    assert (weaker is Side.BOTH) == (left == right)
