"""How English words of the gym are said, in the sounds of the built-in acoustic model."""

from typing import Final

SPOKEN: Final = """
a: ə | eɪ
abs: æ b z
add: æ d
again: ə g ɛ n | ə g eɪ n
am: æ m
ambulance: æ m b j ə l ə n s | æ m b j ʊ l ə n s
an: ə n | æ n
and: æ n d | æ n | ə n
ankle: æ ŋ k ə l
ankles: æ ŋ k ə l z
another: æ n ə ð ɝ
are: ɑ ɹ | ɛ ɹ | ɝ
arm: ɑ ɹ m
arms: ɑ ɹ m z
at: æ t | ə t
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
both: b oʊ θ | b ɑ θ
break: b ɹ eɪ k
breath: b ɹ ɛ θ
breathe: b ɹ i ð
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
coach: k oʊ t͡ʃ
come: k ʌ m | k oʊ m
comes: k ʌ m z | k oʊ m z
commands: k ə m æ n d z
continue: k ə n t ɪ n j u
core: k ɔ ɹ
correct: k ɝ ɛ k t | k ə ɹ ɛ k t
couldn't: k ʊ d n t | k ʊ d ə n t | k ʊ d n ə t
count: k aʊ n t
counts: k aʊ n t s
cue: k j u
did: d ɪ d
different: d ɪ f ɹ ə n t | d ɪ f ɝ ə n t
dizzy: d ɪ z i
do: d u | d o
does: d ʌ z | d oʊ z
dog: d ɔ g
don't: d oʊ n t | d oʊ n | d oʊ n ə t
done: d ʌ n | d oʊ n
down: d aʊ n
ease: i z
easier: i z i ɝ
easy: i z i
eight: eɪ t
eighteen: eɪ t i n
eighty: eɪ t i
elbow: ɛ l b oʊ
elbows: ɛ l b oʊ z
eleven: ɪ l ɛ v ə n
emergency: ɪ m ɝ d͡ʒ ə n s i
end: ɛ n d
everything: ɛ v ɹ i θ ɪ ŋ
exercise: ɛ k s ɝ s aɪ z | ɛ k s ə s aɪ z
exercises: ɛ k s ɝ s aɪ z ɪ z | ɛ k s ə s aɪ z ɪ z
extra: ɛ k s t ɹ ə
faint: f eɪ n t
faster: f æ s t ɝ | f ɑ s t ə
feel: f i l
feet: f i t
felt: f ɛ l t
fewer: f j u ɝ
fifteen: f ɪ f t i n
fifty: f ɪ f t i
finish: f ɪ n ɪ ʃ
finished: f ɪ n ɪ ʃ t
five: f aɪ v
foot: f ʊ t
for: f ɔ ɹ | f ɝ
forearm: f ɔ ɹ ɑ ɹ m
forearms: f ɔ ɹ ɑ ɹ m z
forget: f ɔ ɹ g ɛ t
forty: f ɔ ɹ t i | f ɔ ɹ d i
four: f ɔ ɹ | f ɔ
fourteen: f ɔ ɹ t i n
get: g ɛ t
give: g ɪ v | g aɪ v
glute: g l u t
glutes: g l u t s
go: ɡ o | g oʊ
going: g oʊ ɪ ŋ
good: g ʊ d
half: h æ f | h ɑ f
hamstring: h æ m s t ɹ ɪ ŋ
hamstrings: h æ m s t ɹ ɪ ŋ z
hand: h æ n d
hands: h æ n d z
happy: h æ p i
hard: h ɑ ɹ d
harder: h ɑ ɹ d ɝ
heavier: h ɛ v i ɝ
heavy: h ɛ v i
heel: h i l
help: h ɛ l p
hip: h ɪ p
hips: h ɪ p s
hold: h oʊ l d | h oʊ l
house: h aʊ s
how: h aʊ
hundred: h ʌ n d ɹ ɪ d | h ʌ n d ɹ ə d | h ʌ n ɝ d
hurt: h ɝ t
hurts: h ɝ t s
i: aɪ
i'm: aɪ m | i ə m
in: ɪ n
injured: ɪ n d͡ʒ ɝ d
is: i s
it: ɪ t
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
light: l aɪ t
lighter: l aɪ t ɝ
liter: l i t ɝ
load: l oʊ d
long: l ɔ ŋ | l ɑ ŋ
longer: l ɔ ŋ ɝ
louder: l aʊ d ɝ
lower: l oʊ ɝ
make: m eɪ k
many: m ɛ n i | m æ n i
marvin: m ɑ ɹ v ɪ n
me: m i | m e
minute: m ɪ n ɪ t | m ɪ n j u t
minutes: m ɪ n ɪ t s | m ɪ n u t s
more: m ɔ ɹ | m ɔ
move: m u v
much: m ʌ t͡ʃ
my: m aɪ | m ə
nauseous: n ɔ ʃ ə s | n ɔ ʒ ə s
neck: n ɛ k
new: n u
next: n ɛ k s t
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
of: ʌ v | ə v | ɔ f
off: ɔ f | ɑ f
ok: oʊ k eɪ
okay: oʊ k eɪ
on: ɔ n | ɑ n
once: w ʌ n s | o n s | o n s e
one: o n e | w ʌ n
only: oʊ n l i | ɑ n l i
other: ʌ ð ɝ | ʌ ð ə
ouch: aʊ t͡ʃ
out: aʊ t
over: oʊ v ɝ | oʊ v ə
pain: p eɪ n
palm: p ɑ m
palms: p ɑ m z
pause: p ɔ z | p ɑ z | p ɔ s
please: p l i z
point: p ɔɪ n t
pound: p aʊ n d
pounds: p aʊ n d z
previous: p ɹ i v i ə s
proceed: p ɹ oʊ s i d
quad: k w ɑ d
quads: k w ɑ d z
quarter: k w ɔ ɹ t ɝ
quicker: k w ɪ k ɝ
quiet: k w aɪ ə t | k w aɪ ɪ t
quieter: k w aɪ ə t ɝ | k w aɪ ə t ə
ready: ɹ ɛ d i
release: ɹ ɪ l i s | ɹ ɪ l i z | ɹ i l i s
remaining: ɹ i m eɪ n ɪ ŋ
remember: ɹ i m ɛ m b ɝ
rep: ɹ ɛ p
repeat: ɹ ɪ p i t | ɹ ə p i t | ɹ i p i t
repetitions: ɹ ɛ p ə t ɪ ʃ ə n z
reps: ɹ ɛ p s
rest: ɹ ɛ s t
resume: ɹ ɪ z u m | ɹ ə z u m
ribs: ɹ ɪ b z
right: ɹ aɪ t
same: s eɪ m
say: s eɪ
second: s ɛ k ə n d | s ɛ k ə n
seconds: s ɛ k ə n d z | s ɛ k ə n z
session: s ɛ ʃ ə n
set: s ɛ t
sets: s ɛ t s
seven: s ɛ v ə n
seventeen: s ɛ v ə n t i n
seventy: s ɛ v ə n t i | s ɛ v ə n i
sharp: ʃ ɑ ɹ p
sheila: ʃ i l ə
shorter: ʃ ɔ ɹ t ɝ
shoulder: ʃ oʊ l d ɝ
shoulders: ʃ oʊ l d ɝ z
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
slower: s l oʊ ɝ
softer: s ɔ f t ɝ
something: s ʌ m θ ɪ ŋ
speak: s p i k
speed: s p i d
start: s t ɑ ɹ t
stomach: s t ɑ m ə k
stop: s t ɑ p | s t ɒ p
strong: s t ɹ ɔ ŋ
stronger: s t ɹ ɔ ŋ ɝ
sure: ʃ ʊ ɹ | ʃ ɝ
swap: s w ɑ p
switch: s w ɪ t͡ʃ
take: t eɪ k
talk: t ɔ k
tell: t ɛ l
tempo: t ɛ m p oʊ
ten: t ɛ n
that: ð æ t | ð ə t
the: ð ə | ð i
thigh: θ aɪ
thighs: θ aɪ z
thirteen: θ ɝ t i n
thirty: θ ɝ t i | θ ɝ d i
this: ð ɪ s
three: θ ɹ i
time: t aɪ m
to: t u | t ə | t oʊ
toes: t oʊ z
too: t u
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
undo: ʌ n d u | ʌ n d oʊ
unilateral: j u n ə l æ t ə ɹ ə l
up: ʌ p
upper: ʌ p ɝ
volume: v ɑ l j u m
wait: w eɪ t
was: w ʌ z
we: w i | w eɪ
weak: w i k
weaker: w i k ɝ
weight: w eɪ t
what: w ʌ t | h w ɑ t | w ɑ t
what's: w ʌ t s | h w æ t s | w ɑ t s
where: w ɛ ɹ | h w ɛ ɹ
with: w ɪ θ
workout: w ɝ k aʊ t
wow: w aʊ | w ɛ l
wrist: ɹ ɪ s t
wrists: ɹ ɪ s t s
wrong: ɹ ɔ ŋ | ɹ ɑ ŋ
yeah: j æ | j ɛ | j ɛ ə
yep: j ɛ p
yes: ɟ ͡ ʝ e s | j ɛ s
you: j u | j ə
zero: z ɪ ɹ oʊ | z ɛ ɹ oʊ | z i ɹ oʊ
"""
"""One word a line with the ways to say it. Some look odd ("one": o n e): that is how the model learned to write them."""


def spoken() -> dict[str, tuple[tuple[str, ...], ...]]:
    """The table as word -> ways -> sounds."""
    lines = (line.partition(": ") for line in SPOKEN.strip().splitlines())
    return {word: tuple(tuple(way.split()) for way in ways.split(" | ")) for word, _, ways in lines}
