"""A program as text again."""

import yaml

from coach.program.model import Program


def program_text(program: Program) -> str:
    """YAML that reads as `program` does; only what its author wrote stands in it."""
    plain = program.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=110)
