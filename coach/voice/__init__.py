"""Speech out: a sentence becomes a clip, rendered ahead, trimmed, levelled and cached."""

from coach import CoachError


class VoiceError(CoachError):
    """A voice is missing, broke or took too long; the message says what to install or choose."""

    exit_code = 3


class UnsayableError(VoiceError):
    """The voice works, but has no sound for this text."""
