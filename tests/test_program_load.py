"""Reading programs and cue scripts: what is meant arrives, what is wrong is said, nothing breaks the reader."""

import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.program.check import check, check_file
from coach.program.dump import program_text
from coach.program.library import Library
from coach.program.load import load_cues, load_program, parse_cues, parse_program
from coach.program.mistakes import Mistake, ProgramError, Severity
from coach.program.model import ExerciseStep, HoldAt, HoldOn, HoldStep, Reps, SupersetStep
from coach.program.starter import StarterError, starter
from coach.units import Phase

REPO = Path(__file__).resolve().parent.parent
FORMAT_1 = Path(__file__).parent / "format_1"
SHIPPED = sorted((REPO / "programs").glob("*.yaml"))


def first(step: str) -> ExerciseStep:
    made = parse_program(f"program: Test\nsteps:\n  - exercise: biceps_curl\n{step}").steps[0]
    assert isinstance(made, ExerciseStep)
    return made


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [("10", 10, 10), ("8-12", 8, 12), ("8 to 12", 8, 12), ('"10"', 10, 10), ("0010", 10, 10)],
)
def test_repetitions_are_a_number_or_a_range(written: str, low: int, high: int) -> None:
    assert first(f"    reps: {written}\n").reps == Reps(low=low, high=high)


@pytest.mark.parametrize(
    ("written", "at", "on", "seconds"),
    [
        ("{kind: pause_stretch, for: 3s}", HoldAt.STRETCH, HoldOn.EACH_REP, 3),
        ("{kind: peak_squeeze}", HoldAt.SQUEEZE, HoldOn.EACH_REP, 2),
        ("mid_hold", HoldAt.MIDDLE, HoldOn.LAST_REP, 5),
        ("{kind: peak_squeeze, on: last rep, for: 10s}", HoldAt.SQUEEZE, HoldOn.LAST_REP, 10),
        ("{at: middle, for: 4s}", HoldAt.MIDDLE, HoldOn.LAST_REP, 4),
    ],
)
def test_holds_have_names_that_say_where_and_when(written: str, at: HoldAt, on: HoldOn, seconds: int) -> None:
    hold = first(f"    reps: 8\n    hold: {written}\n").hold
    assert hold is not None
    assert (hold.at, hold.on, hold.for_) == (at, on, Fraction(seconds))


def test_scalars_stay_text_until_their_key_says_what_they_are() -> None:
    program = parse_program("program: on\nsteps:\n  - {exercise: biceps_curl, reps: 8, rest: 1:30, tempo: 0010}\n")
    step = program.steps[0]
    assert program.program == "on"
    assert isinstance(step, ExerciseStep)
    assert step.rest == 90
    assert step.tempo is not None
    assert (step.tempo.eccentric, step.tempo.concentric) == (Fraction(0), Fraction(1))


def test_an_open_hold_has_a_longest_time() -> None:
    hold = parse_program("program: Open\nsteps:\n  - {hold: plank, for: open}\n").steps[0]
    assert isinstance(hold, HoldStep)
    assert (hold.open, hold.for_) == (True, Fraction(120))


def test_a_circuit_is_a_superset() -> None:
    text = "program: C\nsteps:\n  - circuit: {rounds: 3, steps: [{exercise: row, reps: 8}]}\n"
    step = parse_program(text).steps[0]
    assert isinstance(step, SupersetStep)
    assert step.superset.rounds == 3


def test_own_words_are_found_by_their_place() -> None:
    words = "{eccentric: Slow., cues: [{text: Now., at: eccentric, reps: 3-5}, {text: Good., at: after}]}"
    say = first(f"    reps: 8\n    say: {words}\n").say
    assert [cue.text for cue in say.at("eccentric")] == ["Slow.", "Now."]
    assert say.at("eccentric")[1].reps == (3, 4, 5)
    assert [cue.text for cue in say.at("after")] == ["Good."]


def test_one_cue_may_stand_where_a_list_does() -> None:
    script = parse_cues(
        "cues: a\nname: A\narea: arm\nmuscle: biceps\nsqueeze: Wring it.\nsetup: {text: Stand., sets: 1}\n"
    )
    assert [cue.text for cue in script.squeeze] == ["Wring it."]
    assert script.setup[0].sets == (1,)


