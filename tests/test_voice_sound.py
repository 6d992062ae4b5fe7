"""Trimming, loudness, tones and the reading of text: what happens to sound and words whatever the engine."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.mixer import Sound
from coach.units import RATE
from coach.voice.loudness import SPEECH_LUFS, levelled, loudness, softened
from coach.voice.onset import FADE_IN, LONGEST_GAP_S, crisp, tighten, trim
from coach.voice.spoken import in_english, pieces, plain
from coach.voice.tones import RECIPES, tone


def sine(hertz: float, seconds: float, peak: float = 1.0) -> Sound:
    return (peak * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


def silence(seconds: float) -> Sound:
    return np.zeros(round(seconds * RATE), np.float32)


def test_a_full_scale_sine_reads_as_the_standard_says() -> None:
    assert loudness(sine(997, 5)) == pytest.approx(-3.01, abs=0.02)


def test_the_weighting_lifts_high_and_drops_low_sound() -> None:
    # BS.1770-4: about +4 dB above 2 kHz, and -3 dB near 38 Hz with a steep fall below.
    middle = loudness(sine(997, 2, 0.1))
    assert loudness(sine(8000, 2, 0.1)) - middle == pytest.approx(3.3, abs=0.2)
    assert loudness(sine(20, 2, 0.1)) - middle < -12


def test_pauses_do_not_make_a_sentence_quieter_to_the_meter() -> None:
    word = sine(997, 2, 0.1)
    gated = loudness(np.concatenate([word, silence(4), word]))
    assert gated == pytest.approx(loudness(word), abs=0.5)


def test_silence_has_no_loudness_and_stays_silent() -> None:
    assert loudness(silence(1)) == -np.inf
    assert loudness(silence(0)) == -np.inf
    assert not levelled(silence(0.3)).any()


@pytest.mark.parametrize("seconds", [0.08, 0.3, 0.5, 4.0])
@pytest.mark.parametrize("peak", [0.001, 0.2, 1.0])
def test_every_sound_is_levelled_to_the_same_loudness(seconds: float, peak: float) -> None:
    assert loudness(levelled(sine(440, seconds, peak))) == pytest.approx(SPEECH_LUFS, abs=0.3)


def test_peaks_stay_under_the_ceiling_without_clipping() -> None:
    # A voice-like buzz with a burst 30 dB above it: the gain that levels the buzz would clip the burst.
    sound = sine(200, 2, 0.02)
    sound[RATE : RATE + 480] += sine(1500, 0.01, 0.6)
    result = levelled(sound)
    assert np.abs(result).max() <= 10 ** (-1 / 20)
    assert np.abs(np.diff(result)).max() < 0.35


def test_a_burst_as_high_as_the_vowel_is_softened() -> None:
    sound = sine(200, 1, 0.5)
    sound[24_000:24_240] += sine(10_000, 0.005, 0.5)
    result = softened(sound)
    assert len(result) == len(sound)
    assert np.abs(np.diff(sound)).max() > 0.5
    assert np.abs(np.diff(result)).max() < 0.2
    assert np.abs(result - sound)[:23_000].max() < 0.001
    assert np.abs(result - sound)[26_000:].max() < 0.001


def test_hiss_below_the_vowels_is_left_as_it_is() -> None:
    hiss = (np.random.default_rng(1).standard_normal(RATE) * 0.02).astype(np.float32)
    sound = sine(200, 1, 0.5) + hiss
    assert np.abs(softened(sound) - sound).max() < 1e-5


def test_the_onset_is_sample_zero_and_the_fades_do_not_click() -> None:
    cut = trim(np.concatenate([silence(0.25), sine(300, 0.4, 0.5), silence(0.3)]))
    assert len(cut) / RATE == pytest.approx(0.4, abs=0.015)
    assert np.flatnonzero(np.abs(cut) > 0.01)[0] <= FADE_IN + 48
    assert abs(cut[0]) < 0.001
    assert abs(cut[-1]) < 0.001


def test_a_soft_fricative_before_the_vowel_is_kept() -> None:
    hiss = (np.random.default_rng(1).standard_normal(round(0.08 * RATE)) * 0.01).astype(np.float32)
    cut = trim(np.concatenate([silence(0.2), hiss, sine(200, 0.3, 0.5)]))
    assert len(cut) / RATE == pytest.approx(0.38, abs=0.015)


def test_a_first_consonant_that_creeps_up_begins_like_a_stroke() -> None:
    hiss = (np.random.default_rng(1).standard_normal(round(0.06 * RATE)) * np.linspace(0.003, 0.02, 2880)).astype(
        np.float32
    )
    word = np.concatenate([hiss, sine(200, 0.3, 0.5)])
    made = crisp(word)
    assert np.abs(made[:240]).max() > 0.02
    assert np.abs(made[: len(hiss)]).max() < 0.15
    assert np.array_equal(made[len(hiss) + 96 :], word[len(hiss) + 96 :])
    assert np.array_equal(crisp(sine(200, 0.3, 0.5)), sine(200, 0.3, 0.5))
    assert len(crisp(silence(0))) == 0


def test_a_lone_tick_long_before_the_word_is_not_its_onset() -> None:
    sound = np.concatenate([silence(0.3), sine(200, 0.3, 0.5)])
    sound[4800:4810] = 0.02
    assert len(trim(sound)) / RATE == pytest.approx(0.3, abs=0.015)


def test_long_gaps_between_sentences_are_shortened_and_short_ones_kept() -> None:
    word = sine(300, 0.4, 0.5)
    sound = tighten(np.concatenate([word, silence(0.9), word, silence(0.2), word]))
    assert len(sound) / RATE == pytest.approx(3 * 0.4 + LONGEST_GAP_S + 0.2, abs=0.02)
    assert np.array_equal(sound[-len(word) :], word)
    assert np.array_equal(sound[: len(word)], word)
    assert np.array_equal(tighten(word), word)
    assert len(tighten(silence(0))) == 0


def test_only_silence_trims_to_nothing() -> None:
    assert len(trim(silence(0.5))) == 0
    assert len(trim(silence(0))) == 0


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_tones_are_short_quieter_than_speech_and_begin_and_end_at_zero(name: str) -> None:
    sound = tone(name).sound
    assert 0.03 * RATE <= len(sound) <= 1.0 * RATE
    assert loudness(sound) < SPEECH_LUFS - 6
    assert abs(sound[0]) == 0
    assert abs(sound[-1]) < 1e-6
    # A sine of the tone's highest partial at its peak moves no faster than this between two samples.
    assert np.abs(np.diff(sound)).max() < 0.6 * np.abs(sound).max()
    assert np.array_equal(sound, tone(name).sound)


def test_the_tones_that_matter_are_there() -> None:
    assert set(RECIPES) == {"tick", "ack", "go", "end", "alert", "blip"}
    assert loudness(tone("tick").sound) < loudness(tone("alert").sound)


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("8 kg", "8 kilograms"),
        ("1 kg", "1 kilogram"),
        ("22.5lb", "22.5 pounds"),
        ("RIR 2", "2 reps in reserve"),
        ("rir 1", "1 rep in reserve"),
        ("RPE 8", "effort 8 out of 10"),
        ("3-1-2-1", "3, 1, 2, 1"),
        ("31X1", "3, 1, explosive, 1"),
        ("@3-1-X", "3, 1, explosive"),
        ("tempo 3121", "3, 1, 2, 1"),
        ("hold 30s", "hold 30 seconds"),
        ("1m30s rest", "1 minute 30 seconds rest"),
        ("60 % of 1RM", "60 percent of one rep max"),
        ("3 x 10", "3 times 10"),
        ("8-12 reps", "8-12 reps"),
        ("2026-11-24", "2026-11-24"),
        ("Make an X with your arms", "Make an X with your arms"),
        ("3121 steps", "3121 steps"),
    ],
)
def test_units_and_tempos_are_read_as_a_coach_says_them(written: str, spoken: str) -> None:
    assert in_english(written) == spoken


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<speak><break time='9s'/>Hold</speak>", "speak break time='9s'/ Hold /speak"),
        ("[[h@l'oU]] hold", "h@l'oU hold"),
        ("up\x00\x1b[31m\u202edown\n\n now", "up 31m down now"),
        ("lone \ud800 surrogate", "lone surrogate"),
    ],
)
def test_markup_and_control_characters_never_reach_an_engine(written: str, read: str) -> None:
    assert plain(written) == read


@given(st.text(max_size=60))
def test_what_is_spoken_is_plain_whatever_was_written(text: str) -> None:
    for piece in pieces(text):
        if isinstance(piece, str):
            assert piece.isprintable()
            assert not set("<>[]{}|\\") & set(piece)
            assert any(char.isalnum() for char in piece)
            in_english(piece).encode("utf-8")


def test_pauses_are_cut_out_in_exact_samples() -> None:
    assert list(pieces("Breathe in. [pause 2s] And out.[pause 1.5 s]")) == [
        "Breathe in.",
        2 * RATE,
        "And out.",
        3 * RATE // 2,
    ]
    assert list(pieces("[pause 99999s]")) == [60 * RATE]
    assert list(pieces(" ... !")) == []
