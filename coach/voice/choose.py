"""Which voices there are, and which of them speak, in which order."""

import difflib
import sys
from dataclasses import dataclass

from coach import places
from coach.voice import VoiceError
from coach.voice.clip import Engine
from coach.voice.natural import Natural, missing
from coach.voice.piper import Piper
from coach.voice.system import System

KNOWN = ("natural", "system", "system:NAME", "piper:PATH")
"""What `--voice` takes."""


class UnknownVoiceError(VoiceError):
    """A voice was asked for that does not exist, or does not speak the language."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """One line of the `voices` command."""

    name: str
    """What to write after `--voice`."""
    language: str
    """As in `en-us`; empty where the system does not say."""
    where: str
    """Where the voice comes from."""
    missing: str = ""
    """What it still needs, with the remedy; empty when it is ready."""


def choose(voice: str | None, language: str) -> list[Engine]:
    """The engines for `--voice voice` and a program's `language`, in order of preference.

    Nothing is loaded, except that `system:NAME` asks the system whether it knows the name.

    Raises:
        UnknownVoiceError: no such voice, or `natural` for another language than English.
        VoiceError: a piper voice or the package for it is missing; the system has no speech and a name was given.
    """
    english = language.lower().replace("_", "-").partition("-")[0] == "en"
    usual: list[Engine] = [Natural(), System(language)] if english else [System(language)]
    kind, _, rest = (voice or "").strip().partition(":")
    match kind, rest:
        case "", "":
            return usual
        case "natural", "":
            if not english:
                raise UnknownVoiceError(f"the natural voice speaks English only, not {language!r}; use --voice system")
            return usual
        case "system", "":
            return [System(language)]
        case "system", name:
            return [_named(name, language)]
        case "piper", path if path:
            return [Piper(places.expanded(path)), *usual]
        case _:
            raise UnknownVoiceError(
                f"unknown voice {voice!r}; known are {', '.join(KNOWN)} (coach.py voices lists them)"
            )


def voices() -> list[VoiceInfo]:
    """Every voice of this machine; what is missing is listed with its remedy."""
    listed = [VoiceInfo("natural", "en-us", "built in (hibari, heart)", missing())]
    system = System()
    try:
        named = system.voices()
    except VoiceError as error:
        listed.append(VoiceInfo("system", "", _driver(), str(error)))
    else:
        listed.append(VoiceInfo("system", "", _driver(), ""))
        listed += [VoiceInfo(f"system:{id_}", tongue, f"{_driver()}, {name}") for id_, name, tongue in named]
    finally:
        system.close()
    return listed


def _named(name: str, language: str) -> System:
    """The system voice with this id, name or language."""
    engine = System(language, voice=name)
    try:
        known = engine.voices()
    finally:
        engine.close()
    words = {word.casefold() for entry in known for word in entry if word}
    if name.casefold() not in words:
        near = difflib.get_close_matches(name.casefold(), sorted(words), n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else "coach.py voices lists them"
        raise UnknownVoiceError(f"the system has no voice {name!r} among its {len(known)}; {hint}")
    return engine


def _driver() -> str:
    return {"darwin": "macOS speech", "win32": "Windows speech"}.get(sys.platform, "espeak-ng")
