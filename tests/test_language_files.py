"""Commands files that athletes write or damage: merged, or refused with the place and the remedy."""

import re
from pathlib import Path

import pytest

from coach.language.commands import Commands
from coach.language.files import read_commands, read_lines
from coach.language.source import WordsError
from coach.places import own_cues, shipped_cues

SHIPPED = (shipped_cues() / "commands.en.yaml").read_text(encoding="utf-8")
SMALL = """
language: en
fillers: {within: [um], around: [please]}
endings: {"'s": " is"}
spellings: {}
negations: {words: ["no"]}
spotted: [{stop: [stop]}]
lists: {side: {left: left, right: right}}
numbers: {seconds: {from: 1, to: 300, heard: [10]}}
rules: {end: (end|finish)}
states: {always: [stop], set: [wait], rest: {all_but: [wait]}}
intents:
  stop: [stop, "<end> it"]
  wait: ["wait {seconds} seconds"]
  go: ["go {side}", {say: [wait a bit], slots: {n: 5}}]
"""


def own(text: str) -> Commands:
    return Commands.from_yaml(SHIPPED, "commands.en.yaml", (text, "own.en.yaml"))


def small(old: str = "", new: str = "") -> Commands:
    assert old in SMALL
    return Commands.from_yaml(SMALL.replace(old, new, 1) if old else SMALL, "small.yaml")


def test_own_phrases_are_understood_and_listened_for() -> None:
    commands = own('next_set: [onwards, "hit me [again]"]\nmore_rest: "breathe for {seconds} seconds"\n')
    for text, name in [("onwards", "next_set"), ("hit me again", "next_set"), ("hit me", "next_set")]:
        assert commands.parse(text, commands.open_in("rest")) is not None
        assert text in commands.phrases_of(name)
    found = commands.parse("breathe for 40 seconds")
    assert found is not None
    assert (found.name, found.slots) == ("more_rest", {"n": 40})


def test_an_own_phrase_that_means_something_else_already_names_both_places() -> None:
    with pytest.raises(WordsError) as caught:
        own("heavier: [more sweat]\nfinish: [next set]\n")
    message = str(caught.value)
    line = next(n for n, text in enumerate(SHIPPED.splitlines(), 1) if text.strip() == "- next set")
    assert "own.en.yaml:2:10: " in message
    assert re.search(rf"commands\.en\.yaml:{line}:\d+ has it", message)
    assert "finish" in message
    assert "next_set" in message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            'done: "ten reps"',
            r"own\.en\.yaml:1.*'ten reps' means done, but commands\.en\.yaml:\d+.* has it.* for set_reps",
        ),
        ('next_set: "ready please"', r"own\.en\.yaml:1.*commands\.en\.yaml:\d+.* for ready"),
        ('next_set: "my elbow really hurts"', r"own\.en\.yaml:1.*commands\.en\.yaml:\d+.* for pain"),
        ('next_set: "ouch it is numb"', r"own\.en\.yaml:1.*it holds a safety word, which is taken for pain"),
    ],
)
def test_an_own_phrase_that_is_understood_already_takes_nothing_away(text: str, told: str) -> None:
    with pytest.raises(WordsError, match=told):
        own(text)


