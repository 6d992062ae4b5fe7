"""The page of a session: it plays, follows, jumps and obeys the lock screen in a real browser; no text of it runs."""

import io
import json
import re
import tempfile
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from coach import CoachError
from coach.cli import cli, run
from coach.screen.marks import Score
from coach.screen.page import page
from coach.screen.page_sets import parts
from coach.session.paging import MIME, page_place, small_sound, write_page
from tests.browser import CHROMIUM, Browser, browser
from tests.coached import coached, events
from tests.conftest import need

Json = dict[str, Any]
NASTY = "</script><img src=x onerror=alert(1)>\"'`\\ \u2028 <!-- ]]> &lt;b&gt; ${7}"
TEMPO = (("concentric", "up", 2), ("squeeze", "squeeze", 1), ("eccentric", "down", 3), ("stretch", "long", 1))


class Session:
    """Writes the timeline of a made-up session: a rest, an introduction, a count-in, repetitions."""

    def __init__(self, program: str = "Arms") -> None:
        self.program = program
        self.at = 0.0
        self.events: list[Json] = []

    def say(self, kind: str, text: str, seconds: float = 1.0, **more: Any) -> None:
        place = {"exercise": None, "set": None, "side": "both", "rep": None, "phase": None, "spoken": True}
        self.events.append(
            {"start_s": self.at, "end_s": self.at + 0.6 * seconds, "kind": kind, "text": text, **place, **more}
        )
        self.at += seconds

    def set(self, name: str, side: str = "both", reps: int = 2, number: int = 1) -> None:
        where: Json = {"exercise": name, "set": number, "side": side}
        self.say("announce", f"Next, {name}.", 3, **where)
        self.say("ready", "Here we go.", 2, **where)
        for word in ("three", "two", "one"):
            self.say("ready", word, beat_s=self.at, **where)
        start = self.at
        for rep in range(1, reps + 1):
            for phase, word, beats in TEMPO:
                for beat in range(beats):
                    kind = "hold" if phase == "squeeze" and rep == reps else "count"
                    said = word if beat == 0 else str(beat + 1)
                    self.say(kind, said, rep=rep, phase=phase, beat_s=self.at, **where)
        done: Json = {"reps": reps, "target_reps": reps, "load": "8 kg", "held_s": 1.0, "text": name, **where}
        self.events.append({"start_s": start, "end_s": self.at, "kind": "set_done", "rep": None, "phase": None, **done})
        self.say("rest", "Rest, ten seconds.", 10, **where)

    def timeline(self) -> Json:
        events = sorted(self.events, key=lambda event: event["start_s"])
        return {"program": self.program, "sample_rate": 48_000, "duration_s": self.at, "events": events}


def arms(program: str = "Arms") -> Json:
    session = Session(program)
    session.say("announce", "Welcome.", 5)
    session.set("curl", "left")
    session.set("curl", "right")
    session.say("heard", "how many left", 1, intent="how_many_left", slots={})
    session.say("reply", NASTY, 2)
    session.set("press", reps=3)
    session.say("announce", "That was the last set.", 3)
    return session.timeline()


def tone(path: Path, seconds: float) -> Path:
    """A click each second, to be found again."""
    with soundfile.SoundFile(path, "w", 48_000, 1, subtype="PCM_16") as file:
        second = np.zeros(48_000, np.float32)
        second[:2400] = 0.5 * np.sin(2 * np.pi * 440 * np.arange(2400) / 48_000)
        for _ in range(int(seconds)):
            file.write(second)
    return path


