"""YAML's syntax errors in the words of people who write programs."""

import yaml


def syntax_fault(error: yaml.MarkedYAMLError, text: str) -> tuple[int, int, str]:
    """Line and column (from 1) of `error` in `text`, and what to do about it."""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return 1, 1, f"this is no YAML ({error.problem}); compare it with a shipped program"
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent:
        return mark.line + 1, indent.index("\t") + 1, "a tab indents this line; use spaces, two for each level"
    words = _words(error, line, mark.column)
    if "escape" in (error.problem or ""):
        # The two parsers of the library disagree by one about where an escape begins.
        return mark.line + 1, line.rfind("\\", 0, mark.column + 1) + 1, words
    opened = error.context_mark
    if opened is not None and "quoted scalar" in (error.context or "") and "escape" not in (error.problem or ""):
        return opened.line + 1, opened.column + 1, "the quote that opens here is not closed; close it, or remove it"
    if opened is not None and "flow" in (error.context or ""):
        opener = lines[opened.line][opened.column : opened.column + 1] if opened.line < len(lines) else "["
        closer = "}" if opener == "{" else "]"
        return (
            opened.line + 1,
            opened.column + 1,
            (
                f"the {opener!r} that opens here is not closed as expected; close it with {closer!r}, put commas "
                "between entries, and put a text that begins with it in quotes"
            ),
        )
    return mark.line + 1, mark.column + 1, words


def _words(error: yaml.MarkedYAMLError, line: str, column: int) -> str:
    problem = error.problem or ""
    at = line[column : column + 1]
    if "mapping values" in problem:
        return "a ':' where none can stand; check the indentation, and put a text that holds ': ' in quotes"
    if "sequence entries" in problem:
        return "a '-' where no list can begin; begin the list on a line of its own"
    if "escape" in problem:
        return "an unknown '\\' escape in a double-quoted text; use single quotes, or write \\\\"
    if "start any token" in problem:
        return f"a value cannot begin with {at!r}; put it in quotes, as in '{line[column:].strip()[:20]}'"
    if "simple key" in problem or "expected ':'" in problem:
        return "this line is neither 'key: value' nor '- entry'; add the ':' after the key"
    if "alphabetic or numeric" in problem:
        return "a text that begins with * or & needs quotes around it"
    if "'-' indicator" in problem:
        return "expected another '- ' entry of the list; check the indentation"
    if "<block end>" in problem or "expected key" in problem:
        return "this does not fit what stands before it; check the indentation, and put special texts in quotes"
    if "tab" in problem:
        return "a tab indents this line; use spaces, two for each level"
    if "node content" in problem:
        return f"a value is expected here, found {at!r}; put it in quotes if it is text"
    return f"this is no YAML ({problem}); compare it with a shipped program"
