"""What the benchmark of understanding rests on."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from benchmarks.adapt import untaught, widened
from benchmarks.understanding import accuracy, engines, in_a_row, material
from benchmarks.understanding.chatter import sentences
from benchmarks.understanding.run import RESULTS, figures, kept_from, lay_in, tables
from benchmarks.understanding.spending import in_turn, share_out
from coach.ears.phones_conformer import adapted


def test_nobody_is_in_two_parts() -> None:
    learned, calibration, measured = (
        {p.speaker for p in material.people(part)} for part in ("learned", "calibration", "measured")
    )
    assert not learned & calibration
    assert not measured & (learned | calibration)
    assert not {s.id for s in material.CALIBRATION} & {s.id for s in material.MEASURED}
    assert not set(material.NOISES[True]) & set(material.NOISES[False])


def test_every_intent_that_can_be_said_is_measured() -> None:
    chosen = material.some_phrases(1, 1)
    commands = material.commands()
    said = {intent for intent in commands.all_intents() if any(map(material.state_of, commands.phrases_of(intent)))}
    meant = [commands.parse(p, commands.open_in(material.state_of(p))) for p in chosen]
    assert said <= {intent.name for intent in meant if intent}


def test_chatter_gives_no_command() -> None:
    talk = list(itertools.islice(sentences(1), 120))
    assert len(set(talk)) > 80
    spoken = {" ".join(re.findall(r"[a-z']+", sentence)) for sentence in talk}
    assert not spoken & set(material.open_phrases("rest"))


def test_figures_replace_only_what_is_between_the_marks() -> None:
    page = "# Page\n<!-- figures -->\nold\n<!-- end of figures -->\nafter\n"
    once = lay_in(page, "\nnew\n")
    assert once == "# Page\n<!-- figures -->\nnew\n<!-- end of figures -->\nafter\n"
    assert lay_in(once, "new") == once


def test_who_measures_one_engine_again_keeps_what_was_found_of_the_others(tmp_path: Path) -> None:
    assert kept_from(tmp_path / "none.json") == {}
    found = kept_from(RESULTS)
    assert set(found) == set(engines.ALL)
    assert all(f"### {engine}\n" in tables(found) for engine in engines.ALL)
    assert all(figures(engine, found[engine]) for engine in engines.ALL)


def test_every_beginning_of_the_tries_is_a_fair_sample() -> None:
    for size in (8, 40):
        begun = [job.decibels for job in accuracy.jobs(engines.PHONES)[:size] if job.person is None]
        counts = [begun.count(level) for level in accuracy.LEVELS]
        assert max(counts) - min(counts) <= 1
        assert min(counts) > 0


def test_words_in_a_row_are_counted_apart_from_the_first() -> None:
    said = [in_a_row.Said("go", before, "babble", before != 2, before == 2) for before in range(in_a_row.WORDS)]
    first, later = in_a_row.rows(said)
    assert (first["tries"], first["understood"]) == (1, 1)
    assert (later["tries"], later["understood"], later["misunderstood"]) == (4, 3, 1)


def test_a_budget_ends_the_work_but_every_part_has_begun() -> None:
    parts = {"one": (0.9, iter("abc")), "two": (0.1, iter("abc"))}
    share_out(parts, 0.0)
    assert [list(left) for _, left in parts.values()] == [["b", "c"], ["b", "c"]]
    parts = {"one": (0.9, iter("abc")), "none": (0.1, iter(()))}
    share_out(parts, 3600.0)
    assert [list(left) for _, left in parts.values()] == [[], []]


def test_an_interrupt_ends_the_work_and_keeps_what_was_done(capsys: pytest.CaptureFixture[str]) -> None:
    done: list[int] = []

    def work() -> Iterator[None]:
        for number in range(5):
            if number == 3:
                raise KeyboardInterrupt
            done.append(number)
            yield

    share_out({"one": (1.0, work())}, 3600.0)
    assert done == [0, 1, 2]
    assert "interrupted" in capsys.readouterr().out


def test_kinds_take_turns() -> None:
    assert in_turn([[1, 2, 3], [], [4]]) == [1, 4, 2, 3]


def test_room_to_learn_more_changes_nothing_until_it_is_used() -> None:
    weights = {"onnx::MatMul_829": np.ones((6, 4), np.float32), "a.bias": np.ones(4, np.float32)}
    learned = {name: change + 0.5 for name, change in untaught(weights, seed=0).items()}
    wider = widened(learned, untaught(weights, seed=1))
    assert wider["onnx::MatMul_829/first"].shape[1] == 2 * learned["onnx::MatMul_829/first"].shape[1]
    before, after = adapted(weights, learned), adapted(weights, wider)
    assert all(np.allclose(before[name], after[name], atol=1e-5) for name in weights)
    assert not np.allclose(before["onnx::MatMul_829"], 1.0)