class Texts(HTMLParser):
    """The parts of a page as a browser's parser would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def read(made: str) -> Texts:
    texts = Texts()
    texts.feed(made)
    texts.close()
    return texts


def test_a_session_is_cut_into_sets_with_their_introductions_and_countings_in() -> None:
    curl_left, curl_right, press = parts(Score.from_json(arms()))
    assert (curl_left.intro_s, curl_left.lead_s, curl_left.done.start_s) == (0, 8, 13)
    assert curl_right.intro_s == curl_left.done.end_s + 10
    assert (curl_left.name, curl_left.place) == ("Curl", "Set 1 of 1 · left side · 8 kg")
    assert [run.phase for run in curl_left.stretches] == [phase for phase, _, _ in TEMPO] * 2
    assert [run.rep for run in curl_left.stretches if run.held] == [2]
    assert any(mark.text == "how many left" for mark in curl_right.marks)
    assert len(press.stretches) == 12


def test_a_break_is_not_drawn_as_held() -> None:
    program = "program: P\ndefaults: {start: countdown}\nsteps: [{hold: plank, for: 30s}]\n"
    begin = events(coached(program), "set_done")[0]["start_s"]
    (plank,) = parts(Score.from_json(coached(program, [f"{begin + 11.5}: pause", f"{begin + 20}: resume"])))
    held = [run.end_s - run.start_s for run in plank.stretches if run.held]
    assert held == [pytest.approx(11.5), pytest.approx(18.5)]
    assert plank.stretches[1].start_s > begin + 20


@given(st.text(), st.text(), st.text(alphabet="<>\"'&/-!;:,scriptonload=\\\u2028\u202e\ud800 "))
@settings(max_examples=150, deadline=None)
def test_no_text_of_a_session_becomes_markup(program: str, said: str, name: str) -> None:
    session = Session(program)
    session.say(name, said, exercise=name, side=name, phase=said, rep=1)
    session.say("heard", said, intent=name)
    session.set(name or "x", name)
    made = page({**session.timeline(), "program": program}, b"sound", name)
    made.encode()
    plain, seen = read(page(arms(), b"sound", MIME)), read(made)
    assert set(seen.tags) <= set(plain.tags)
    assert seen.tags.count("script") == 1
    assert {key for key, _ in seen.attributes} <= {key for key, _ in plain.attributes}


def test_texts_are_all_there_as_they_were_said() -> None:
    seen = read(page(arms(NASTY), b"sound", MIME))
    shown = NASTY.replace("\u2028", " ")
    assert seen.text.count(shown) >= 3
    assert "how many left" in seen.text


@pytest.mark.parametrize(
    "timeline",
    [{}, {"events": []}, {"program": None, "events": [{"kind": "cue"}, 7]}, {"events": [{"kind": "set_done"}]}],
)
def test_poor_timelines_still_make_a_page(timeline: Json) -> None:
    assert read(page(timeline, b"", MIME)).tags.count("audio") == 1


def test_nothing_is_fetched_and_nothing_foreign_may_run() -> None:
    seen = read(page(arms(), b"sound", MIME))
    policy = next(value for _, value in seen.attributes if value.startswith("default-src"))
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert all(value.startswith("data:audio/") for key, value in seen.attributes if key in ("src", "href"))
    assert not [key for key, _ in seen.attributes if key.startswith("on") or key == "style"]


def test_the_sound_in_a_page_is_small_and_in_time(tmp_path: Path) -> None:
    small = small_sound(tone(tmp_path / "s.wav", 60))
    assert len(small) * 4 / 3 * 15 < 8_000_000
    heard, rate = soundfile.read(io.BytesIO(small), dtype="float32")
    assert abs(len(heard) / rate - 60) < 0.15
    loudness = np.abs(heard[: len(heard) // 240 * 240]).reshape(-1, 240).max(axis=1)
    begins = [n * 0.01 for n in range(1, len(loudness)) if loudness[n] > 0.1 and loudness[n - 1] < 0.1]
    late = [begin % 1.0 for begin in begins]
    assert len(late) >= 58
    assert all(0 <= seconds < 0.07 for seconds in late)


def test_a_page_that_cannot_be_is_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    sound = tone(tmp_path / "s.flac", 1)
    for wrong in (tmp_path / "a.txt", tmp_path / "none" / "a.html", tmp_path):
        with pytest.raises(CoachError):
            page_place(wrong)
    with pytest.raises(CoachError, match="cannot be written"):
        write_page(tmp_path / "none" / "a.html", arms(), sound)
    with pytest.raises(CoachError, match="cannot be read"):
        write_page(tmp_path / "a.html", arms(), tmp_path / "none.flac")
    (tmp_path / "broken.flac").write_bytes(b"not sound")
    with pytest.raises(CoachError, match="cannot be read"):
        write_page(tmp_path / "a.html", arms(), tmp_path / "broken.flac")
    assert {path.name for path in tmp_path.iterdir()} == {"s.flac", "broken.flac"}


def test_render_writes_a_page_of_what_it_rendered(tmp_path: Path) -> None:
    program = tmp_path / "hold.yaml"
    program.write_text("program: One hold\nsteps: [{hold: plank, sets: 1, for: 5s}]\n", encoding="utf-8")
    out, made = tmp_path / "hold.flac", tmp_path / "hold.html"
    assert run(cli, ["render", str(program), "-o", str(out), "--page", str(made)]) == 0
    seen = read(made.read_text(encoding="utf-8"))
    assert "One hold" in seen.text
    assert "held 5s" in seen.text
    assert run(cli, ["render", str(program), "-o", str(out), "--page", str(tmp_path / "no" / "x.html")]) == 2


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    need(CHROMIUM, "chromium is missing: apt-get install chromium")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile, browser(Path(profile)) as one:
        yield one


@pytest.fixture
def opened(chromium: Browser, tmp_path: Path) -> Browser:
    """The page of `arms()`, opened from disk, with its Media Session handlers within reach of the test."""
    timeline = arms()
    write_page(tmp_path / "arms.html", timeline, tone(tmp_path / "s.wav", timeline["duration_s"] + 1))
    chromium.look(390, 844, phone=True)
    hook = (
        "window.lockScreen={};const set=navigator.mediaSession.setActionHandler.bind(navigator.mediaSession);"
        "navigator.mediaSession.setActionHandler=(name,run)=>{set(name,run);lockScreen[name]=run};"
        "window.alert=()=>{window.pwned=true};window.refused=[];"
        "addEventListener('securitypolicyviolation',event=>refused.push(event.violatedDirective))"
    )
    added = chromium.ask("Page.addScriptToEvaluateOnNewDocument", source=hook)["identifier"]
    chromium.open(tmp_path / "arms.html")
    chromium.ask("Page.removeScriptToEvaluateOnNewDocument", identifier=added)
    until(chromium, "document.getElementById('sound').readyState >= 3")
    return chromium


def until(one: Browser, condition: str) -> None:
    """Wait for a condition of the page; the test's own time-out ends the wait."""
    one.run(f"new Promise(done=>{{const look=()=>({condition})?done():setTimeout(look,20);look()}})")


