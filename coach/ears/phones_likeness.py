"""Which sounds of speech the acoustic model takes for which, and how readily."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

ALIKE: Final = """
a: aʊ .04 aɪ .04 eɪ .04 o .04 oʊ .04 ɒ .04 ɔ .04 ɔɪ .04 ɑ .04 ʌ .04
aɪ: i .08 eɪ .01
aʊ: oʊ .06 æ .02 ʌ .02 ɑ .02 ɔ .01 ɛ .01 o .01 a .01 aɪ .01
b: m .02 p .02 f .02 - .02 ð .02 w .01 v .01 k .01 t .01
d: t .04 - .02 ð .01 n .01 v .01 θ .01
d͡ʒ: z .03 t .03 t͡ʃ .03 i .03 ʃ .03 j .03 - .02
e: - .02 i .01 æ .01 ɛ .01 ɪ .01 eɪ .01 j .01
eɪ: i .08 ɪ .06 ɛ .03 æ .02 - .01 aɪ .01 e .01 a .01 ɑ .01 ɔɪ .01
f: s .03 p .03 b .03 - .02 v .02 t .02 k .02 θ .01
g: k .03 d .02 t .02 ð .02 - .02 d͡ʒ .01 ɡ .01
h: - .02 p .02 k .01 f .01
i: ɪ .05 - .01 eɪ .01
j: i .03 e .03 d͡ʒ .03 ɪ .03 - .02
ju: oʊ .04 u .04 o .04 ʉ .04 ʊ .04
k: t .03 - .02 g .01 d .01
l: - .02 ɹ .01 w .01
m: n .03 - .02 b .01
n: - .02 m .01 l .01 d .01 ŋ .01
o: oʊ .03 ɑ .03 ʌ .02 ɔ .02 ʊ .01 aʊ .01 u .01 a .01 ɒ .01 ju .01 ʉ .01
oʊ: ɔ .07 o .06 u .02 ɑ .02 - .02 ə .02 ɛ .02 ɪ .01 ʌ .01 aʊ .01 ʊ .01 i .01
p: t .05 b .03 f .03 d .02 k .02 θ .02 - .02 v .02
r: w .04 ɝ .04 ɹ .04
s: z .02 - .02
t: d .02 - .02 k .01 s .01
t͡ʃ: t .02 d͡ʒ .02 ʃ .01 s .01 k .01 ʒ .01
u: oʊ .19 o .05 ɪ .03 i .03 ʊ .02 - .02 ju .01 ʉ .01 eɪ .01 ə .01
v: d .05 l .03 b .03 - .02 t .02 ð .02 m .02 f .02 z .01 n .01 p .01 θ .01
w: l .04 ɹ .02 - .02 m .01
z: s .06 d .02 - .02 f .02 j .01 θ .01 t .01 l .01 h .01
æ: ɛ .04 ɑ .04 eɪ .02 ʌ .01 ɪ .01 - .01 aʊ .01
ð: n .06 θ .04 l .03 m .03 b .02 - .02 h .02 d .01 f .01 v .01
ŋ: n .10 m .01 d .01
ɑ: ɔ .05 aʊ .03 aɪ .02 oʊ .02 æ .02 ʌ .01 o .01 ə .01 ɛ .01 a .01
ɒ: a .04 aʊ .04 oʊ .04 o .04 ɑ .04 ʌ .04 ɔ .04
ɔ: ɑ .05 oʊ .04 ʌ .01 aʊ .01 æ .01 o .01
ɔɪ: a .04 aɪ .04 eɪ .04 ɑ .04
ə: ɪ .02 - .02 ɝ .01 i .01 ɛ .01 æ .01
ɚ: ɔ .04 ɝ .04 ʌ .04 ɹ .04 ɜ .04 ə .04
ɛ: æ .07 eɪ .04 ɪ .03 ɝ .01 aɪ .01 - .01 ə .01
ɜ: ɔ .04 ɝ .04 ʌ .04 ɹ .04 ɚ .04 ə .04
ɝ: ɪ .02 ɛ .02 ə .02 - .02 ʊ .02 ɔ .01
ɡ: g .03 k .03 t .03
ɪ: i .05 ɛ .02 eɪ .02 ə .01 u .01 - .01 æ .01
ɹ: - .02 l .02 w .02 m .01
ɾ: d .04 k .04 t .04 p .04
ʃ: t͡ʃ .01 s .01 ʒ .01 t .01 d͡ʒ .01 z .01 f .01 θ .01
ʉ: ju .04 u .04 oʊ .04 o .04 ʊ .04
ʊ: ju .04 u .04 oʊ .04 o .04 ʉ .04
ʌ: ɑ .08 æ .06 oʊ .05 ɔ .04 ɛ .03 ə .03 o .03 aʊ .02 - .02 ɪ .02 ɝ .02 aɪ .02
ʒ: t͡ʃ .04 s .04 ʃ .04
ʝ: - .01
͡: - .01
θ: s .04 l .02 z .02 p .02 - .02 f .02 d .02 v .02 ð .02 k .01 ʃ .01 t .01
"""
"""Wanted sound: what the model wrote instead and a weight, `-` for nothing at all.

Counted where known words were laid over recordings of people and of synthetic voices (sounds of one class start
with a small weight, counts add to it), then weighed by 0.3, so that the sound itself, weight 1, always wins.
"""


def likeness(tokens: Sequence[str]) -> npt.NDArray[np.float64]:
    """Tokens x sounds: what each token the model wrote is worth for each wanted sound.

    Args:
        tokens: the model's tokens, among them `<blank>`.
    """
    number = {token: i for i, token in enumerate(tokens)} | {"-": tokens.index("<blank>")}
    table = np.eye(len(tokens))
    for line in ALIKE.strip().splitlines():
        wanted, _, others = line.partition(": ")
        parts = others.split()
        for written, weight in zip(parts[::2], parts[1::2], strict=True):
            table[number[written], number[wanted]] = float(weight)
    return table