def test_an_own_phrase_of_another_spelling_still_collides() -> None:
    with pytest.raises(WordsError, match=r"own\.en\.yaml:1.*what_next"):
        own('help: ["What\u2019s next"]\n')


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("next_sett: [go]", r"own\.en\.yaml:1:\d+: 'next_sett' is not known here"),
        ("next_set: [\n", r"own\.en\.yaml:\d+:\d+: error: the '\[' that opens here is not closed"),
        ("next_set: &a [*a]", r"own\.en\.yaml:1:15: error: '\*a' stands inside what it repeats"),
        pytest.param("next_set: " + "[" * 100_000, r"own\.en\.yaml:1:34: error: nested more than", id="deep"),
        pytest.param(
            "".join(f"a{n + 1}: &a{n + 1} {[f'*a{n}'] * 9}\n" for n in range(-1, 9))
            .replace("'", "")
            .replace("*a-1", "x"),
            r"own\.en\.yaml:5:\d+: error: aliases make more than",
            id="aliases",
        ),
        ("- go", r"own\.en\.yaml:1:\d+: expected `key: value`"),
        ("next_set: ['go (on']", r"own\.en\.yaml:1:\d+: the template 'go \(on' cannot be read"),
        ("next_set: ['go {here}']", r"own\.en\.yaml:1:\d+: the template 'go \{here\}' refers to the unknown list"),
        ("next_set: ['go <here>']", r"own\.en\.yaml:1:\d+: the template 'go <here>' refers to the unknown rule"),
        ("next_set: ['[go]']", r"own\.en\.yaml:1:\d+: the template '\[go\]' can be said by saying nothing"),
        ("next_set: ['']", r"own\.en\.yaml:1:\d+: the template ''"),
        ("next_set: ['{}']", r"own\.en\.yaml:1:\d+: the template '\{\}'"),
        ("next_set: ['(a;b) go']", r"own\.en\.yaml:1:\d+: .*write the orders out"),
        ("next_set: ['{place} {place} {place} {place}']", r"own\.en\.yaml:1:\d+: .*more than \d+ wordings"),
        ("next_set: ['go 2 times']", r"own\.en\.yaml:1:\d+: .*'go 2 times'.*words"),
        (
            "next_set: ['((((({place} {place} {place}) {place}) {place}) {place}) {place})']",
            r"own\.en\.yaml:1:\d+: .*more than \d+ wordings",
        ),
        ("next_set: [up-beat]", r"own\.en\.yaml:1:\d+: .*'up-beat'.*without digits, hyphens"),
        ("next_set: [{said: go}]", r"own\.en\.yaml:1:\d+: 'said' is not known here"),
        ("next_set: [{slots: {n: 1}}]", r"own\.en\.yaml:1:\d+: a block under next_set needs `say` or `typed`"),
        ("next_set: [{say: on, after: nowhere}]", r"own\.en\.yaml:1:\d+: 'on' gives way to the unknown nowhere"),
        ("set_load: make it heavy", r"own\.en\.yaml:1:\d+: 'make it heavy' does not say the 'n' of set_load"),
        ("more_rest: {say: for ages, slots: {n: inf}}", r"own\.en\.yaml:1:\d+: inf is no 'n' of more_rest"),
        ("felt: {say: vast, slots: {n: 99}}", r"own\.en\.yaml:1:\d+: 99 is no 'n' of felt"),
        ("weak: {say: my flipper, slots: {side: up}}", r"own\.en\.yaml:1:\d+: 'up' is no 'side' of weak"),
        (f"next_set: ['{'(' * 900}on{')' * 900}']", r"own\.en\.yaml:1:\d+: the brackets .* nested too deep"),
        (
            "next_set:\n" + "".join(f"- {chr(97 + n)} {'(one|two) ' * 10}\n" for n in range(12)),
            r"own\.en\.yaml:11:\d+: more than \d+ wordings in this file",
        ),
        ("next_set: [on]\nnext_set: [off]", r"own\.en\.yaml:2:1: error: 'next_set' is written twice, first in line 1"),
    ],
)
def test_a_mistake_is_named_with_its_place(text: str, message: str) -> None:
    with pytest.raises(WordsError, match=message):
        own(text)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("language: en", "langauge: en", r"small\.yaml:2:\d+: 'langauge' is not known"),
        ('negations: {words: ["no"]}\n', "", r"negations missing"),
        ("from: 1", "from: one", r"small\.yaml:9:\d+: expected a number, got 'one'"),
        ("heard: [10]", "heard: [1000]", r"small\.yaml:9:\d+: 1000 is listened for, but lies outside 1 to 300"),
        ("from: 1, ", "", r"small\.yaml:9:\d+: a range of numbers needs from, to and heard"),
        ("(end|finish)", "(<end>|finish)", r"small\.yaml:10:\d+: .*refers to itself"),
        ("set: [wait]", "set: [weight]", r"small\.yaml:11:\d+: there is no intent 'weight'"),
        ("always: [stop], ", "", r"`always` is missing"),
        (
            "lists:",
            "aloud: {intents: [go], with: [i], most_words: 8, not_first: [and], not_last: [the]}\nlists:",
            r"small\.yaml:8:\d+: 'go' is not among",
        ),
        (
            "lists:",
            "aloud: {intents: [stop], with: [i], not_first: [and], not_last: [the]}\nlists:",
            r"small\.yaml:8:\d+: most_words missing",
        ),
        (
            "lists:",
            "aloud: {intents: [stop], with: [i], most_words: few, not_first: [and], not_last: [the]}\nlists:",
            r"small\.yaml:8:\d+: 'few' is no number",
        ),
        ('negations: {words: ["no"]}', "negations: {past: [any]}", r"small\.yaml:6:\d+: negations need `words`"),
        ('negations: {words: ["no"]}', "negations: {word: [any]}", r"small\.yaml:6:\d+: 'word' is not known here"),
        ("lists:", "reports: {did: [had]}\nlists:", r"small\.yaml:8:\d+: still, when missing"),
        ("spotted: [{stop: [stop]}]", "spotted: {stop: [stop]}", r"small\.yaml:7:\d+: expected a list"),
    ],
)
def test_a_damaged_commands_file_is_refused_with_the_place(old: str, new: str, message: str) -> None:
    with pytest.raises(WordsError, match=message):
        small(old, new)


