"""Thresholds and weights of the built-in recogniser."""

from dataclasses import dataclass, field
from typing import Final

from coach.ears.phones_guess import Weights


@dataclass(frozen=True, slots=True)
class Tuning:
    """Thresholds of the built-in recogniser, measured by `benchmarks/understanding`.

    Frames are 20 ms, scores natural logarithms: 0 is the best that any sequence of sounds could reach.
    """

    weights: Weights = field(default_factory=Weights)
    sure: float = -0.25
    """Evidence (logarithm of the odds) that is asked for at the end of an utterance."""
    early: float = 2.5
    """The same for a decision before the silence."""
    certain: float = 3.0
    """The same where a phrase need not be best twice in a row."""
    doubt: float = 1.0
    """The same under which more silence is waited for: the words may go on."""
    lead: float = 2.5
    """Lead over words that are still being said, for a decision before the silence."""
    lead_fades: int = 8
    """Frames of quiet in which that lead ceases to matter."""
    bonus: float = 0.5
    """What each sound of a phrase is worth when phrases are compared."""
    rival: float = 2.0
    """How much better a word that is no command must explain the sound than the best command: with 0 "done" was lost
    to "down" and "ten" in one clip of five, from 2 on in none."""
    stable: int = 2
    """How often in a row a phrase must be best for a decision before the silence."""
    rescore: int = 4
    """Frames between two scorings where the level has dropped, or no new sound of speech came."""
    rescore_loud: int = 8
    """Frames between two scorings where it has not."""
    dip: float = 9.0
    """Decibels under the utterance's recent level that may be the end of a word."""
    still: int = 3
    """Frames without a new sound of speech before an early decision."""
    pause: int = 12
    """Frames of silence that end an utterance."""
    doubt_pause: int = 18
    """The same in doubt."""
    long_pause: int = 33
    """The same where the words so far only begin a phrase: breathless people pause."""
    breath: int = 6
    """Frames of silence after which somebody whose talk was given up may say a command."""
    tail: int = 25
    """Frames after a decision that at most belong to what was decided, where no silence comes."""
    around: int = 15
    """Frames before the first and after the last sound of speech that the writer is given: noise is half understood."""
    complete: float = 0.95
    """`Guess.written` from which on words are a whole phrase, though by their sounds they may only begin one."""
    above_room: float = 21.0
    """Decibels over the floor beyond which nobody is silent, whatever sounds of speech are found: noise and crowds
    swing less. With 14 to 24, and 2 to 4 frames, as many are understood; with less, babble is waited for longer."""
    calm: int = 3
    """Frames no further above it, at the end of words that no silence ends."""
    stillest: float = -60.0
    """Decibels under which no room is: a recording may be cut out of nothing."""
    loud_room: float = 45.0
    """Decibels that the words are over the floor, under which others may be as loud after them: there `doubt_pause`
    without a sound of speech ends words, too, where the evidence leaves no doubt."""
    stands_out: float = 6.0
    """Decibels over what was usual before, under which a voice may be part of it: music, a crowd, a machine."""
    lost: float = 1.0
    """How much more evidence that asks for."""
    acquainted: int = 60
    """Frames of a sound that begins at once after which it is known how loud it is: of words before that, what comes
    after tells whether they stand out."""
    lost_at_first: float = 4.0
    """How much more evidence is asked of words before that which do not."""
    at_first: float = 0.5
    """The same for those that do: a recording that begins in a crowd often begins with somebody's word."""
    not_followed: float = 2.0
    """The same as long as too little has followed to tell."""
    renewed: int = 50
    """Frames after which an utterance that goes on is judged no longer by the phrases that were open when it began."""
    preroll: int = 15
    """Frames before the gate opened that belong to the utterance."""
    least: int = 6
    """Frames of sound under which nothing is a word."""
    told: int = 2
    """Frames with a sound of speech from which on words that were refused are told of."""
    least_heard: int = 2
    """Frames with a sound of speech under which nothing is a word."""
    longest: int = 220
    """Frames after which an utterance is given up: no command takes so long."""
    slower_by: int = 8
    """Every so many frames of an utterance add one to the frames between scorings of loud sound: each costs more."""
    hopeless: float = -2.6
    """Score per sound heard, of the best phrase said or still being said, under which an utterance is given up."""
    hopeless_from: int = 9
    """Sounds heard before that is asked."""
    near: float = 2.0
    """Evidence from which on an utterance shows how loud the athlete is."""
    talk: int = 3
    """Sounds heard in an utterance that was no command from which on somebody talked."""
    inserted: float = 0.005
    """Weight of any other sound where a pause is expected: breath, clicks, "um"."""
    floor: float = 1e-4
    """Least probability of any sound in any frame."""
    boundary_inside: float = 0.1
    """Weight of a word boundary inside a word."""


ALONE: Final = Tuning()
"""For hearing sounds alone."""

TOGETHER: Final = Tuning(
    weights=Weights(
        constant=-1.41,
        fit=2.89,
        short_fit=-2.68,
        short=-2.22,
        margin=1.53,
        unheard=-1.36,
        too_much=0.0,
        talk_before=-0.89,
        chat=-2.5,
        fainter=-4.0,
        written=4.32,
    ),
    sure=1.0,
    early=1.5,
    certain=2.0,
    doubt=1.8,
    least_heard=0,
)
"""For hearing sounds with the network beside that writes down what it hears."""
