"""Words to count with, in a gym and by the coach itself: heard beside the commands so as not to be taken for them.

"Down" is the sound most like "done", and a coach says it in every repetition; so does whoever counts at the next rack.
"""

from typing import Final

_TO_NINE: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TO_TWENTY: Final = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen"),
    *("sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)

RIVALS: Final = frozenset(
    {
        *("down", "up", "squeeze", "stretch", "drive", "low", "tall", "pull", "push", "long", "hold"),
        *_TO_NINE,
        *_TO_TWENTY,
        *(f"twenty {number}" for number in _TO_NINE),
    }
)
"""Where one of them is a phrase that is listened for, such as an answer to a question, it is no rival."""
