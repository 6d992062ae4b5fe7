"""What the benchmark of understanding rests on."""

import itertools
import re

from benchmarks.understanding import material
from benchmarks.understanding.chatter import sentences
from benchmarks.understanding.run import lay_in


def test_nobody_is_in_both_halves() -> None:
    calibration = {p.speaker for p in material.people(calibration=True)}
    measured = {p.speaker for p in material.people(calibration=False)}
    assert not calibration & measured
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
