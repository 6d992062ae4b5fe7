"""Close matches, for "did you mean"."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(found: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known word that `found` most likely was meant to be, if any is near; `cutoff` 1 wants it equal."""
    folded = {word.casefold(): word for word in known}
    close = get_close_matches(found.strip().casefold().replace("-", "_").replace(" ", "_"), folded, n=1, cutoff=cutoff)
    close = close or get_close_matches(found.strip().casefold(), folded, n=1, cutoff=cutoff)
    return folded[close[0]] if close else None


def did_you_mean(found: str, known: Iterable[str]) -> str:
    """`; did you mean 'reps'?`, or nothing where no known word is near."""
    close = nearest(found, known)
    return f"; did you mean {close!r}?" if close else ""
