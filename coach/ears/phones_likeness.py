"""Which sounds of speech the acoustic model takes for which, and how readily."""

# ruff: noqa: RUF001 - phonetic letters look like others

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

ALIKE: Final = """
a: aʊ .13 aɪ .13 eɪ .13 o .13 oʊ .13 ɒ .13 ɔ .13 ɔɪ .13 ɑ .13 ʌ .13
aɪ: i .27 eɪ .03 ɑ .01 oʊ .01 ɔɪ .01 o .01 a .01 æ .01
aʊ: oʊ .21 æ .08 ʌ .07 ɑ .06 ɔ .04 ɛ .04 o .03 a .03 aɪ .03 ɒ .02 ɝ .02 i .02
b: m .08 p .07 f .07 ð .06 w .04 v .04 k .03 t .03 d .02 θ .02 h .01 s .01
d: t .13 ð .04 v .03 n .03 θ .03 l .02 p .02 b .02 d͡ʒ .02 k .01 j .01 m .01
d͡ʒ: z .10 t͡ʃ .09 t .09 i .09 ʃ .09 j .09 s .02
e: i .03 æ .03 ɛ .03 ɪ .03 eɪ .03 j .03
eɪ: i .27 ɪ .20 ɛ .10 æ .06 aɪ .04 e .04 a .03 ɑ .03 ɔɪ .03 u .03 oʊ .02 o .01
f: s .10 p .09 b .08 v .06 t .06 k .05 θ .04 ð .03 h .03 z .02 w .02 ʃ .01
g: k .11 d .09 d͡ʒ .06 t .06 ð .05 ɡ .04 j .02 ŋ .01
h: p .06 k .04 f .04 t .02 b .02 θ .01
i: ɪ .14 eɪ .05 u .03 e .03 ɛ .03 ə .01 aɪ .01
j: d͡ʒ .10 i .10 e .10 ɪ .09 d .02 ɟ .01 w .01
ju: oʊ .13 u .13 o .13 ʉ .13 ʊ .13
k: t .10 g .03 d .03 p .02 h .02 f .02 t͡ʃ .01 θ .01
l: ɹ .04 w .03 n .02 ð .02 d .01 m .01 θ .01 v .01
m: n .09 b .04 d .02 ŋ .01 l .01 t .01 w .01 ð .01
n: m .05 l .04 d .04 ŋ .03 t .02 j .01 θ .01
o: oʊ .11 ɑ .10 ʌ .05 ɔ .05 ʊ .03 aʊ .03 u .03 a .03 ɒ .03 ju .03 ʉ .03 ɛ .02
oʊ: ɔ .22 o .21 ɑ .08 u .07 ə .06 ɛ .05 ʌ .04 ɪ .03 aʊ .03 ʊ .03 ɝ .02 a .02
p: t .17 b .10 f .09 d .08 k .08 θ .07 v .05 ɾ .02 ð .02 l .02 g .02 h .01
r: w .13 ɝ .13 ɹ .13
s: z .04 θ .02 t .02 f .02 t͡ʃ .01 k .01 ʃ .01
t: d .08 s .04 k .03 p .02 d͡ʒ .02 θ .02 f .01 t͡ʃ .01 ð .01 ʃ .01 z .01
t͡ʃ: t .08 d͡ʒ .08 ʃ .05 s .04 k .04 ʒ .04
u: oʊ .66 o .17 ɪ .11 i .11 ʊ .07 eɪ .07 ju .04 ʉ .04 ə .03 ɛ .02 e .02 ʌ .02
v: d .15 b .09 l .08 t .06 ð .06 m .06 f .05 z .04 p .04 θ .04 n .04 s .03
w: l .12 ɹ .07 m .03 v .02 r .01 ɝ .01 oʊ .01
z: s .21 d .08 j .06 f .05 t .04 θ .03 l .03 h .03 ʃ .02 ð .01 n .01 k .01
æ: ɑ .14 ɛ .14 eɪ .06 ʌ .05 ɪ .04 aʊ .03 oʊ .02 e .02 ɔ .01 i .01 ə .01 ɝ .01
ð: n .25 θ .13 l .11 m .11 b .08 h .06 d .04 f .04 v .04 g .01 p .01
ŋ: n .34 m .04 d .03
ɑ: ɔ .15 aʊ .09 aɪ .08 æ .06 oʊ .05 ʌ .05 ɛ .03 ə .03 o .03 a .03 eɪ .02 ɔɪ .02
ɒ: a .13 aʊ .13 oʊ .13 o .13 ɑ .13 ʌ .13 ɔ .13
ɔ: ɑ .18 oʊ .13 ʌ .05 aʊ .04 æ .04 o .03 ə .03 ɝ .02 a .02 i .01 aɪ .01 ʊ .01
ɔɪ: a .13 aɪ .13 eɪ .13 ɑ .13
ə: ɪ .08 ɝ .05 i .05 æ .04 ɛ .04 oʊ .04 ɔ .03 ʌ .02 ɹ .02 ɑ .02 eɪ .01 u .01
ɚ: ɔ .13 ɝ .13 ʌ .13 ɹ .13 ɜ .13 ə .13
ɛ: æ .25 eɪ .14 ɪ .11 ɝ .04 aɪ .04 ə .03 i .03 ʌ .02 oʊ .02 e .02 ɑ .01 aʊ .01
ɜ: ɔ .13 ɝ .13 ʌ .13 ɹ .13 ɚ .13 ə .13
ɝ: ɛ .07 ɪ .06 ə .06 ʊ .05 ɔ .04 oʊ .02 ʌ .02 ɹ .01 i .01 r .01 w .01 ɚ .01
ɟ: j .02
ɡ: g .10 k .09 t .09
ɪ: i .17 ɛ .06 eɪ .05 u .04 ə .04 æ .03 aɪ .02 e .01 ʌ .01 ɑ .01 j .01 oʊ .01
ɹ: l .08 w .06 m .05 r .01 ɾ .01 t .01 n .01
ɾ: d .13 k .13 t .13 p .13
ʃ: t͡ʃ .05 s .05 ʒ .04 t .03 d͡ʒ .03 z .03 f .03 θ .03
ʉ: ju .13 u .13 oʊ .13 o .13 ʊ .13
ʊ: ju .13 u .13 oʊ .13 o .13 ʉ .13
ʌ: ɑ .28 æ .21 oʊ .16 ɔ .14 ɛ .11 ə .09 o .08 aʊ .07 ɝ .06 ɪ .06 aɪ .06 a .05
ʒ: t͡ʃ .13 s .13 ʃ .13
͡: ɟ .01
θ: s .12 l .08 z .07 p .07 f .06 d .06 v .06 ð .05 k .05 ʃ .04 t .04 b .04
"""
"""Wanted sound: what the model wrote instead and a weight.

Counted where known words were laid over recordings of people and of synthetic voices (sounds of one class start
with a small weight, counts add to it). The sound itself weighs 1.
"""


def likeness(tokens: Sequence[str]) -> npt.NDArray[np.float64]:
    """Tokens x sounds: what each token the model wrote is worth for each wanted sound.

    Args:
        tokens: the model's tokens.
    """
    number = {token: i for i, token in enumerate(tokens)}
    table = np.eye(len(tokens))
    for line in ALIKE.strip().splitlines():
        wanted, _, others = line.partition(": ")
        parts = others.split()
        for written, weight in zip(parts[::2], parts[1::2], strict=True):
            table[number[written], number[wanted]] = float(weight)
    return table
