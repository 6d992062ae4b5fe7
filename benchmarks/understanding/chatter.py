"""An endless conversation in which nobody gives a command, though many words of commands are in it."""

import random
import re
from collections.abc import Iterator
from typing import Final

_PARTS: Final = {
    "who": "my sister|our neighbour|the guy at the front desk|her manager|his trainer|the plumber|my old teacher|"
    "the woman from upstairs|their youngest|my cousin in leeds|somebody at work|the physio|a friend of mine|the driver",
    "did": "told me about|forgot|finally sold|cannot stand|is looking for|keeps talking about|wanted to borrow|"
    "left behind|paid far too much for|was laughing about|never mentioned|cannot remember",
    "thing": "the new kitchen|that restaurant by the river|a second hand bicycle|the parking ticket|her wedding shoes|"
    "the last season of that show|an umbrella|the rent|his left glove|the football on saturday|those concert tickets|"
    "the broken lift|a weekend in lisbon|the cat|our holiday pictures|the heavy boxes in the cellar",
    "when": "last tuesday|the other morning|on the way home|before the meeting|over lunch|in the car park|"
    "while it was raining|at the end of the month|after the film|just before midnight|all summer|since the move",
    "place": "at the station|in the supermarket|near the old bridge|at my mother's|in the waiting room|on the balcony|"
    "outside the bakery|at the swimming pool|in the next village|on the right hand side of the church",
    "mood": "and honestly i was surprised|so we had to laugh|which was a bit too much|but nobody noticed|"
    "and then the phone rang|and it took ten more minutes|so i had to sit down for a moment|and everyone went quiet|"
    "which hurts when you think about it|and that was the end of it|although it felt like an hour",
    "food": "soup|pasta with mushrooms|rice and beans|a cheese sandwich|pancakes|roast chicken|two coffees",
    "day": "monday|tuesday|wednesday|thursday|friday|saturday|sunday",
    "kit": "the leg press|the cable tower|the squat rack|the last bench|the rower|the heavy dumbbells|the mats",
    "lift": "squats|deadlifts|curls|bench press|pull ups|lunges|planks|shoulder press",
    "body": "back|left knee|right shoulder|elbow|hip|neck|wrist",
    "n": "two|three|four|five|six|eight|ten|twelve|fifteen|twenty|thirty|fifty",
}
_SENTENCES: Final = (
    "{who} {did} {thing} {when}",
    "{who} {did} {thing} {place} {when} {mood}",
    "did you hear that {who} {did} {thing}",
    "we met {who} {place} {when}, {mood}",
    "i think {who} has been to that place {n} times already",
    "the bus was {n} minutes late again and it did not stop {place}",
    "on {day} we are having {food}, you should come over if you like",
    "how was {food}, was it any good",
    "they have changed the timetable, so now there are only {n} trains a day",
    "i could not sleep, the dog next door barked until {n} in the morning",
    "there is a sale on {day}, everything is {n} per cent cheaper, {mood}",
    "if you go past the bank, turn left, then it is the second door on the right",
    "{who} starts a new job on {day}, {mood}",
    "my phone was completely dead, so i never saw your message about {thing}",
    "she said she would be ready by {n}, and of course she was not",
    "he does not stop talking about {thing}, it is getting faster and louder every week",
    "you know what, the coffee machine at work is broken again",
    "we watched a film about a man who lives alone on an island for {n} years",
    "it was {n} degrees on {day}, and people were sitting outside like in june",
    "the doctor said my brother needs to rest his knee for {n} weeks",
    "{place} they play the same song over and over, {mood}",
    "i have to pick up the children at {n}, so i need to leave soon",
    "could you bring {food} when you come back from the shop",
    "nobody knows where {who} put {thing}, we looked everywhere",
    "the weak point of the whole plan is the money, if you ask me",
    "it is lighter outside now in the evening, have you noticed",
    "they made it into a hotel, {n} floors, with a pool on the roof",
    "so i said to him, hold your horses, we have not even seen the flat yet",
    "what would you do with a million pounds, i would finish the house first",
    "next year we want to go to norway and see the northern lights",
    # Of a gym, and fuller of words of commands than anybody talks.
    "are you using {kit}, or can i jump in for {n} minutes",
    "he did {lift} with {n} kilos more than last week and still said it was too easy for him",
    "i am only doing {lift} today because my {body} was sore after {day}",
    "my physio says the {body} gets better if i stop doing {lift} for {n} weeks",
    "how many sets of {lift} do you normally do on a {day}",
    "they never put the weights back on {kit}, it drives me mad",
    "that guy has been resting on {kit} for {n} minutes and looking at his phone",
    "the music in here is getting louder every time and i cannot hear myself think",
    "she can hold a plank for {n} minutes without even shaking, it is not normal",
    "i was ready to go home, and then {who} wanted to repeat the whole thing",
    "my trainer counts everything, {n} seconds down and {n} seconds up, slower and slower",
    "we could switch to {kit} when the other two are done with it",
    "he told me the left side is always weaker with people who sit all day",
    "the pause between the songs is longer than my rest",
    "have you changed your shoes, they look lighter than the old ones",
    "the gym is open until {n} on {day}, also in the holidays",
    "go easy on the {body}, you are not twenty any more",
    "right, so i left the car at the garage and walked the last {n} minutes",
    "i skipped breakfast, that was a mistake, i felt a bit weak in the morning class",
    "the next class is full, but they said one more person would be fine",
    "he always finishes with {lift}, then he is back in the shower by {n}",
    "my arms are tired from carrying {thing}, not from {lift}",
    "you say that every {day}, and in the end you do {lift} again",
    "you burn a lot of calories, {n} hundred in half an hour or something like that",
    "what did you feel the most after {lift}, i had it in my {body} the whole week",
)
_SLOT: Final = re.compile(r"\{(\w+)\}")


def sentences(seed: int) -> Iterator[str]:
    """Sentences without end; the same ones for the same seed."""
    dice = random.Random(seed)
    parts = {name: text.split("|") for name, text in _PARTS.items()}
    while True:
        yield _SLOT.sub(lambda slot: dice.choice(parts[slot[1]]), dice.choice(_SENTENCES))
