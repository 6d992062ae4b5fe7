"""A cue script on top of another one (`extends:`)."""

from coach.program.script import TEXTS, CueScript


def merge(base: CueScript, own: CueScript) -> CueScript:
    """`own` over `base`: single values win, texts come before the base's unless `replace` names their list."""
    written = own.model_fields_set - {"extends", "replace"}
    changed: dict[str, object] = {name: getattr(own, name) for name in written}
    for name in TEXTS:
        if name in own.replace:
            changed[name] = getattr(own, name)
        elif name in written:
            changed[name] = (*getattr(own, name), *getattr(base, name))
    for name in ("say_as", "felt_elsewhere"):
        if name in written:
            changed[name] = getattr(base, name) | getattr(own, name)
    return base.model_copy(update=changed | {"cues": own.cues, "extends": None, "replace": ()})
