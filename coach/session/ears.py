"""Chooses a session's ears, and says what the athlete should know about them."""

from collections.abc import Callable
from functools import partial

from coach.audio.ends import Source
from coach.ears.choose import ENGLISH, built_in, choose, usual, writer
from coach.ears.errors import EarsError
from coach.ears.utterance import Recogniser
from coach.ears.watched import Make, Watched
from coach.language.commands import Commands
from coach.session.attention import wake_states
from coach.session.listener import Listener
from coach.session.own_voice import OwnVoice
from coach.session.wishes import Wish

Tell = Callable[[str], None]
"""Takes a line for the athlete's screen."""
SHOWN = 4
"""Phrases that a model cannot hear are counted, and so many named."""


def open_ears(source: Source, wish: Wish, commands: Commands, language: str, tell: Tell) -> Listener | None:
    """A listener on `source`; None where nothing can be understood here.

    Raises:
        EarsError: the recogniser that was asked for by name does not run.
        WakeError: the wake word is asked for in a state that does not exist.
    """
    wake = wake_states(commands, wish.wake_word)
    try:
        if wish.recogniser is not None:
            recogniser = choose(wish.recogniser, language, commands)
        else:
            recogniser = usual(language, tell, commands)
    except EarsError as error:
        if wish.recogniser is not None:
            raise
        tell(f"Nothing can be understood by voice: {error}. Sets begin by countdown.")
        return None
    if recogniser.id == "phones" and wish.recogniser is None and writer() is None:
        tell("Commands are understood by their sounds alone, less surely.")
    if line := deaf_line(recogniser, commands):
        tell(line)
    watched = Watched(recogniser, spare_ears(recogniser.id, language, commands), lambda line: listener.warn(line))
    own = _own_voice(tell) if wish.speaker else OwnVoice() if source.live else None
    listener = Listener(source, watched, commands, wake=wake, own=own, guards=wish.speaker)
    return listener


def spare_ears(name: str, language: str, commands: Commands) -> list[Make]:
    """What listens after a failure: the same once more, then the built-in one; of that, by sounds alone first."""
    again: list[Make] = [partial(choose, name, language, commands)]
    if language != ENGLISH:
        return again
    alone: Make = partial(built_in, commands, writes=False)
    return [alone, *again] if name == "phones" else [*again, partial(choose, "phones", language, commands), alone]


def deaf_line(recogniser: Recogniser, commands: Commands) -> str:
    """What to tell about phrases that the recogniser's model cannot hear; empty where it hears them all."""
    phrases = commands.phrases()
    deaf = recogniser.deaf_to(phrases)
    if not deaf:
        return ""
    named = ", ".join(repr(phrase) for phrase in deaf[:SHOWN]) + (" ..." if len(deaf) > SHOWN else "")
    return (
        f"{recogniser.id} cannot hear {len(deaf)} of {len(phrases)} phrases, whose words its model lacks: {named}; "
        "say them otherwise, or use --recogniser phones"
    )


def _own_voice(tell: Tell) -> OwnVoice:
    from coach.audio.echo import echo_canceller

    canceller = echo_canceller()
    if canceller is None:
        tell(
            "Without an echo canceller only words that stop everything are listened for while I speak; "
            "`pip install pywebrtc-audio` gives you one."
        )
    return OwnVoice(canceller)


def notice(source: Source | None, wish: Wish, listener: Listener, tell: Tell) -> None:
    """Tell about the microphone that was opened; aloud where the coach had to take the earbuds' own."""
    from coach.audio.files import FileSource
    from coach.audio.microphone import MicSource

    if isinstance(source, MicSource) and source.notice:
        tell(source.notice)
        if source.on_headset and wish.mic is None:
            listener.warn("mic_headset")
    if isinstance(source, FileSource) and source.still():
        listener.warn("mic_silent")
