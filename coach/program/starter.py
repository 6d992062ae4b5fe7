"""Commented files to begin a program or a cue script of one's own with; both check clean."""

import re
from typing import Final

from coach import CoachError, places
from coach.program.fields import ID_PATTERN

_PROGRAM: Final = """\
# yaml-language-server: $schema={schema}
# A program: what the coach leads you through, from top to bottom. Lines that begin with # are notes.
# `python coach.py check FILE` finds mistakes; docs/programs.md explains every key.
program: {title}
format: 1
about: What it is for, and for whom.
# language: en
# level: novice                      # or trained
# name: Alex                         # what the coach calls you
# 1rm: {{bench_press: 80 kg}}          # so that a load may be written in per cent

# What every step takes where it says nothing itself. Tempo is lowering-stretch-lifting-squeeze in seconds.
defaults: {{tempo: 3-1-2-1, rest: 75s, start: voice, ask_feel: each exercise}}

steps:
  - exercise: biceps_curl            # `python coach.py exercises` lists what there is
    sets: 2
    reps: 8-12
    load: 8 kg                       # or 20 lb, 60 %, bodyweight, RIR 3, RPE 7, red band
    rehearse: 20s                    # feel it before the first set
    # hold: {{at: squeeze, for: 3s, on: last rep}}
    # sides: each                    # left and right one after the other
    # say: {{before: Slow and quiet today.}}

  - rest: 60s

  - hold: plank                      # a timed set
    sets: 2
    for: 20s

  # - superset:                      # in turn, round by round
  #     rounds: 3
  #     rest: 60s
  #     steps:
  #       - {{exercise: push_up, reps: 8}}
  #       - {{exercise: band_row, reps: 10}}

  - say: That was it. Let your arms hang, and breathe.
"""

_CUES: Final = """\
# yaml-language-server: $schema={schema}
# A cue script: what the coach says for one exercise. Lines that begin with # are notes.
# `python coach.py preview {name}` plays it; docs/cues.md explains every key.
cues: {name}                         # the id that programs name
format: 1
# extends: biceps_curl               # begin from another script; what you write here comes on top
name: {title}                        # as it is spoken
area: arm                            # what "left arm weak" refers to: arm, shoulder, chest, back, leg, glute...
muscle: biceps                       # what should be felt
antagonist: triceps
equipment: dumbbells
starts_with: concentric              # the lift comes first (eccentric: the lowering)
single_side: {{name: single-arm {lower}, load: same dumbbell}}

setup:                               # before the first set
  - Stand tall, elbows by your ribs.
imagery:                             # the rehearsal: felt, in the present
  - Feel the front of your arm grow short and warm.

# One short thought for each phase; six words fit into three seconds, three into one.
eccentric:
  - Let it lengthen slowly.
  - Brake all the way down.
stretch:
  - Long, still awake.
concentric:
  - Draw it up.
squeeze:
  - Wring it.
hold:
  - Breathe out. Stay tight.
external:                            # for heavy and explosive sets
  - Weight to the shoulder.
felt_elsewhere:                      # where it was felt instead, and what helps
  forearms: Loosen your grip and let the wrist rest.
"""


class StarterError(CoachError):
    """A name that no file or id can have."""


def starter(kind: str, name: str) -> str:
    """The text of a new `program` or `cues` file called `name`.

    Raises:
        StarterError: `name` is no id, so that no file in the athlete's folder may have it.
    """
    if not re.fullmatch(ID_PATTERN, name):
        plain = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")
        hint = f", perhaps {plain}" if re.fullmatch(ID_PATTERN, plain) else ", as in monday_arms"
        raise StarterError(f"{name!r} is no name for a file; use lower-case letters, digits and _{hint}")
    words = name.replace("_", " ")
    text, schema = (_PROGRAM, "program") if kind == "program" else (_CUES, "cues")
    where = (places.SHIPPED / "docs" / "schema" / f"{schema}.schema.json").as_uri()
    return text.format(schema=where, name=name, title=words.capitalize(), lower=words)
