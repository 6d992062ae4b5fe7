"""Programs and cue scripts: YAML text in, frozen models or every mistake at once out."""
