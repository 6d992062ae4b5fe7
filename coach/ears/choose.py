"""Which recogniser listens."""

import logging
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coach.ears import models
from coach.ears.errors import EarsError, ModelError
from coach.ears.utterance import Recogniser
from coach.language.commands import Commands

if TYPE_CHECKING:
    from coach.ears.phones import Phones
    from coach.ears.phones_sound import Acoustics
    from coach.ears.vosk import Vosk
    from coach.ears.writer import Writer

log = logging.getLogger(__name__)

NAMES: Final = ("vosk", "phones")
ENGLISH: Final = "en"

CARE: Final[Mapping[str, float]] = {
    "emergency": -1.0,
    "pain": -1.0,
    "cramp": -1.0,
    "dizzy": -1.0,
    "stop": -1.0,
    "pause": -0.5,
    "skip_exercise": 0.5,
    "forget": 1.0,
    "finish": 1.5,
}
"""How much more evidence than usual an intent needs (logarithm of the odds): less where a miss is dangerous,
much where a mistake is a nuisance."""


def choose(name: str, language: str, commands: Commands | None = None) -> Recogniser:
    """The recogniser of that name for the language, its model loaded.

    Args:
        name: `vosk` or `phones`.
        language: code such as `en`. The built-in recogniser understands English only.
        commands: what phrases mean: those that mean the same are no rivals, and some matter more than others.

    Raises:
        EarsError: no such recogniser (exit code 2), or it does not run on this machine (3).
        ModelError: no Vosk model of the language, or a damaged one.
    """
    if name not in NAMES:
        raise EarsError(f"there is no recogniser '{name}'; there are {' and '.join(NAMES)}")
    if name == "phones":
        if language != ENGLISH:
            instead = models.remedy(language)
            raise EarsError(f"the built-in recogniser knows English only, not '{language}'; {instead}", 3)
        return built_in(commands)
    model = models.find(language)
    if model is None:
        for trouble in models.troubles():
            raise ModelError(f"{trouble}. {models.remedy(language)}")
        raise ModelError(f"no Vosk model for '{language}' is installed; {models.remedy(language)}")
    models.check(model, language)
    return with_model(model, language, commands)


def with_model(model: Path, language: str, commands: Commands | None) -> "Vosk":
    """Vosk with a model, for commands as for `choose`.

    Raises:
        EarsError: the package vosk does not run here.
        ModelError: the folder holds no model that can be loaded.
    """
    from coach.ears.vosk import Vosk

    return Vosk(
        model,
        language,
        meaning=commands.meaning if commands else None,
        care=lambda phrase, state: care(phrase, commands, state),
        rivals=commands.rivals if commands else (),
    )


@cache
def writer() -> "Writer | None":
    """The network that writes down what it hears, loaded once; None where it does not run: sounds alone are heard."""
    from coach.ears.writer import Writer

    try:
        return Writer()
    except EarsError as error:
        log.warning("commands are understood by their sounds alone: %s", error)
        return None


def built_in(commands: Commands | None, acoustics: "Acoustics | None" = None, *, writes: bool = True) -> "Phones":
    """The built-in recogniser.

    Args:
        commands: as for `choose`.
        acoustics: its model, where that is loaded already.
        writes: with the network that writes down what it hears, where that runs.

    Raises:
        EarsError: it does not run on this machine.
    """
    from coach.ears.phones import Phones

    return Phones(
        acoustics=acoustics,
        meaning=commands.meaning if commands else None,
        worded=commands.worded if commands else None,
        care=lambda phrase, state: care(phrase, commands, state),
        rivals=commands.rivals if commands else (),
        writer=writer() if writes else None,
    )


def care(phrase: str, commands: Commands | None, state: str = "") -> float:
    """How much more evidence than usual a phrase needs, as `CARE` has it for what it means in a state."""
    meant = commands.said_in(state, phrase) if commands else None
    return CARE.get(meant.name, 0.0) if meant else 0.0


def usual(language: str, tell: Callable[[str], None], commands: Commands | None = None) -> Recogniser:
    """The recogniser where none is asked for by name: the built-in one for English, Vosk for other languages.

    Of English Vosk's small model understands less (docs/understanding.md).

    Args:
        language: code such as `en`.
        tell: told of an English model that is damaged, though it would not listen.
        commands: as for `choose`.

    Raises:
        EarsError: it does not run here.
        ModelError: there is no model of the language, or a damaged one.
    """
    if language != ENGLISH:
        return choose("vosk", language, commands)
    try:
        if (model := models.find(ENGLISH)) is not None:
            models.check(model, ENGLISH)
    except ModelError as error:
        tell(str(error))
    return built_in(commands)
