"""JSON Schemas of both kinds of files, for editors that complete and check while one types."""

import json
import sys
from pathlib import Path
from typing import Final

from coach.program.fields import Model
from coach.program.model import Program
from coach.program.script import CueScript

FOLDER: Final = Path(__file__).resolve().parents[2] / "docs" / "schema"
"""Where the schemas stand in the checkout."""

KINDS: Final[dict[str, type[Model]]] = {"program.schema.json": Program, "cues.schema.json": CueScript}


def schema_text(kind: type[Model]) -> str:
    """The schema of one kind of file, as it stands in the checkout."""
    schema = kind.model_json_schema(by_alias=True, mode="validation")
    schema = {"$schema": "http://json-schema.org/draft-07/schema#", **schema}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write(folder: Path = FOLDER) -> None:
    """Write both schemas into `folder`."""
    folder.mkdir(exist_ok=True)
    for name, kind in KINDS.items():
        (folder / name).write_text(schema_text(kind), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
