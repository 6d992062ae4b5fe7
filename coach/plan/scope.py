"""Which exercises a person means by an area: "left arm" (training-science 5.4)."""

from coach.program.model import CueScript
from coach.program.rules import Rules, Scope

FRONT, BACK = "front", "back_of_arm"
"""The two families of the arm."""
_ARM = "arm"


def scope_of(area: str, rules: Rules) -> Scope:
    """What an area stands for: itself, where the rules say nothing else."""
    return rules.scope.get(area) or Scope(areas=(area,))


def trains(script: CueScript, area: str, rules: Rules) -> bool:
    """Whether the exercise is meant by an area a person names; an empty area means all."""
    if not area:
        return True
    scope = scope_of(area, rules)
    text = f"{script.cues} {script.muscle}".casefold()
    if any(word in text for word in scope.without) or (scope.words and not any(word in text for word in scope.words)):
        return False
    return script.area in scope.areas or script.cues in scope.exercises


def overlap(one: str, other: str, rules: Rules) -> bool:
    """Whether two areas have exercises in common."""
    if not one or not other:
        return True
    return bool(set(scope_of(one, rules).areas) & set(scope_of(other, rules).areas))


def families(area: str) -> tuple[str, str] | None:
    """The two parts that an area is asked about, where it has them."""
    return (FRONT, BACK) if area == _ARM else None
