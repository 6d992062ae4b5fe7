"""The wall clock, for dates of sessions; no other part of the history asks what time it is."""

from datetime import UTC, datetime


def wall_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def day_of(at: datetime) -> str:
    """The day on the athlete's calendar, as `2026-11-24`."""
    return at.astimezone().date().isoformat()


def to_text(at: datetime) -> str:
    """`2026-01-31T18:02:07Z`: UTC, whole seconds, sorts as text; a naive `at` counts as local time."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_text(text: str) -> datetime:
    """The instant that `to_text` wrote.

    Raises:
        ValueError: `text` is no such date.
    """
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