def test_a_small_language_of_ones_own_works() -> None:
    commands = small()
    assert commands.phrases() == (
        "stop",
        "end it",
        "finish it",
        "wait ten seconds",
        "go left",
        "go right",
        "wait a bit",
    )
    assert commands.open_in("set") == {"stop", "wait"}
    assert commands.open_in("rest") == {"stop", "go"}
    found = commands.parse("um wait 20 seconds please")
    assert found is not None
    assert found.slots == {"n": 20}


def test_the_athletes_own_phrases_are_read_from_their_folder() -> None:
    assert read_commands().parse("onwards") is None
    own_cues().mkdir(parents=True)
    (own_cues() / "own.en.yaml").write_text("next_set: [onwards]\n", encoding="utf-8")
    found = read_commands().parse("onwards")
    assert found is not None
    assert found.name == "next_set"


def test_a_language_without_a_file_is_named() -> None:
    with pytest.raises(WordsError, match=r"commands\.xx\.yaml: there is no such file"):
        read_commands("xx")
    with pytest.raises(WordsError, match=r"lines\.xx\.yaml: there is no such file"):
        read_lines("xx")


def test_own_phrases_that_are_not_utf8_are_refused() -> None:
    own_cues().mkdir(parents=True)
    path: Path = own_cues() / "own.en.yaml"
    path.write_bytes(b"next_set: [\xff\xfe]\n")
    with pytest.raises(WordsError, match=r"own\.en\.yaml:1:12: error: .*UTF-8"):
        read_commands()


def test_own_phrases_of_another_language_are_merged_and_checked_too() -> None:
    own_cues().mkdir(parents=True)
    mine = own_cues() / "own.de.yaml"
    mine.write_text("next_set: [auf zum nächsten]\nmore_rest: 'schnauf {seconds} sekunden'\n", encoding="utf-8")
    commands = read_commands("de")
    found = commands.parse("Schnauf vierzig Sekunden", commands.open_in("rest"))
    assert found is not None
    assert (found.name, found.slots) == ("more_rest", {"n": 40})
    assert "auf zum nächsten" in commands.phrases(commands.open_in("set"))
    mine.write_text("next_set: [auf]\nfinish: [nächster satz]\n", encoding="utf-8")
    with pytest.raises(WordsError, match=r"own\.de\.yaml:2:\d+: .*finish.*commands\.de\.yaml:\d+.*next_set"):
        read_commands("de")
