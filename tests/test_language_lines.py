"""What the coach says: lines and athletes' texts become sentences."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.events import Line, Slots, Text
from coach.language.files import read_lines
from coach.language.lines import Lines, LinesError
from coach.language.source import WordsError
from coach.language.speakable import speakable
from coach.places import own_cues, shipped_cues
from coach.program.texts import faults

FIGURES = read_lines().figures
LINES = Lines.from_yaml(
    """
figures:
  units: {kg: [half a kilo, one kilo, "# kilos"], lb: [half a pound, one pound, "# pounds"],
    s: [half a second, one second, "# seconds"], min: [half a minute, one minute, "# minutes"],
    "%": ["", one per cent, "# per cent"]}
  words: {X: explosive}
plain: "Go."
turns: ["One.", "Two.", "Three."]
reps: "{n} {n|rep|reps} to go."
load: "Load: {load}."
where: "Next: {exercise}. {where}."
asked: "Has your {side} {area} been weaker?"
wrong: "{n|rep}"
"""
)


@pytest.mark.parametrize(("variant", "text"), [(0, "One."), (1, "Two."), (2, "Three."), (3, "One."), (7, "Two.")])
def test_variants_take_turns(variant: int, text: str) -> None:
    assert LINES.sentence(Line("turns", variant=variant)) == text


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (Line("plain"), "Go."),
        (Line("reps", {"n": 1}), "One rep to go."),
        (Line("reps", {"n": 2}), "Two reps to go."),
        (Line("reps", {"n": 0}), "Zero reps to go."),
        (Line("reps", {"n": "8-12"}), "Eight to twelve reps to go."),
        (Line("load", {"load": "8 kg"}), "Load: eight kilos."),
        (Line("load", {"load": "1 kg"}), "Load: one kilo."),
        (Line("load", {"load": "12.5 kg"}), "Load: twelve and a half kilos."),
        (Line("load", {"load": "0.5 kg"}), "Load: half a kilo."),
        (Line("load", {"load": "20 lb"}), "Load: twenty pounds."),
        (Line("load", {"load": "60 %"}), "Load: sixty per cent."),
        (Line("load", {"load": "RIR 3"}), "Load: three reps in reserve."),
        (Line("load", {"load": "bodyweight + 5 kg"}), "Load: bodyweight plus five kilos."),
        (Line("load", {"load": "red band"}), "Load: red band."),
        (Line("where", {"exercise": "Plank", "where": ""}), "Next: Plank."),
        (Line("where", {"exercise": "Row", "where": "left side"}), "Next: Row. Left side."),
        (Line("asked", {"side": "left", "area": ""}), "Has your left been weaker?"),
    ],
)
def test_slots_become_words(line: Line, text: str) -> None:
    assert LINES.sentence(line) == text


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (Line("nowhere"), "no line 'nowhere'"),
        (Line("reps"), r"'reps' wants \{n\}"),
        (Line("load", {"lode": "8 kg"}), r"wants \{load\}.*there are: lode"),
        (Line("wrong", {"n": 1}), r"needs two forms"),
    ],
)
def test_a_sentence_that_cannot_be_made_says_why(line: Line, message: str) -> None:
    with pytest.raises(LinesError, match=message):
        LINES.sentence(line)


@pytest.mark.parametrize(
    ("text", "slots", "spoken"),
    [
        ("Remember the long wrist, {name}.", {"name": "Ada"}, "Remember the long wrist, Ada."),
        ("Remember the long wrist, {name}.", {}, "Remember the long wrist."),
        ("{side} first, then {other_side}.", {"side": "left", "other_side": "right"}, "Left first, then right."),
        ("Breathe. [pause 2s] {reps_left} left", {"reps_left": 3}, "Breathe. [pause 2s] three left"),
        ("Hold 90s at 3-1-X-1", {}, "Hold ninety seconds at three one explosive one"),
        ("at 1:30, 1.25 kg", {}, "at one minute thirty seconds, one point two five kilos"),
    ],
)
def test_an_athletes_text_is_filled_and_keeps_its_pauses(text: str, slots: Slots, spoken: str) -> None:
    assert LINES.sentence(Text(text, slots)) == spoken


def test_an_unknown_slot_in_a_text_is_named() -> None:
    with pytest.raises(LinesError, match=r"wants \{nmae\}"):
        LINES.sentence(Text("Go, {nmae}."))


def test_words_are_said_as_the_program_wants_whole_words_only() -> None:
    lines = LINES.saying({"RDL": "Romanian deadlift"}).saying({"DB": "dumb\\bell"})
    assert lines.sentence(Text("RDL with a DB, RDLs and xRDL")) == "Romanian deadlift with a dumb\\bell, RDLs and xRDL"


@given(st.integers(0, 999), st.sampled_from(["", " kg", " lb", " %", "s", " reps"]))
def test_no_figure_is_left_in_a_sentence(number: int, unit: str) -> None:
    assert not re.search(r"\d", speakable(f"Take {number}{unit}, or {number}.5{unit}.", FIGURES))


def test_own_lines_replace_the_coachs() -> None:
    own_cues().mkdir(parents=True)
    (own_cues() / "lines.en.yaml").write_text("paused: 'Your pause.'\n", encoding="utf-8")
    assert read_lines().sentence(Line("paused")) == "Your pause."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("pawsed: 'x'", r"own:1:1: 'pawsed' is no line"),
        ("plain: ['Go.', 'Go {where}.']", r"own:1:16: the line 'plain' has no {where}; there are: none"),
        ("many: '{n|rep} of {m}'", r"own:1:7: {n\|rep} needs two forms"),
        ("many: '{m} of {n}'", r"own:1:7: the line 'many' has no {m}; there are: {n}"),
        ("plain: '{a}'\nmany: '{m}'", r"(?s)own:1:8: .*own:2:7: "),
        ("plain: ''", r"own:1:\d+: the line 'plain' is empty"),
        ("plain: []", r"own:1:\d+: the line 'plain' is empty"),
        ("plain: {a: b}", r"own:1:\d+: expected a text or a list"),
    ],
)
def test_a_wrong_line_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(WordsError, match=message):
        Lines.from_yaml("plain: Go.\nmany: '{n|rep|reps}'", "shipped", (text, "own"))


LANGUAGES = ("en", "de")
every_language = pytest.mark.parametrize("language", LANGUAGES)


def slots_of(template: str) -> dict[str, str]:
    return {inside.split("|")[0].strip(): inside for inside in re.findall(r"\{([^{}]*)\}", template)}


def test_every_lines_file_is_tested() -> None:
    assert {path.name.split(".")[1] for path in shipped_cues().glob("lines.*.yaml")} == set(LANGUAGES)


@every_language
def test_every_language_says_the_same_lines(language: str) -> None:
    path = shipped_cues() / f"lines.{language}.yaml"
    written = Lines.from_yaml(path.read_text(encoding="utf-8"), path.name, language=language)
    assert written.variants.keys() == read_lines().variants.keys()


def test_a_line_that_a_language_lacks_is_said_in_english() -> None:
    german = Lines.from_yaml("paused: Pause.", "lines.de.yaml", language="de").above(LINES)
    assert german.sentence(Line("paused")) == "Pause."
    assert german.sentence(Line("reps", {"n": 1})) == "Eins rep to go."


@every_language
def test_no_language_asks_for_slots_that_another_has_not(language: str) -> None:
    common = {"side", "other_side", "area"}
    for key, variants in read_lines(language).variants.items():
        ours = {slot for variant in read_lines().variants[key] for slot in slots_of(variant)}
        theirs = {slot for variant in variants for slot in slots_of(variant)}
        assert theirs <= ours | (common if ours & common else set()), key


@every_language
@pytest.mark.parametrize("number", [1, 2, 12.5])
def test_every_shipped_line_can_be_spoken_with_its_slots(number: float, language: str) -> None:
    lines = read_lines(language)
    for key, variants in lines.variants.items():
        for which, template in enumerate(variants):
            sentence = lines.sentence(Line(key, dict.fromkeys(slots_of(template), number), which))
            assert sentence
            assert not re.search(r"[{}#\d]", sentence), sentence


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (Line("sets_left", {"n": 1, "exercise": "Plank"}), "Noch ein Satz Plank."),
        (Line("sets_left", {"n": 3, "exercise": "Plank"}), "Noch drei Sätze Plank."),
        (Line("announce_load", {"load": "12.5 kg"}), "Gewicht: zwölfeinhalb Kilo."),
        (Line("announce_load", {"load": "1 kg"}), "Gewicht: ein Kilo."),
        (Line("announce_load", {"load": "bodyweight + 5 kg"}), "Gewicht: Körpergewicht plus fünf Kilo."),
        (Line("announce_load", {"load": "60 %"}), "Gewicht: sechzig Prozent."),
        (Line("announce_load", {"load": "RIR 3"}), "Gewicht: drei Wiederholungen in Reserve."),
        (Line("adapted_tempo", {"tempo": "3-1-X-1"}), "Neues Tempo ab dem nächsten Satz: drei eins explosiv eins."),
        (
            Line("adapted_weak", {"side": "left", "other_side": "right", "area": "arm"}),
            "Links zuerst, rechts zieht gleich, ein Satz mehr für links.",
        ),
        (
            Line("next_is", {"exercise": "Rudern", "set": 2, "sets": 3, "where": "left side"}),
            "Dann: Rudern, Satz zwei von drei. Linke Seite.",
        ),
        (
            Text("{side} zuerst, 12,5 kg, 8-12 mal", {"side": "left"}),
            "links zuerst, zwölfeinhalb Kilo, acht bis zwölf mal",
        ),
        (Text("Halte 1:30", {}), "Halte eine Minute dreißig Sekunden"),
    ],
)
def test_german_sentences(line: Line | Text, text: str) -> None:
    assert read_lines("de").sentence(line) == text


SPOKEN = [path for path in sorted(shipped_cues().rglob("*.yaml")) if not path.name.startswith("commands.")]


@pytest.mark.parametrize("path", SPOKEN, ids=lambda path: path.stem)
def test_no_shipped_line_says_what_the_coach_must_not_say(path: Path) -> None:
    said = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")]
    forbidden = [fault for line in said for fault in faults(re.sub(r"[{}\[\]]", " ", line)) if "does not say" in fault]
    assert forbidden == []


FORBIDDEN = [
    "This doubles growth.",
    "It activates 100 % of the muscle.",
    "You activated 80 % of your biceps.",
    "This isolates the biceps.",
    "It prevents injury.",
    "Asymmetry will injure you.",
    "The burn builds muscle.",
    "Hold your breath.",
    "Push through the pain.",
    "There is no evidence of harm, so go on.",
    "You have a torn muscle.",
    "No pain, no gain.",
    "It's just lactic acid.",
    "Das verdoppelt dein Wachstum.",
    "Es aktiviert den Muskel zu 100 %.",
    "Du hast den Bizeps zu 80 % aktiviert.",
    "Das isoliert den Bizeps.",
    "Es verhindert Verletzungen.",
    "Ein Ungleichgewicht wird dich verletzen.",
    "Das Brennen baut Muskeln auf.",
    "Halt die Luft an.",
    "Jetzt kurz den Atem anhalten.",
    "Geh durch den Schmerz.",
    "Trainiere trotz Schmerzen weiter.",
    "Ignorier den Schmerz.",
    "Es gibt keine Belege für Schaden, also weiter.",
    "Du hast eine Zerrung.",
    "Ohne Schmerz kein Erfolg.",
    "Das ist nur Milchsäure.",
    "Beiß die Zähne zusammen.",
]
"""The sentences of training-science 9.3 and 7.2, in every language that ships."""


@pytest.mark.parametrize("text", FORBIDDEN)
def test_what_must_not_be_said_is_found_in_every_language(text: str) -> None:
    assert [fault for fault in faults(text) if "does not say" in fault]


@pytest.mark.parametrize(
    "text",
    [
        "Halte nie die Luft an.",
        "Halte nicht die Luft an, atme weiter.",
        "Geh nie durch den Schmerz.",
        "Halte die Spannung, und atme ruhig weiter.",
        "Bei Schmerzen hör auf.",
        "Spür, wie der Bizeps arbeitet, vorwiegend er.",
    ],
)
def test_what_may_be_said_in_german_is_let_through(text: str) -> None:
    assert list(faults(text)) == []
