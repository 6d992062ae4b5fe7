"""How English words of the gym are said, in the sounds of the built-in acoustic model."""

# ruff: noqa: RUF001 - phonetic letters look like others

from collections.abc import Mapping
from typing import Final

Ways = Mapping[str, tuple[tuple[str, ...], ...]]

_HISSING: Final = frozenset({"s", "z", "ʃ", "ʒ", "t͡ʃ", "d͡ʒ"})
_VOICELESS: Final = frozenset({"p", "t", "k", "f", "θ"})

SPOKEN: Final = """
a: ə | eɪ
abs: æ b z
add: æ d
again: ə g ɛ n | ə g eɪ n
all: ɔ l
always: ɔ l w eɪ z | æ l w eɪ z
am: æ m
ambulance: æ m b j ə l ə n s | æ m b j ʊ l ə n s
an: ə n | æ n
and: æ n d | æ n | ə n
ankle: æ ŋ k ə l
ankles: æ ŋ k ə l z
another: æ n ə ð ɝ
any: ɛ n i
anything: ɛ n i θ ɪ ŋ
are: ɑ ɹ | ɛ ɹ | ɝ
arm: ɑ ɹ m | ɑ m
arms: ɑ ɹ m z | ɑ m z
at: æ t | ə t
away: ə w eɪ
back: b æ k
bad: b æ d
balanced: b æ l ə n s t
be: b i
bed: b ɛ d
begin: b ɪ g ɪ n
belly: b ɛ l i
bicep: b aɪ s ɛ p
biceps: b aɪ s ɛ p s
bilateral: b aɪ l æ t ə ɹ ə l
bird: b ɝ d
bit: b ɪ t
blurry: b l ɝ i
both: b oʊ θ | b ɑ θ
break: b ɹ eɪ k
breath: b ɹ ɛ θ
breathe: b ɹ i ð
burning: b ɝ n ɪ ŋ
burns: b ɝ n z
calf: k æ f
call: k ɔ l
calves: k æ v z
came: k eɪ m
can: k æ n | k ə n
can't: k æ n t | k ɑ n t | k æ n ə t
cancel: k æ n s ɛ l
cannot: k æ n ɑ t | k æ n ə t
carry: k ɛ ɹ i
cat: k æ t
change: t͡ʃ eɪ n d͡ʒ
changed: t͡ʃ eɪ n d͡ʒ d
chest: t͡ʃ ɛ s t
clear: k l ɪ ɹ
coach: k oʊ t͡ʃ
collapse: k ə l æ p s
collapsed: k ə l æ p s t
come: k ʌ m | k oʊ m
comes: k ʌ m z | k oʊ m z
coming: k ʌ m ɪ ŋ | k oʊ m ɪ ŋ
commands: k ə m æ n d z
continue: k ə n t ɪ n j u
core: k ɔ ɹ
correct: k ɝ ɛ k t | k ə ɹ ɛ k t
couldn't: k ʊ d n t | k ʊ d ə n t | k ʊ d n ə t
count: k aʊ n t
counts: k aʊ n t s
cramp: k ɹ æ m p
cue: k j u | k u
cues: k j u z
did: d ɪ d
didn't: d ɪ d n t | d ɪ d ə n t | d ɪ d n ə t
different: d ɪ f ɹ ə n t | d ɪ f ɝ ə n t
differently: d ɪ f ɹ ə n t l i
dizzy: d ɪ z i
do: d u | d o
does: d ʌ z | d oʊ z
dog: d ɔ g
don't: d oʊ n t | d oʊ n | d oʊ n ə t
done: d oʊ n | d ʌ n | d ɑ n
down: d aʊ n
drop: d ɹ ɑ p
ease: i z
easier: i z i ɝ | i z i ə
easy: i z i
eight: eɪ t
eighteen: eɪ t i n
eighty: eɪ t i
elbow: ɛ l b oʊ
elbows: ɛ l b oʊ z
eleven: ɪ l ɛ v ə n
else: ɛ l s
elsewhere: ɛ l s w ɛ ɹ
emergency: ɪ m ɝ d͡ʒ ə n s i
end: ɛ n d
enough: ɪ n ʌ f | ɪ n aʊ
equal: i k w ə l
everything: ɛ v ɹ i θ ɪ ŋ
exercise: ɛ k s ɝ s aɪ z | ɛ k s ə s aɪ z
exercises: ɛ k s ɝ s aɪ z ɪ z | ɛ k s ə s aɪ z ɪ z
extra: ɛ k s t ɹ ə
face: f eɪ s
faint: f eɪ n t
fainted: f eɪ n t ɪ d
fainting: f eɪ n t ɪ ŋ
fast: f æ s t | f ɑ s t
faster: f æ s t ɝ | b æ s t ɝ | f ɑ s t ə
feel: f i l
feeling: f i l ɪ ŋ
feet: f i t
felt: f ɛ l t
fewer: f j u ɝ
fifteen: f ɪ f t i n
fifty: f ɪ f t i
fine: f aɪ n
finish: f ɪ n ɪ ʃ
finished: f ɪ n ɪ ʃ t
first: f ɝ s t
five: f aɪ v
foot: f ʊ t
for: f ɔ ɹ | f ɝ
forearm: f ɔ ɹ ɑ ɹ m | f ɔ ɹ m | f ɔ ɑ m
forearms: f ɔ ɹ ɑ ɹ m z | f ɔ ɹ m z | f ɔ ɹ ə ɹ m z | f ɔ ɑ m z
forget: f ɔ ɹ g ɛ t
forty: f ɔ ɹ t i | f ɔ ɹ d i
four: f ɔ ɹ
fourteen: f ɔ ɹ t i n
front: f ɹ ʌ n t
get: g ɛ t
give: g ɪ v | g aɪ v
glute: g l u t
glutes: g l u t s
go: ɡ o | g oʊ
going: g oʊ ɪ ŋ
good: g ʊ d
got: g ɑ t
grip: g ɹ ɪ p
half: h æ f | h ɑ f
halt: h ɔ l t
hamstring: h æ m s t ɹ ɪ ŋ
hamstrings: h æ m s t ɹ ɪ ŋ z
hand: h æ n d
hands: h æ n d z
happy: h æ p i
hard: h ɑ ɹ d
harder: h ɑ ɹ d ɝ | h ɑ d ə
has: h æ z | ə z | h ɑ z
have: h æ v | ə v | h eɪ v
headed: h ɛ d ɪ d
heart: h ɑ ɹ t
heavier: h ɛ v i ɝ | h ɛ v j ɝ | h eɪ v i ɝ | h eɪ v j ɝ | h ɛ v j u ɹ | h ɛ v i ə
heavy: h ɛ v i | h eɪ v i
heel: h i l
help: h ɛ l p | h ɛ l
hip: h ɪ p
hips: h ɪ p s
hold: h oʊ l d | h oʊ l
holding: h oʊ l d ɪ ŋ
holds: h oʊ l d z
house: h aʊ s
how: h aʊ
hundred: h ʌ n d ɹ ɪ d | h ʌ n d ɹ ə d | h ʌ n ɝ d
hurt: h ɝ t
hurts: h ɝ t s
i: aɪ
i'm: aɪ m | i ə m
i've: aɪ v | i v e
in: ɪ n
increase: ɪ n k ɹ i s
injured: ɪ n d͡ʒ ɝ d
instead: ɪ n s t ɛ d
is: ɪ z | i s
isn't: ɪ z n t | ɪ z ə n t | ɪ s n ə t
it: ɪ t
it's: ɪ t s
joint: d͡ʒ ɔɪ n t
just: d͡ʒ ʌ s t | d͡ʒ ə s
keep: k i p
kilo: k i l oʊ | k ɪ l oʊ
kilogram: k ɪ l ə g ɹ æ m
kilograms: k ɪ l ə g ɹ æ m z
kilos: k i l oʊ z
knee: n i
knees: n i z
last: l æ s t | l ɑ s t
lats: l æ t s
lb: p aʊ n d z
leave: l i v
left: l ɛ f t | l ɛ f
leg: l ɛ g
legs: l ɛ g z
less: l ɛ s
let: l ɛ t
let's: l ɛ t s
light: l aɪ t
lighter: l aɪ t ɝ | l aɪ t ə | l aɪ d ɝ
list: l ɪ s t
liter: l i t ɝ
little: l ɪ t ə l
load: l oʊ d
locked: l ɑ k t
long: l ɔ ŋ | l ɑ ŋ
longer: l ɔ ŋ ɝ | l ɔ ŋ g ɝ | l ɔ ŋ g ə
loud: l aʊ d
louder: l aʊ d ɝ | l aʊ d ə
lower: l oʊ ɝ
make: m eɪ k
many: m ɛ n i | m æ n i
marvin: m ɑ ɹ v ɪ n
me: m i | m e
minute: m ɪ n ɪ t | m ɪ n j u t
minutes: m ɪ n ɪ t s | m ɪ n u t s
moment: m oʊ m ə n t
more: m ɔ ɹ
mostly: m oʊ s t l i
move: m u v
much: m ʌ t͡ʃ
muscle: m ʌ s ə l
my: m aɪ | m ə
nauseous: n ɔ ʃ ə s | n ɔ ʒ ə s
neck: n ɛ k
need: n i d
new: n u | n j u | l u
next: n ɛ k s t | n ɛ k s
nine: n aɪ n
nineteen: n aɪ n t i n
ninety: n aɪ n t i | n aɪ n i
no: n oʊ | n o
nope: n oʊ p
normal: n ɔ ɹ m l | n ɔ ɹ m ə l
not: n ɑ t
note: n oʊ t
nothing: n ʌ θ ɪ ŋ | n oʊ ð ɪ ŋ
now: n aʊ | n oʊ
numb: n ʌ m
of: ʌ v | ə v | ɔ f
off: ɔ f | ɑ f
ok: oʊ k eɪ
okay: oʊ k eɪ
on: ɔ n | ɑ n
once: w ʌ n s | o n s | o n s e
one: o n e | w ʌ n
only: oʊ n l i | ɑ n l i
options: ɑ p ʃ ə n z
other: ʌ ð ɝ | ʌ ð ə
ouch: aʊ t͡ʃ
out: aʊ t
over: oʊ v ɝ | oʊ v ə
pain: p eɪ n
palm: p ɑ m
palms: p ɑ m z
pardon: p ɑ ɹ d ə n
passing: p æ s ɪ ŋ
pause: p ɔ z | p ɔ s | p ɑ z | p ɑ s
permanent: p ɝ m ə n ə n t
please: p l i z
point: p ɔɪ n t
popped: p ɑ p t
pound: p aʊ n d
pounds: p aʊ n d z
previous: p ɹ i v i ə s
proceed: p ɹ oʊ s i d
quad: k w ɑ d
quads: k w ɑ d z
quarter: k w ɔ ɹ t ɝ
quicker: k w ɪ k ɝ | k w ɪ k ə
quiet: k w aɪ ə t | k w aɪ ɪ t
quieter: k w aɪ ə t ɝ | k w aɪ ə t ə
racing: ɹ eɪ s ɪ ŋ
rack: ɹ æ k
ready: ɹ ɛ d i | b ɹ ɛ d i
reduce: ɹ ɪ d u s
release: ɹ ɪ l i s | ɹ ɪ l i z | ɹ i l i s
remaining: ɹ i m eɪ n ɪ ŋ
remember: ɹ i m ɛ m b ɝ
rep: ɹ ɛ p
repeat: ɹ ɪ p i t | ɹ ə p i t | ɹ i p i t
repetitions: ɹ ɛ p ə t ɪ ʃ ə n z
replace: ɹ ɪ p l eɪ s
reps: ɹ ɛ p s
rest: ɹ ɛ s t
resume: ɹ ɪ z u m | ɹ ə z u m | p ɹ ɪ z ə m | ɹ ɪ z ə m | ɹ ɪ z j u m
revert: ɹ ɪ v ɝ t
ribs: ɹ ɪ b z
right: ɹ aɪ t
same: s eɪ m
save: s eɪ v
say: s eɪ
second: s ɛ k ə n d | s ɛ k ə n
seconds: s ɛ k ə n d z | s ɛ k ə n z
see: s i
session: s ɛ ʃ ə n
set: s ɛ t
sets: s ɛ t s
settings: s ɛ t ɪ ŋ z
seven: s ɛ v ə n
seventeen: s ɛ v ə n t i n
seventy: s ɛ v ə n t i | s ɛ v ə n i
shaking: ʃ eɪ k ɪ ŋ
sharp: ʃ ɑ ɹ p
sheila: ʃ i l ə
shorter: ʃ ɔ ɹ t ɝ | ʃ ɔ t ə
shoulder: ʃ oʊ l d ɝ | ʃ oʊ l d ə
shoulders: ʃ oʊ l d ɝ z | ʃ oʊ l d ə z
show: ʃ oʊ
sick: s ɪ k
side: s aɪ d
sides: s aɪ d z
single: s ɪ ŋ g ə l
six: s ɪ k s
sixteen: s ɪ k s t i n
sixty: s ɪ k s t i
skip: s k ɪ p
slow: s l oʊ
slower: s l oʊ ɝ | s l ɔ ɝ | s l oʊ ə
slurred: s l ɝ d
snapped: s n æ p t
so: s oʊ
softer: s ɔ f t ɝ | s ɔ f t ə
some: s ʌ m
something: s ʌ m θ ɪ ŋ
speak: s p i k
speech: s p i t͡ʃ
speed: s p i d
stabbing: s t æ b ɪ ŋ
start: s t ɑ ɹ t
started: s t ɑ ɹ t ɪ d
stomach: s t ɑ m ə k
stop: s t ɑ p
stroke: s t ɹ oʊ k
strong: s t ɹ ɔ ŋ
stronger: s t ɹ ɔ ŋ ɝ | s t ɹ ɔ ŋ g ɝ | s t ɹ ɔ ŋ g ə
sudden: s ʌ d ə n
suddenly: s ʌ d ə n l i
sure: ʃ ʊ ɹ | ʃ ɝ
swap: s w ɑ p
switch: s w ɪ t͡ʃ
take: t eɪ k
talk: t ɔ k
talking: t ɔ k ɪ ŋ
tell: t ɛ l
tempo: t ɛ m p oʊ
ten: t ɛ n
thank: θ æ ŋ k
thanks: θ æ ŋ k s
that: ð æ t | ð ə t
that's: ð æ t s
the: ð ə | ð i
there: ð ɛ ɹ
there's: ð ɛ ɹ z | ð ɛ ɹ ə s
thigh: θ aɪ
thighs: θ aɪ z
thirteen: θ ɝ t i n
thirty: θ ɝ t i | θ ɝ d i
this: ð ɪ s
three: θ ɹ i
time: t aɪ m
tingling: t ɪ ŋ g l ɪ ŋ
to: t oʊ | t u | t ə
today: t ə d eɪ | t oʊ d eɪ
toes: t oʊ z
together: t ə g ɛ ð ɝ | t ɑ g ɛ ð ɝ
too: t u | t w oʊ | t oʊ
tore: t ɔ ɹ
traps: t ɹ æ p s
tree: t ɹ i
tricep: t ɹ aɪ s ɛ p
triceps: t ɹ aɪ s ɛ p s
turn: t ɝ n
twelve: t w ɛ l v
twenty: t w ɛ n t i | t w ɛ n i
two: t w oʊ | t u | t oʊ
uh: ʌ
um: ʌ m
undo: ʌ n d u | æ n d j u | æ n d u | ʌ n d oʊ | ɑ n d u
unilateral: j u n ə l æ t ə ɹ ə l
up: ʌ p
upper: ʌ p ɝ
volume: v ɑ l j u m
wait: w eɪ t
want: w ɑ n t | w ɔ n t
was: w ʌ z
we: w i | w eɪ
weak: w i k
weaker: w i k ɝ | w i k ə
weight: w eɪ t
went: w ɛ n t
what: h w ɑ t | w ʌ t | w ɑ t
what's: h w ɑ t s | w ʌ t s | w ɑ t s | h w æ t s
when: w ɛ n | h w ɛ n
where: h w ɛ ɹ | w ɛ ɹ
which: w ɪ t͡ʃ | h w ɪ t͡ʃ
with: w ɪ θ
words: w ɝ d z
workout: w ɝ k aʊ t
wow: w aʊ | w ɛ l
wrist: ɹ ɪ s t
wrists: ɹ ɪ s t s
write: ɹ aɪ t
wrong: ɹ ɔ ŋ | ɹ ɑ ŋ
yeah: j æ | j ɛ | j ɛ ə
yep: j ɛ p
yes: ɟ ͡ ʝ e s | j ɛ s
yet: j ɛ t
you: j u | j ə
zero: z ɪ ɹ oʊ | z ɛ ɹ oʊ | z i ɹ oʊ
"""
"""One word a line, its ways parted by bars, the usual first. The model learned to write some oddly ("one": o n e)."""


def spoken() -> dict[str, tuple[tuple[str, ...], ...]]:
    """The table as word -> ways -> sounds."""
    lines = (line.partition(": ") for line in SPOKEN.strip().splitlines())
    return {word: tuple(tuple(way.split()) for way in ways.split(" | ")) for word, _, ways in lines}


def possessive(word: str, table: Ways) -> tuple[tuple[str, ...], ...]:
    """The ways to say "arm's" where the table has "arm"; empty for anything else."""
    if not word.endswith("'s") or word[:-2] not in table:
        return ()
    return tuple((*way, *_ending(way[-1])) for way in table[word[:-2]])


def _ending(last: str) -> tuple[str, ...]:
    if last in _HISSING:
        return ("ɪ", "z")
    return ("s",) if last in _VOICELESS else ("z",)
