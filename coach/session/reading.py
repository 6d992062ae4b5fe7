"""From the name of a program to the state in which its session begins."""

from dataclasses import dataclass
from pathlib import Path

from coach.engine.state import State
from coach.engine.step import begin
from coach.plan.make import make
from coach.plan.profile import Profile
from coach.program.library import Library, find_program
from coach.program.load import load_program
from coach.program.model import CueScript, Program
from coach.program.rules import rules


@dataclass(frozen=True, slots=True)
class Plan:
    """A program that is ready to be coached."""

    path: Path
    program: Program
    state: State


def load(name: str, seed: int = 0, profile: Profile | None = None) -> Plan:
    """The program of this name or path with the cue scripts it needs, for the athlete of `profile`.

    Raises:
        ProgramError: it, or a cue script, has mistakes; all of them are in it.
        UnknownNameError: there is no such program.
    """
    path = find_program(name)
    library = Library.standard(beside=path)
    program = load_program(path, library)
    return Plan(path, program, first_state(program, scripts_for(program, library), seed, profile))


def scripts_for(program: Program, library: Library) -> dict[str, CueScript]:
    """The scripts of a program's exercises, and those that may stand in for them.

    Raises:
        UnknownNameError: one is not there.
        ProgramError: one has mistakes.
    """
    own = library.scripts_of(program)
    return library.alternatives(own.values()) | own


def first_state(
    program: Program, scripts: dict[str, CueScript], seed: int = 0, profile: Profile | None = None
) -> State:
    """The state before the first word."""
    return begin(program, scripts, make(program, scripts, rules(), profile), rules(), seed, profile)


def spelt_as(plan: Plan) -> dict[str, str]:
    """How words of this session are to be said: the cue scripts' wishes, then the program's, which win."""
    wishes: dict[str, str] = {}
    for script in plan.state.scripts.values():
        wishes |= script.say_as
    return wishes | plan.program.say_as