def at(one: Browser) -> float:
    until(one, "!document.getElementById('sound').seeking")
    seconds: float = one.run("document.getElementById('sound').currentTime")
    return round(seconds, 2)


def text(one: Browser, selector: str) -> str:
    words: str = one.run(f"document.querySelector({json.dumps(selector)}).textContent")
    return words


def test_the_page_opens_from_disk_without_a_complaint_and_asks_for_nothing(opened: Browser) -> None:
    asked = [request["request"]["url"] for request in opened.named("Network.requestWillBeSent")]
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert opened.named("Runtime.exceptionThrown") == []
    assert opened.named("Log.entryAdded") == []
    assert opened.run("refused") == []
    assert opened.run("window.pwned") is None
    assert opened.run("document.images.length") == 0
    assert opened.run("document.getElementById('sound').duration") == pytest.approx(arms()["duration_s"] + 1, abs=0.2)


@pytest.mark.parametrize(
    ("width", "height"), [(320, 568), (390, 664), (390, 844), (844, 390), (820, 1180), (1280, 800)]
)
def test_everything_has_room_on_every_screen(opened: Browser, width: int, height: int) -> None:
    opened.look(width, height, phone=width < 1000)
    assert opened.run("document.documentElement.scrollWidth <= innerWidth")
    assert opened.run("document.documentElement.scrollHeight <= innerHeight")
    boxes = opened.run(
        "[...document.querySelectorAll('#buttons button')].map(b=>{const r=b.getBoundingClientRect();"
        "return [r.left,r.right,r.top,r.bottom]})"
    )
    assert all(left >= 0 and right <= width and bottom <= height for left, right, _, bottom in boxes)
    assert all(right - left >= 44 and bottom - top >= 44 for left, right, top, bottom in boxes)
    opened.run("lockScreen.seekto({seekTime: 29})")
    assert text(opened, "#phase") == "Rest"
    assert opened.run(
        "['place','big','phase','unit'].every(id=>{const b=document.getElementById(id).getBoundingClientRect();"
        "return b.right<=document.getElementById('now').getBoundingClientRect().right})"
    )
    assert all(before[1] <= after[0] for before, after in pairwise(boxes))


def test_the_transcript_follows_the_playing_sound(opened: Browser) -> None:
    opened.click("#play")
    until(opened, "document.querySelector('.w.now') !== null && document.getElementById('sound').currentTime > 0.2")
    assert opened.run("document.documentElement.classList.contains('playing')")
    assert text(opened, ".w.now") == "Welcome."
    opened.run("document.getElementById('sound').currentTime = 16.1")
    until(opened, "document.querySelector('.w.now')?.textContent === 'down'")
    assert text(opened, "#phase") == "Down"
    assert text(opened, "#unit") == "rep 1 of 2"
    assert opened.run("document.querySelector('.line[aria-current] i').textContent") == "Rep 1"
    opened.click("#play")
    until(opened, "navigator.mediaSession.playbackState === 'paused'")
    assert opened.run("document.getElementById('sound').paused")
    assert text(opened, "#play") == "Play"


def test_a_click_on_a_line_a_word_or_the_drawing_jumps_there(opened: Browser) -> None:
    opened.run("document.querySelectorAll('.line.heard')[0].click()")
    heard = next(event["start_s"] for event in arms()["events"] if event["kind"] == "heard")
    assert at(opened) == heard
    assert text(opened, "#caption") == "“how many left”"
    opened.run("(()=>{const w=document.querySelectorAll('.line.rep .w')[2];w.scrollIntoView();})()")
    opened.run(
        "document.querySelectorAll('.line.rep .w')[2].dispatchEvent(new MouseEvent('click',{bubbles:true,detail:1}))"
    )
    assert at(opened) == 15.0
    assert (text(opened, "#name"), text(opened, "#phase")) == ("Curl", "Squeeze")
    opened.click("#strip")
    assert at(opened) != 15.0


