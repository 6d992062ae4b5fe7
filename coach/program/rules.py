"""The numbers that rules and linter go by: `rules.yaml`, read once into a frozen model."""

from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

import yaml
from pydantic import BaseModel, ConfigDict

Steps: TypeAlias = dict[str, tuple[tuple[Fraction, Fraction], ...]]


class _Numbers(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PerLevel(_Numbers):
    """A number of sets for beginners and for the trained."""

    novice: int
    trained: int


class RirPerLevel(_Numbers):
    """Repetitions in reserve, from and to."""

    novice: tuple[int, int]
    trained: tuple[int, int]


class Mmc(_Numbers):
    """Where internal focus belongs (training-science 1.5)."""

    max_pct_1rm: int
    hard_off_pct: int
    external_up_to_reps: int
    external_from_rpe: int
    sets: PerLevel
    reps: tuple[int, int]
    rir: RirPerLevel


class TempoRules(_Numbers):
    """Tempo (training-science 3)."""

    default: str
    max_rep_s: int
    hard_max_rep_s: int
    warn_set_s: int
    load_cut_if_slower_pct: tuple[int, int]
    voiced_from_s: Fraction
    """Phases shorter than this tick; no voice can count them."""


class CueRules(_Numbers):
    """When and how long cues are (training-science 3.3, rule 6)."""

    max_words_3s: int
    max_words_1s: int
    cue_reps: tuple[int, ...]
    quiet_last_reps: int
    variants_min: int


class ImageryRules(_Numbers):
    """Rehearsals (training-science 2.3)."""

    first_s: tuple[int, int]
    later_s: tuple[int, int]
    reps: tuple[int, int]
    eyes_closed_only_unloaded: bool
    line_s: int
    """Room for one imagery line and the quiet after it."""


class HoldRules(_Numbers):
    """Holds (training-science 4)."""

    pause_s: tuple[int, int]
    last_rep_s: tuple[int, int]
    set_s: tuple[int, int]
    care_profile_max_s: int
    breath_prompt_s: int
    step_s: int
    """A hold set grows by so much a step."""
    count_up_to_s: int
    half_way_from_s: int
    flex_rest_s: int
    ease_out_s: int
    """From the end of a hold on: "ease out", then two seconds in which nothing is said (training-science 4.4)."""


class CareRules(_Numbers):
    """The care profile (training-science 4.3)."""

    rir: int
    """Always at least so many repetitions in reserve."""
    more_rest_s: Fraction


class RestRules(_Numbers):
    """Rests and their calls."""

    default_s: Fraction
    between_sides_s: Fraction
    warm_up_s: Fraction
    """The longest rest between warm-up sets."""
    half_way_from_s: int
    last_call_s: int
    imagery_from_s: int
    """The shortest rest with room for a line of imagery before its last call."""
    more_s: int
    announce_s: int
    """Room for an announcement where a set must begin on its minute."""


class AsymmetryRules(_Numbers):
    """One side weaker (training-science 5)."""

    noise_pct: int
    moderate_pct: int
    large_pct: int
    girth_cm: tuple[float, float, float]
    reps_apart: tuple[int, int, int]
    """At the same load, from how many repetitions apart a difference is small, moderate, large."""
    extra_sets: tuple[int, int, int]
    max_ratio: float
    max_week_ratio: float
    max_extra_session: int
    max_extra_minutes: int
    retest_weeks: int
    stop_below_pct: int
    stop_confirmations: int
    review_weeks: int
    lead_on_weeks: int
    """The once weaker side goes first for so long after the sides have come together."""
    unspecified_band: Literal["none", "small", "moderate", "large"]


class LoadRules(_Numbers):
    """Steps of a load, and how much lighter "too heavy" means (training-science 1.5)."""

    steps_kg: Steps
    """By equipment: from which load on the smallest change is how large."""
    steps_lb: Steps
    one_sided_pct: int
    """One side's share of a load that two hands held."""
    share_span_pct: int
    """So far above its share the load may be, to be one that the equipment has."""
    too_heavy_pct: int
    both_weak_pct: int
    max_kg: int
    max_times: Fraction
    """A load so many times the one before was misheard."""


class ProgressRules(_Numbers):
    """From one session to the next (training-science 1.5, 4.2, 6.3)."""

    estimate_max_reps: int
    """Longer sets say too little about a best single repetition."""
    easy_rir: int
    """So many repetitions in reserve: a step up."""
    clear_feel: int
    clear_sessions: int
    """Whole and clearly felt so many sessions running counts as easy where nobody spoke of effort."""
    hold_rir: int
    """At least so many in reserve (RPE 8) for a longer hold."""
    hold_every_days: int
    hold_steps_max: int
    test_reps: int
    """A test ends there at the latest."""
    test_rir: int
    """The athlete stops a test with so many in reserve."""


class WeeklySets(_Numbers):
    """The ceiling that extra sets count towards."""

    max_per_muscle_side: int


class FeelRules(_Numbers):
    """The feel rating (training-science 6)."""

    scale: tuple[int, int]
    ask_timeout_s: int
    low: int
    swap_after_low: int
    load_floor_pct: int
    most_asked: int
    """So often a session an athlete of experience is asked."""
    lighter_pct: dict[str, tuple[int, int, int]]
    """By rating: how much lighter where the set was easy, right, too hard."""
    touch_times: int
    touch_s: int
    """Light squeezes with a fingertip on the muscle."""
    joints: tuple[str, ...]
    """Places that are no muscle: felt there, it is pain."""
    joints_unless_listed: tuple[str, ...]
    """The same, except where a cue script has a cue against it."""


class LoudnessRules(_Numbers):
    """Steps and limits of "louder" and "softer", in decibels against the usual loudness."""

    step_db: int
    loudest_db: int
    softest_db: int


class EffortRules(_Numbers):
    """Loads and repetitions after what a set was like (training-science 1.5, 7.4)."""

    easy_rir: int
    """So many in reserve is what "too easy" stands for."""
    bodyweight_reps: int
    """Without a weight, so many repetitions are one step."""
    hold_step_s: int
    percent_step: int
    short_reps: int
    """So many repetitions short of the target are no reason for less load."""
    mmc_short_reps: int
    """The same in a set with internal focus (training-science 1.3)."""
    short_pct: int
    form_pct: int
    """Less load where form gives way."""
    limit_sets: int
    """After so many sets to the limit the end is offered."""
    raise_from_feel: int
    """Below this rating no rule raises the load."""


class Scope(_Numbers):
    """Which exercises a person means by an area (training-science 5.4)."""

    areas: tuple[str, ...]
    exercises: tuple[str, ...] = ()
    """Of other areas."""
    words: tuple[str, ...] = ()
    """Only exercises whose muscle, or id, has one of them."""
    without: tuple[str, ...] = ()
    """Not those."""


class SafetyRules(_Numbers):
    """Safety words and what follows (training-science 7)."""

    wake_word_needed: bool
    dizzy_rest_s: int
    dizzy_max: int
    question_after_s: int
    weak_answer_s: int
    today_s: float
    """From the welcome to the first announcement, "any pain?" and its answer between them, or a sentence where nobody
    is heard: equally long, so that a session runs alike with ears and without."""
    today_answer_s: float
    """At least so much of it for an answer, which is open while the first set is announced as well."""
    loads: dict[str, tuple[str, ...]]
    """The areas, and exercises of others, that load a part of the body: left out on a day on which it hurts."""
    alarm_areas: tuple[str, ...]
    """Where pain or numbness, named as a sudden weakness of one side, may be heart or stroke; empty: a whole side."""
    alarm_s: int
    """So long after an emergency its advice is repeated on request."""
    pause_reminder_s: int
    pause_again_s: int
    """Between further reminders."""
    pause_ends_s: int
    """A pause that nobody ends is the end of the session."""
    part_room_s: int
    """A rest that has so much left has room for "front, back, or both?"."""


class Rules(_Numbers):
    """All of `rules.yaml`."""

    mmc: Mmc
    tempo: TempoRules
    cue: CueRules
    imagery: ImageryRules
    hold: HoldRules
    care: CareRules
    rest: RestRules
    asymmetry: AsymmetryRules
    load: LoadRules
    progress: ProgressRules
    weekly_sets: WeeklySets
    feel: FeelRules
    loudness: LoudnessRules
    safety: SafetyRules
    effort: EffortRules
    equipment: dict[str, tuple[str, ...]]
    """How cue scripts and programs name it; the first that is named counts."""
    scope: dict[str, Scope]
    countdown_s: int
    ready_reminder_s: int


@cache
def rules() -> Rules:
    """The shipped rules."""
    text = (Path(__file__).parent / "rules.yaml").read_text(encoding="utf-8")
    return Rules.model_validate(yaml.safe_load(text))
