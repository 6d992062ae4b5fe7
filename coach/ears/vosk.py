"""Vosk, which hears any language that it has a model of."""

import json
import math
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from coach.ears.errors import EarsError, ModelError
from coach.ears.gate import FRAME, Gate
from coach.ears.utterance import RATE, Utterance
from coach.ears.vosk_decoys import DECOYS, FILLERS

Sound = npt.NDArray[np.int16]

_TAIL = bytes(2 * RATE * 3 // 10)
"""Silence that pushes the last word through the decoder, which looks ahead."""
_NOTHING: Final = object()
"""What the beginning of a phrase means that is no phrase."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """Thresholds of the Vosk path, measured by `benchmarks/understanding`. Frames are 20 ms."""

    block: int = 5
    """Frames that are given to the decoder at once; it works in steps of 200 ms inside."""
    stable: int = 2
    """How often in a row a partial result must stand before a decision without silence."""
    pause: int = 13
    """Frames of silence that end an utterance."""
    long_pause: int = 33
    """The same where the words so far only begin a phrase."""
    confidence: float = 0.5
    """Mean word confidence under which a result is refused; a high one proves nothing."""
    commands_to_decoys: float = 4.0
    """How much likelier a command is than a decoy; the decoder counts how often a line stands in the grammar."""
    renewed: int = 50
    """Frames after which an utterance that goes on is judged no longer by the phrases that were open when it began."""
    least: int = 6
    """Frames of sound under which nothing is a word."""


@dataclass(frozen=True, slots=True)
class _Grammar:
    state: str
    """Of the session, which what the phrases mean depends on."""
    wanted: frozenset[str]
    """Those of the phrases that the model can hear."""
    begun: frozenset[str]
    """Proper beginnings of phrases; not those that are phrases and mean the same as all that go on."""
    listed: str
    """What the decoder is given: JSON."""


class Vosk:
    """Listens with a Vosk model; see `coach.ears.utterance.Recogniser`. Owned by one thread."""

    id = "vosk"

    def __init__(
        self,
        model: Path,
        language: str = "en",
        tuning: Tuning | None = None,
        meaning: Callable[[str, str], Hashable] | None = None,
        care: Callable[[str, str], float] | None = None,
        rivals: Sequence[str] = (),
    ) -> None:
        """Load the model (0.3 to 4 s); listens for nothing yet.

        Args:
            model: the model's folder.
            language: which decoy words to use.
            tuning: thresholds.
            meaning: what a phrase means in a state; none waits for longer ones that mean the same.
            care: how much surer than usual a phrase must be in a state, as the logarithm of the odds.
            rivals: phrases that mean nothing, to be heard and refused.

        Raises:
            EarsError: the package vosk is missing.
            ModelError: the folder is no model that can be loaded.
        """
        try:
            import vosk
        except (ImportError, OSError) as err:
            raise EarsError(
                f"vosk does not run here ({err}); run `pip install vosk` or use --recogniser phones", 3
            ) from err
        if not (model / "am" / "final.mdl").is_file() and not (model / "final.mdl").is_file():
            raise ModelError(f"{model}: no Vosk model in this folder; run `coach.py models install {language}`")
        vosk.SetLogLevel(-1)
        try:
            self._model: Any = vosk.Model(model_path=str(model))
        except Exception as err:  # vosk raises nothing narrower
            raise ModelError(f"{model}: the model is damaged; delete the folder and install it again") from err
        self._vosk = vosk
        self.tuning = tuning or Tuning()
        self._meaning = meaning or (lambda phrase, _state: phrase)
        self._care = care or (lambda _phrase, _state: 0.0)
        self._rivals = tuple(rivals)
        self._decoys = [w for w in dict.fromkeys(DECOYS.get(language, "").split()) if self._knows(w)]
        self._unknown = next((w for w in ("[unk]", "<unk>", "<UNK>") if self._knows(w)), None)
        self._decoder: Any = None
        self._fed = False
        self._grammar = self._compile((), "")
        self._next: _Grammar | None = None
        self._next_since = 0
        self._gate = Gate()
        self._samples = np.zeros(0, dtype=np.int16)
        self._pending: list[Sound] = []
        self._lately: deque[Sound] = deque(maxlen=self.tuning.renewed + self.tuning.block)
        self._at = 0
        self._since = 0
        self._begin_silence()

    def listen_for(self, phrases: Sequence[str], state: str = "") -> None:
        """Replace the phrases; what is being said is still judged by the old ones, but not for more than a second."""
        self._next, self._next_since = self._compile(tuple(phrases), state), self._at
        if not self._open:
            self._renew()

    def deaf_to(self, phrases: Sequence[str]) -> tuple[str, ...]:
        """Phrases that hold a word the model does not know, and so can never be heard."""
        return tuple(phrase for phrase in _plain(phrases) if not self._can_hear(phrase))

    def disregard(self) -> None:
        """Whoever talked before is no evidence here."""

    def feed(self, block: Sound) -> list[Utterance]:
        """Take the next block and return what was decided in it."""
        self._samples = np.concatenate([self._samples, np.asarray(block, dtype=np.int16)])
        whole = len(self._samples) // FRAME
        heard = []
        for k in range(whole):
            found = self._frame(self._samples[k * FRAME : (k + 1) * FRAME])
            if found is not None:
                heard.append(found)
        self._samples = self._samples[whole * FRAME :]
        return heard

    def finish(self) -> list[Utterance]:
        """The sound has ended: judge what was still open."""
        heard = self.feed(np.zeros(-len(self._samples) % FRAME, dtype=np.int16))
        self._decode()
        wanted = self._open and not self._deaf
        found = self._judge(last=True)
        self._close_utterance()
        self._gate = Gate()
        self._since = 0
        return [*heard, found] if wanted and found is not None else heard

    def close(self) -> None:
        """Let go of the model."""
        self._decoder = None
        self._model = None

    def _knows(self, word: str) -> bool:
        return int(self._model.vosk_model_find_word(word)) >= 0

    def _can_hear(self, phrase: str) -> bool:
        return all(self._knows(word) for word in phrase.split())

    def _compile(self, phrases: Sequence[str], state: str) -> _Grammar:
        wanted = [phrase for phrase in _plain(phrases) if self._can_hear(phrase)]
        begun: dict[str, set[Hashable]] = {}
        meant = {phrase: self._meaning(phrase, state) for phrase in wanted}
        for phrase, meaning in meant.items():
            for k in range(1, len(phrase.split())):
                begun.setdefault(" ".join(phrase.split()[:k]), set()).add(meaning)
        goes_on = frozenset(b for b, meanings in begun.items() if meanings - {meant.get(b, _NOTHING)})
        words = {w for phrase in wanted for w in phrase.split()}
        fillers = sorted(f for f in FILLERS if self._knows(f))
        rivals = [rival for rival in self._rivals if rival not in meant and self._can_hear(rival)] if wanted else []
        extra = [w for w in (*self._decoys, *fillers, *rivals) if w not in words]
        times = max(1, round(self.tuning.commands_to_decoys * len(extra) / max(1, len(wanted))))
        listed = [*wanted * times, *extra, *([self._unknown] if self._unknown else [])]
        grammar = json.dumps(listed, ensure_ascii=False) if listed else ""
        return _Grammar(state, frozenset(wanted), goes_on, grammar)

    def _renew(self) -> None:
        """Put the new grammar in: only ever between utterances, and never an empty one, which would crash vosk."""
        if self._next is None:
            return
        self._grammar, self._next = self._next, None
        if not self._grammar.listed:
            self._decoder = None
        elif self._decoder is None:
            self._decoder = self._vosk.KaldiRecognizer(self._model, RATE, self._grammar.listed)
            self._decoder.SetWords(enable_words=True)
            if hasattr(self._decoder, "SetPartialWords"):
                self._decoder.SetPartialWords(enable_partial_words=True)
        else:
            self._drop_rest()
            self._decoder.SetGrammar(self._grammar.listed)

    def _begin_silence(self) -> None:
        self._open = False
        self._deaf = False
        self._began = 0
        self._sounding = 0
        self._quiet = 0
        self._text = ""
        self._times = 0

    def _close_utterance(self) -> None:
        self._gate.forget_peak()
        self._begin_silence()
        self._drop_rest()
        self._renew()

    def _drop_rest(self) -> None:
        """Forget what was fed since the last result; after a last one nothing was, and the voice is forgotten too."""
        if self._decoder is not None and self._fed:
            self._decoder.Reset()
        self._fed = False

    def _frame(self, frame: Sound) -> Utterance | None:
        self._at += 1
        self._since += 1
        loud = self._gate.hear(frame, inside=self._open)
        self._pending.append(frame)
        self._lately.append(frame)
        if not self._open and loud:
            self._open, self._began, self._sounding, self._quiet = True, self._at - 2, 2, 0
        elif self._open and loud:
            self._sounding += 1
            self._quiet = 0
        elif self._open:
            self._quiet += 1
        if self._since % self.tuning.block:
            return None
        ended = self._decode()
        if self._deaf:
            if self._quiet >= self.tuning.pause // 2:
                self._close_utterance()
            return None
        if ended:
            return self._end()
        if self._open and self._next is not None and self._at - self._next_since >= self.tuning.renewed:
            self._take_up_next()
        return self._listening() if self._open else None

    def _take_up_next(self) -> None:
        """Judge by the new phrases what was said since they were asked for."""
        kept, quiet = list(self._lately)[self._next_since - self._at :], self._quiet
        self._close_utterance()
        self._open, self._began, self._sounding, self._quiet = True, self._at - len(kept), len(kept), quiet
        self._pending = kept
        self._decode()

    def _decode(self) -> bool:
        """Give the decoder what has gathered; True where it found an end of speech itself."""
        sound, self._pending = self._pending, []
        if self._decoder is None or not sound:
            return False
        self._fed = True
        return bool(self._decoder.AcceptWaveform(np.concatenate(sound).tobytes()))

    def _listening(self) -> Utterance | None:
        t = self.tuning
        text = self._strip(self._partial())
        self._times = self._times + 1 if text == self._text else 1
        self._text = text
        complete = text in self._grammar.wanted
        waits = text in self._grammar.begun
        settled = not waits and self._times >= t.stable and self._sounding >= t.least
        if complete and settled and self._care(text, self._grammar.state) <= 0.0:
            found = self._utterance(text, 1.0, accepted=True)
            self._deaf = True
            return found
        if self._quiet >= (t.long_pause if waits and not complete else t.pause):
            return self._end()
        return None

    def _end(self) -> Utterance | None:
        found = self._judge()
        self._close_utterance()
        return found

    def _judge(self, *, last: bool = False) -> Utterance | None:
        if self._decoder is None:
            return None
        self._decoder.AcceptWaveform(_TAIL)
        result = json.loads(self._decoder.FinalResult() if last else self._decoder.Result())
        self._fed = False
        text = self._strip(str(result.get("text", "")))
        if not text or self._sounding < self.tuning.least:
            return None
        sure = [float(w.get("conf", 1.0)) for w in result.get("result", ())]
        confidence = sum(sure) / len(sure) if sure else 1.0
        accepted = text in self._grammar.wanted and confidence >= self._least_confidence(text)
        return self._utterance(text, confidence, accepted=accepted)

    def _least_confidence(self, phrase: str) -> float:
        usual = math.log(self.tuning.confidence / (1.0 - self.tuning.confidence))
        return 1.0 / (1.0 + math.exp(-usual - self._care(phrase, self._grammar.state)))

    def _partial(self) -> str:
        if self._decoder is None:
            return ""
        return str(json.loads(self._decoder.PartialResult()).get("partial", ""))

    def _strip(self, text: str) -> str:
        words = text.split()
        while words and words[0] in FILLERS and " ".join(words) not in self._grammar.wanted:
            words.pop(0)
        while words and words[-1] in FILLERS and " ".join(words) not in self._grammar.wanted:
            words.pop()
        return " ".join(words)

    def _utterance(self, text: str, confidence: float, *, accepted: bool) -> Utterance:
        return Utterance(
            text=text,
            start=max(0, self._began) * FRAME,
            end=(self._at - self._quiet) * FRAME,
            decided=self._at * FRAME,
            confidence=round(confidence, 3),
            accepted=accepted,
        )


def _plain(phrases: Sequence[str]) -> tuple[str, ...]:
    """Each phrase once, its words one blank apart."""
    return tuple(dict.fromkeys(" ".join(p.split()) for p in phrases if p.strip()))