def test_the_lock_screen_goes_to_the_next_set_and_back_to_this_one(opened: Browser) -> None:
    left, right, press = parts(Score.from_json(arms()))
    assert set(opened.run("Object.keys(lockScreen)")) >= {"play", "pause", "seekto", "nexttrack", "previoustrack"}
    opened.run("lockScreen.nexttrack()")
    assert at(opened) == right.intro_s
    assert opened.run("navigator.mediaSession.metadata.title") == "Curl"
    assert opened.run("navigator.mediaSession.metadata.artist") == "Set 1 of 1 · right side · 8 kg"
    opened.run("lockScreen.nexttrack()")
    assert at(opened) == press.intro_s
    opened.run("lockScreen.nexttrack()")
    assert at(opened) == press.intro_s
    assert opened.run("document.getElementById('next').disabled")
    opened.run(f"lockScreen.seekto({{seekTime:{right.done.end_s + 2}}})")
    opened.run("lockScreen.previoustrack()")
    assert at(opened) == right.lead_s
    opened.run("lockScreen.previoustrack()")
    assert at(opened) == right.intro_s
    opened.run("lockScreen.previoustrack()")
    assert at(opened) == left.lead_s
    opened.run("lockScreen.seekforward({})")
    assert at(opened) == left.lead_s + 10
    opened.run("lockScreen.play()")
    until(opened, "!document.getElementById('sound').paused")
    opened.run("lockScreen.pause()")
    until(opened, "document.getElementById('sound').paused")


def test_the_keyboard_does_everything(opened: Browser) -> None:
    opened.press("n")
    assert at(opened) == parts(Score.from_json(arms()))[1].intro_s
    opened.press("ArrowLeft")
    before = at(opened)
    opened.press("ArrowRight")
    assert at(opened) == before + 10
    opened.press("p")
    opened.press(" ")
    until(opened, "!document.getElementById('sound').paused")
    opened.press(" ")
    until(opened, "document.getElementById('sound').paused")
    opened.run("document.querySelector('.line[aria-current]').focus()")
    opened.press("ArrowDown")
    wanted = float(opened.run("document.activeElement.dataset.go"))
    opened.press("Enter")
    assert at(opened) == pytest.approx(wanted, abs=0.01)
    names = opened.run("[...document.querySelectorAll('#buttons button')].map(b=>b.getAttribute('aria-label'))")
    assert names == ["This set again", "Back ten seconds", "Play", "On ten seconds", "Next set"]


def test_the_page_comes_back_to_where_it_was(opened: Browser) -> None:
    opened.run("lockScreen.nexttrack(); document.dispatchEvent(new Event('visibilitychange'))")
    kept = at(opened)
    assert re.fullmatch(r"#t=\d+\.\d", opened.run("location.hash"))
    opened.ask("Page.reload")
    until(opened, "document.documentElement?.classList.contains('live')")
    assert at(opened) == kept


def test_a_sound_that_a_browser_refuses_in_its_address_plays_as_a_blob(opened: Browser) -> None:
    opened.run("document.getElementById('sound').dispatchEvent(new Event('error'))")
    until(opened, "document.getElementById('sound').readyState >= 3")
    assert opened.run("document.getElementById('sound').src").startswith("blob:")
    assert opened.run("refused") == []


def colors(one: Browser) -> tuple[str, str]:
    paper, ink = one.run(
        "[getComputedStyle(document.documentElement).backgroundColor,getComputedStyle(document.body).color]"
    )
    return paper, ink


def test_it_is_dark_where_the_phone_is_dark(opened: Browser) -> None:
    light = colors(opened)
    opened.look(390, 844, dark=True, phone=True)
    assert colors(opened) != light


def test_without_its_script_the_sound_and_the_words_are_still_there(chromium: Browser, tmp_path: Path) -> None:
    write_page(tmp_path / "arms.html", arms(), tone(tmp_path / "s.wav", 5))
    chromium.ask("Emulation.setScriptExecutionDisabled", value=True)
    chromium.open(tmp_path / "arms.html")
    chromium.ask("Emulation.setScriptExecutionDisabled", value=False)
    assert chromium.run("document.getElementById('sound').offsetHeight") > 20
    assert chromium.run("document.querySelector('.line').offsetHeight") > 20
    assert chromium.run("document.getElementById('buttons').offsetHeight") == 0
