"""A session as one HTML file that plays anywhere: sound, drawing and transcript inside, nothing fetched."""

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from coach.screen import svg
from coach.screen.marks import Score
from coach.screen.page_sets import finished_reps, parts
from coach.screen.page_strip import overview, strip
from coach.screen.page_words import clock, shown, transcript
from coach.units import duration_text

_HERE: Final = Path(__file__).resolve().parent

_ICONS: Final = {
    "play": "M8 5.5v13l11-6.5z",
    "pause": "M7 5h3.6v14H7zM13.4 5H17v14h-3.6z",
    "again": "M6 5h2.4v14H6zM19 5.5v13L9.5 12z",
    "next": "M15.6 5H18v14h-2.4zM5 5.5v13L14.5 12z",
    "back": "M11.5 6.5v11L4 12zM20 6.5v11L12.5 12z",
    "on": "M12.5 6.5v11L20 12zM4 6.5v11L11.5 12z",
}
_BUTTONS: Final = (
    ("again", "again", "Again", "This set again", "P"),
    ("back", "back", "10 s", "Back ten seconds", "ArrowLeft"),
    ("play", "play", "Play", "Play", "Space"),
    ("on", "on", "10 s", "On ten seconds", "ArrowRight"),
    ("next", "next", "Next set", "Next set", "N"),
)
"""Identity, icon, visible word, spoken word, key."""


def page(timeline: Mapping[str, object], audio: bytes, mime: str) -> str:
    """A self-contained page of a session: it plays from disk, follows itself and obeys the lock screen.

    Whatever the timeline holds is shown as text; the page's Content-Security-Policy lets nothing run but the
    page's own script and nothing be fetched at all.

    Args:
        timeline: a session's timeline JSON (DESIGN 7).
        audio: the session's sound, encoded as `mime` says.
        mime: for instance `audio/mpeg`.
    """
    score = Score.from_json(timeline)
    sets = parts(score)
    style, script = _style(), (_HERE / "page.js").read_text(encoding="utf-8")
    sound = f"data:{mime};base64,{base64.b64encode(audio).decode('ascii')}"
    title = shown(score.program or "Session")
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_policy(style, script)}">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no">
<title>{title} · Innervate</title>
<style>{style}</style>
</head>
<body data-program="{title}" data-duration="{score.duration_s:.3f}">
<header><h1>{title}</h1><p>{shown(_facts(score, len(sets), finished_reps(sets)))}</p></header>
<main>
<section id="now" aria-label="Now">
<p id="place"></p>
<h2 id="name">{title}</h2>
<p id="state"><strong id="big"></strong><span><b id="phase"></b><span id="unit"></span></span></p>
<p id="caption"></p>
</section>
<section id="strip" aria-label="Timeline" tabindex="0"><div>{strip(score, sets)}<div id="head"></div></div></section>
<section id="words" aria-label="Transcript">
{transcript(sets, score.marks)}
</section>
</main>
<footer id="player">
<div id="seek"><time id="at">0:00</time>
<div>{overview(score, sets)}<input id="position" type="range" min="0" max="{score.duration_s:.1f}" step="0.1" value="0"
 aria-label="Position"></div><time id="left">{clock(score.duration_s)}</time></div>
<div id="buttons">{"".join(_button(*button) for button in _BUTTONS)}</div>
<audio id="sound" controls preload="auto" src="{shown(sound)}"></audio>
</footer>
<script>{script}</script>
</body>
</html>
"""


def _facts(score: Score, sets: int, reps: int) -> str:
    counted = [f"{sets} {'set' if sets == 1 else 'sets'}" if sets else "", f"{reps} reps" if reps else ""]
    return " · ".join(fact for fact in (duration_text(score.duration_s), *counted) if fact)


def _button(name: str, icon: str, word: str, spoken: str, key: str) -> str:
    other = f'<path class="other" d="{_ICONS["pause"]}"/>' if name == "play" else ""
    drawn = f'<svg viewBox="0 0 24 24" aria-hidden="true"><path d="{_ICONS[icon]}"/>{other}</svg>'
    hint = f'title="{spoken} ({key})" aria-label="{spoken}" aria-keyshortcuts="{key}"'
    return f'<button type="button" id="{name}" {hint}>{drawn}<span>{word}</span></button>'


def _style() -> str:
    """The style sheet, which takes the colours of sides and kinds from the pictures of a session."""
    names = {"left": svg.LEFT, "right": svg.RIGHT, "both": svg.BOTH, "hold": svg.HOLD, "cue": svg.CUE}
    names |= {"heard": svg.HEARD, "alarm": svg.ALARM, "ink": svg.INK, "paper": svg.PAPER}
    colors = "".join(f"--{name}:{color};" for name, color in names.items())
    return f":root{{{colors}}}\n" + (_HERE / "page.css").read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src {_fingerprint(style)}; script-src {_fingerprint(script)}; "
        "media-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _fingerprint(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"
