"""Innervate: a voice coach for strength training that teaches the mind-muscle connection."""

__version__ = "0.1.0"


class CoachError(Exception):
    """A failure that a person can act on: the message says what happened, where, and what to do.

    `exit_code` is what the command line returns for it: 1 errors in the athlete's files,
    2 wrong use, 3 a device, model or engine is missing.
    """

    exit_code = 2