def test_aliases_repeat_what_they_name() -> None:
    text = "program: A\nsteps:\n  - &curl {exercise: biceps_curl, reps: 8}\n  - {rest: 60s}\n  - *curl\n"
    steps = parse_program(text).steps
    assert steps[0] == steps[2]


def test_files_of_format_1_keep_loading() -> None:
    program, script = load_program(FORMAT_1 / "program.yaml"), load_cues(FORMAT_1 / "cues.yaml")
    assert len(program.steps) == 10
    assert program.defaults.rest == 75
    assert script.phase_words == {Phase.CONCENTRIC: "pull"}
    assert script.eccentric[2].reps == (7, 8, 9)


@pytest.mark.parametrize("path", [*SHIPPED, FORMAT_1 / "program.yaml"], ids=lambda path: path.stem)
def test_a_program_printed_and_read_again_is_the_same(path: Path) -> None:
    program = load_program(path)
    assert parse_program(program_text(program)) == program


SECONDS = st.integers(5, 600).map(lambda n: f"{n}s")
TEMPI = st.tuples(*[st.integers(1, 9)] * 4).map(lambda four: "-".join(map(str, four)))
LOADS = st.sampled_from(["8 kg", "20 lb", "60 %", "bodyweight", "bodyweight + 5 kg", "RIR 3", "RPE 7.5", "red band"])
TEXTS = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"], exclude_characters="{}[]"), min_size=1, max_size=60
)


@st.composite
def exercise_steps(draw: st.DrawFn) -> dict[str, object]:
    options: dict[str, st.SearchStrategy[object]] = {
        "sets": st.integers(1, 20),
        "load": LOADS,
        "tempo": TEMPI,
        "rest": SECONDS,
        "rehearse": st.just("20s"),
        "sides": st.sampled_from(["both", "each", "left", "right"]),
        "hold": st.sampled_from([{"at": "squeeze", "for": "3s"}, "mid_hold", {"kind": "pause_stretch", "for": "1.5s"}]),
        "say": st.fixed_dictionaries({"cues": st.lists(st.just({"text": "Slow.", "at": "rest", "reps": "1-3"}))}),
        "focus": st.sampled_from(["auto", "internal", "external", "none"]),
    }
    chosen = draw(st.sets(st.sampled_from(sorted(options))))
    low, more = draw(st.integers(1, 50)), draw(st.integers(0, 50))
    return {"exercise": "row", "reps": f"{low}-{low + more}"} | {key: draw(options[key]) for key in chosen}


@given(st.lists(exercise_steps(), min_size=1, max_size=4))
def test_any_program_survives_print_and_read(steps: list[dict[str, object]]) -> None:
    import json

    program = parse_program(json.dumps({"program": "Any", "steps": steps}))
    assert parse_program(program_text(program)) == program


MATERIAL = [
    path.read_text(encoding="utf-8") for path in (*SHIPPED[:4], FORMAT_1 / "program.yaml", FORMAT_1 / "cues.yaml")
]


SIGNS = "\t[]{}\n'\">%@~#\r\x85\0\u2028\ud7ff\U0001f4aa"
WORDS = ("&a ", "*a", "!!python/name:os.system ", ": ", "- ", "|\n", "<<: *a", "---\n", "? ", "1e99", "-5", ".inf")
SNIPPETS = st.sampled_from((*SIGNS, *WORDS))


@st.composite
def mutated(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from(MATERIAL))
    for _ in range(draw(st.integers(1, 8))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 40)))
        put = draw(st.one_of(SNIPPETS, st.text(max_size=12), st.just(text[start:end] * 2)))
        text = text[:start] + put + text[end:]
    return text


def mistakes_of(parse: Callable[[str, str], object], text: str) -> tuple[Mistake, ...]:
    try:
        parse(text, "x.yaml")
    except ProgramError as error:
        return error.mistakes
    return ()


@settings(max_examples=300, deadline=None)
@given(mutated())
def test_whatever_is_done_to_a_file_there_is_an_answer(text: str) -> None:
    for parse in (parse_program, parse_cues):
        found = mistakes_of(parse, text)
        assert all(m.line >= 1 and m.column >= 1 and m.text for m in found)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_whatever_bytes_a_file_has_there_is_an_answer(raw: bytes) -> None:
    path = Path(os.environ["INNERVATE_HOME"]).parent / "raw.yaml"
    path.write_bytes(raw)
    assert any(mistake.severity is Severity.ERROR for mistake in check([path]))


