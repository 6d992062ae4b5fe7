"""How alike two exercises are, by the muscle that they name."""

import re
from typing import Final

_SMALL: Final = 3
"""Words up to this many letters ("at", "the", "and") name no muscle."""
_NAMING: Final = 3
"""So many words at the beginning of a muscle's description name it: "biceps at the front of your arm"."""


def kinship(muscle: str, other: str) -> int:
    """How alike two descriptions of a muscle are: 0 for another muscle, more for the same words."""
    if muscle == other:
        return _NAMING + 1
    return len(_names(muscle) & _names(other))


def _names(muscle: str) -> set[str]:
    words = re.findall(r"\w+", muscle.casefold())[:_NAMING]
    return {word for word in words if len(word) > _SMALL}
