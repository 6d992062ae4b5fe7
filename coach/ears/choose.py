"""Which recogniser listens."""

from collections.abc import Callable, Hashable
from typing import Final

from coach.ears import models
from coach.ears.errors import EarsError, ModelError
from coach.ears.utterance import Recogniser

NAMES: Final = ("vosk", "phones")


def choose(name: str | None, language: str, meaning: Callable[[str], Hashable] | None = None) -> Recogniser:
    """A recogniser for the language, its model loaded.

    Args:
        name: `vosk` or `phones`; None takes vosk where a model is installed, else phones.
        language: code such as `en`. The built-in recogniser understands English only.
        meaning: what a phrase means; phrases that mean the same are no rivals of each other.

    Raises:
        EarsError: no such recogniser (exit code 2), or it does not run on this machine (3).
        ModelError: no Vosk model of the language, or a damaged one.
    """
    if name not in (None, *NAMES):
        raise EarsError(f"there is no recogniser '{name}'; there are {' and '.join(NAMES)}")
    model = models.find(language) if name != "phones" else None
    if name == "vosk" and model is None:
        for folder in models.incomplete():
            raise ModelError(f"{folder}: this model is incomplete; delete the folder. {models.remedy(language)}")
        raise ModelError(f"no Vosk model for '{language}' is installed; {models.remedy(language)}")
    if model is not None:
        from coach.ears.vosk import Vosk

        models.check(model, language)
        return Vosk(model, language)
    if language != "en":
        raise EarsError(f"the built-in recogniser knows English only, not '{language}'; {models.remedy(language)}", 3)
    from coach.ears.phones import Phones

    return Phones(meaning=meaning)


def choose_anyway(
    language: str, tell: Callable[[str], None], meaning: Callable[[str], Hashable] | None = None
) -> Recogniser:
    """As `choose` without a name, but where the model is damaged, tell so and take the built-in recogniser.

    Raises:
        EarsError: that one does not run here, or does not know the language.
    """
    try:
        return choose(None, language, meaning)
    except ModelError as error:
        tell(str(error))
        return choose("phones", language, meaning)