HUGE = {
    "ten megabytes": b"program: Long\nabout: " + b"x" * 10_000_000,
    "a megabyte of entries": b"program: Long\nsteps:\n" + b"- a\n" * 240_000,
    "a deep list": b"[" * 900_000,
    "deep blocks": b"".join(b" " * n + b"a:\n" for n in range(1300)),
    "a bomb of aliases": b"a: &a [x,x,x,x,x,x,x,x,x]\n"
    + b"".join(f"{c}: &{c} [{','.join(['*' + p] * 9)}]\n".encode() for p, c in zip("abcdefgh", "bcdefghi", strict=True))
    + b"program: *i\n",
    "one endless key": b"k" * 900_000 + b": 1\n",
    "many bad keys": b"program: Long\n" + b"".join(b"key_%d: 1\n" % n for n in range(9000)),
    "many bad steps": b"program: Long\nsteps:\n" + b"  - {exercise: biceps_crul, reps: x}\n" * 90,
    "open quotes": b"program: '" + b"a\n" * 400_000,
    "a long forbidden text": b"program: Long\nabout: " + b"push through the " * 50_000,
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", HUGE)
def test_files_made_to_break_the_reader_get_a_short_answer(name: str, tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    path.write_bytes(HUGE[name])
    found = check([path])
    assert any(mistake.severity is Severity.ERROR for mistake in found)
    assert len(found) <= 201
    assert all(len(mistake.text) < 5000 for mistake in found)


def test_no_tag_runs_code(tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    path = tmp_path / "evil.yaml"
    path.write_text(f"program: !!python/object/apply:pathlib.Path.touch [{{self: {witness}}}]\nsteps: []\n")
    assert check([path])
    assert not witness.exists()


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    for name in ("missing.yaml", "pipe.yaml"):
        (mistake,) = check([tmp_path / name])
        assert "no such file" in mistake.text
    with pytest.raises(ProgramError, match="folder"):
        load_program(tmp_path)


def test_every_mistake_of_a_file_comes_at_once() -> None:
    text = "program: Three\nlang: en\nsteps:\n  - {exercise: biceps_crul, reps: ten, rest: 60}\n"
    with pytest.raises(ProgramError) as caught:
        parse_program(text, "three.yaml", Library.standard())
    places = [(mistake.line, mistake.column) for mistake in caught.value.mistakes]
    assert places == [(2, 1), (4, 16), (4, 35), (4, 46)]
    assert caught.value.exit_code == 1
    assert str(caught.value).splitlines()[0] == (
        "three.yaml:2:1: error: the key 'lang' is not known here; did you mean 'language'?"
    )


@pytest.mark.parametrize("kind", ["program", "cues"])
def test_a_starting_file_checks_clean(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "my_own.yaml"
    path.write_text(starter(kind, "my_own"), encoding="utf-8")
    assert check_file(path, Library.standard(path)) == []


@pytest.mark.parametrize("kind", ["program", "cues"])
def test_the_notes_of_a_starting_file_are_keys_that_work(kind: str, tmp_path: Path) -> None:
    """Every commented key, uncommented, still checks clean."""
    text = starter(kind, "my_own")
    lines = []
    for line in text.splitlines():
        bare = line.lstrip()
        is_key = (
            bare.startswith("# ") and ":" in bare and bare[2] in "abcdefghijklmnopqrstuvwxyz1- " and "`" not in bare
        )
        written = line.replace("# ", "", 1) if is_key and not bare.startswith("# yaml-language") else line
        lines.append(written)
    path = tmp_path / "my_own.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert [m for m in check_file(path, Library.standard(path)) if m.severity is Severity.ERROR] == []


@pytest.mark.parametrize("name", ["../evil", "a/b", "", "My Arms", "con:", "x" * 200])
def test_a_starting_file_stays_in_its_folder(name: str) -> None:
    with pytest.raises(StarterError, match="no name for a file"):
        starter("program", name)


def test_fractions_of_seconds_are_exact() -> None:
    assert first("    reps: 8\n    rest: 0.1s\n").rest == Fraction(1, 10)
