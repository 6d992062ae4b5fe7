"""Vosk models: find the installed ones, and install one when the athlete asks for it."""

import hashlib
import json
import lzma
import os
import re
import shutil
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import Request, urlopen

from coach import places
from coach.ears.errors import ModelError

Progress = Callable[[int, int], None]
"""Called with bytes so far and bytes in all."""

_TIMEOUT_S: Final = 20
_CHUNK: Final = 1 << 18
_LARGEST: Final = 2 << 30
_SWELLING: Final = 20
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_LOAD_S: Final = 120
"""The largest models take half a minute on a slow disk."""
_NO_VOSK: Final = 3
_LOAD: Final = f"""
import sys
try:
    import vosk
except (ImportError, OSError):
    sys.exit({_NO_VOSK})
vosk.SetLogLevel(-1)
recogniser = vosk.KaldiRecognizer(vosk.Model(model_path=sys.argv[1]), 16000)
recogniser.AcceptWaveform(bytes(16000))
recogniser.FinalResult()
"""
_FOLDER: Final = re.compile(r"vosk-model-(?:(small)-)?([a-z]{2,3})(?![a-z])")


@dataclass(frozen=True, slots=True)
class Offer:
    """A model that can be fetched."""

    name: str
    language: str
    size: int
    """Bytes to fetch."""
    md5: str
    url: str


class _UselessError(ModelError):
    """What arrived will never be a model: it is not kept to go on with."""


def find(language: str) -> Path | None:
    """The folder of an installed model for the language (`en`, `de` ...), small ones first; None where there is none.

    Looks at `VOSK_MODEL_PATH` (a model, or a folder of models), in the athlete's own models, and where vosk itself
    keeps and finds them. A model that `VOSK_MODEL_PATH` points at directly is taken for the language asked for
    unless its name speaks of another.
    """
    pointed = os.environ.get("VOSK_MODEL_PATH")
    if pointed and _is_model(Path(pointed)) and language_of(Path(pointed)) in (language, ""):
        return Path(pointed)
    fitting = [model for model in installed() if language_of(model) == language]
    return min(fitting, key=lambda model: "-small-" not in model.name, default=None)


def installed() -> list[Path]:
    """Folders of all models on this machine, in the order in which they are preferred."""
    found = []
    for root in _roots():
        found += [root] if _is_model(root) else [folder for folder in _folders(root) if _is_model(folder)]
    return list(dict.fromkeys(found))


def troubles() -> list[str]:
    """What keeps models from being found, with its remedy: a `VOSK_MODEL_PATH` that leads to none, halves of models.

    Only a folder that is called like a model is one to delete: the variable may point at anything.
    """
    found = []
    pointed = os.environ.get("VOSK_MODEL_PATH")
    if pointed and not any(map(_is_model, [Path(pointed), *_folders(Path(pointed))])):
        lack = "holds no model" if Path(pointed).exists() else "does not exist"
        found.append(f"VOSK_MODEL_PATH points at {pointed}, which {lack}; point it elsewhere or unset it")
    inside = dict.fromkeys(folder for root in _roots() for folder in _folders(root))
    halves = (folder for folder in inside if _FOLDER.match(folder.name) and not _is_model(folder))
    return [*found, *(f"{half}: this model is incomplete; delete the folder and install it again" for half in halves)]


def _roots() -> list[Path]:
    pointed, home = os.environ.get("VOSK_MODEL_PATH"), places.expanded("~")
    roots = [Path(pointed)] if pointed else []
    return [
        *roots,
        places.models(),
        home / ".cache" / "vosk",
        home / "AppData" / "Local" / "vosk",
        Path("/usr/share/vosk"),
    ]


def _folders(root: Path) -> list[Path]:
    try:
        return sorted(folder for folder in root.iterdir() if folder.is_dir())
    except OSError:
        return []


def check(model: Path, language: str) -> None:
    """Make sure that a model can be loaded.

    Raises:
        ModelError: it cannot.
    """
    if not is_sound(model):
        raise ModelError(
            f"{model}: this model is damaged and cannot be loaded; delete the folder, "
            f"then run `coach.py models install {language}`"
        )


def is_sound(model: Path) -> bool:
    """Whether a model can be loaded, tried in another process: what is damaged may end the one that loads it.

    A model that was found sound is not tried again before a file of it changes. None is blamed where vosk itself
    does not run.
    """
    sound = places.models() / ".sound"
    mark = _fingerprint(model)
    try:
        if mark in sound.read_text(encoding="utf-8").split():
            return True
    except OSError:
        pass
    try:
        done = subprocess.run(  # noqa: S603 - this Python, fixed words
            [sys.executable, "-c", _LOAD, str(model)], capture_output=True, timeout=_LOAD_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    if done.returncode != 0:
        return done.returncode == _NO_VOSK
    try:
        sound.parent.mkdir(parents=True, exist_ok=True)
        with sound.open("a", encoding="utf-8") as file:
            file.write(f"{mark}\n")
    except OSError:
        pass
    return True


def _fingerprint(model: Path) -> str:
    """Changes with the name, size or date of any file in the folder."""
    digest = hashlib.sha256(str(model).encode())
    for path in sorted(model.rglob("*")):
        about = path.lstat()
        digest.update(f"{path.relative_to(model)} {about.st_size} {about.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def language_of(model: Path) -> str:
    """The language code in a model folder's name; empty where there is none."""
    match = _FOLDER.match(model.name)
    return match.group(2) if match else ""


def remedy(language: str) -> str:
    """One line on how to come by a Vosk model."""
    return f"A Vosk model understands commands, too: run `coach.py models install {language}` once, online."


def offers(index: str | None = None, patience_s: float = _TIMEOUT_S) -> list[Offer]:
    """What the makers of Vosk offer for download: small models that are not outdated.

    Args:
        index: address of their list; the one in the vosk package when left out.
        patience_s: seconds that a silent server is waited for.

    Raises:
        ModelError: offline, or the list cannot be read.
    """
    address = index or _index()
    try:
        with _open(address, patience_s) as reply:
            raw = reply.read(4 << 20)
        rows = json.loads(raw)
    except (URLError, HTTPException, OSError) as err:
        raise _offline(address, err) from err
    except (ValueError, RecursionError) as err:
        raise ModelError(f"the list of models at {address} is damaged; try again later") from err
    if not isinstance(rows, list):
        raise ModelError(f"the list of models at {address} is damaged; try again later")
    return [offer for row in rows if isinstance(row, dict) and (offer := _offer(row, address)) is not None]


def install(
    language: str, progress: Progress | None = None, index: str | None = None, patience_s: float = _TIMEOUT_S
) -> Path:
    """Fetch the small model of a language into the athlete's models and return its folder.

    An interrupted download goes on where it stopped. Nothing is visible to `find` before it is whole and checked.
    A damaged model that is there already is replaced.

    Args:
        language: code as in Vosk's list: `en-us`, `de`; `en` takes `en-us`.
        progress: told about bytes.
        index: address of the list of models; the one in the vosk package when left out.
        patience_s: seconds that a silent server is waited for.

    Raises:
        ModelError: offline, no such language, no room, or what arrived is not what was promised.
    """
    choice = _choose(offers(index, patience_s), language)
    target = places.models() / choice.name
    if _is_model(target) and is_sound(target):
        return target
    _promised(choice)
    part = target.parent / f".{choice.name}.zip.part"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(target.parent).free < choice.size * 4:
            raise ModelError(f"{target.parent}: too little room; {choice.name} needs {choice.size * 4 >> 20} MB")
        _fetch(choice, part, progress or (lambda _done, _total: None), patience_s)
        _check(choice, part)
        if target.exists():
            shutil.rmtree(target)
        _unpack(choice, part, target)
        part.unlink(missing_ok=True)
    except _UselessError:
        part.unlink(missing_ok=True)
        raise
    except OSError as err:
        raise ModelError(f"{target}: cannot be written: {err.strerror or err}") from err
    return target


def _is_model(folder: Path) -> bool:
    return (folder / "am" / "final.mdl").is_file() or (folder / "final.mdl").is_file()


def _index() -> str:
    try:
        import vosk
    except (ImportError, OSError) as err:
        raise ModelError(f"vosk does not run here ({err}); run `pip install vosk` first") from err
    return str(vosk.MODEL_LIST_URL)


def _open(address: str, patience_s: float, headers: Mapping[str, str] | None = None) -> HTTPResponse:
    try:
        if urlsplit(address).scheme in ("http", "https"):
            reply: HTTPResponse = urlopen(Request(address, headers=dict(headers or {})), timeout=patience_s)  # noqa: S310
            return reply
    except ValueError:
        pass  # brackets, letters or dots that no address has
    raise ModelError(f"{address[:200]}: not a web address")


def _offline(address: str, err: Exception) -> ModelError:
    if isinstance(err, HTTPError):
        return ModelError(f"{address}: the server answers {err.code} {err.reason}; try again later")
    reason = getattr(err, "reason", None) or err
    return ModelError(
        f"{urlsplit(address).hostname} cannot be reached ({reason}): no model was installed. Go online and try again; "
        "until then the coach listens with its built-in recogniser"
    )


def _offer(row: Mapping[str, Any], address: str) -> Offer | None:
    name, language = str(row.get("name", "")), str(row.get("lang", ""))
    if row.get("type") != "small" or str(row.get("obsolete")).lower() == "true" or not _NAME.fullmatch(name):
        return None
    size = row.get("size", 0)
    try:
        url = urljoin(address, str(row.get("url") or f"{name}.zip"))
    except ValueError:
        return None
    return Offer(
        name=name,
        language=language,
        size=size if isinstance(size, int) else 0,
        md5=str(row.get("md5", "")).lower(),
        url=url,
    )


def _choose(offered: list[Offer], language: str) -> Offer:
    fitting = [offer for offer in offered if language in (offer.language, offer.language.split("-")[0])]
    if fitting:
        return min(fitting, key=lambda offer: (offer.language != language, offer.language != f"{language}-us"))
    known = ", ".join(sorted({offer.language for offer in offered})) or "none"
    raise ModelError(f"there is no small Vosk model for '{language}'; there are: {known}")


def _promised(choice: Offer) -> None:
    """Make sure that the list says enough of a model to know it when it arrives."""
    if not choice.md5:
        raise ModelError(f"{choice.name}: the list of models names no checksum for it; not installed")
    if choice.size < 0:
        raise ModelError(f"{choice.name}: the list of models gives it a size of {choice.size} bytes; not installed")


def _fetch(choice: Offer, part: Path, progress: Progress, patience_s: float) -> None:
    """Download into `part`, going on after what is there already."""
    limit = min(choice.size, _LARGEST) if choice.size else _LARGEST
    have = part.stat().st_size if part.exists() else 0
    if have > limit:
        part.unlink()
        have = 0
    if have == limit and choice.size:
        return
    try:
        with _open(choice.url, patience_s, {"Range": f"bytes={have}-"} if have else None) as reply:
            if have and reply.status != 206:
                have = 0
            length = reply.headers.get("Content-Length")
            total = have + int(length) if length and length.isdecimal() else choice.size
            if total > limit:
                words = f"{choice.url}: {total >> 20} MB were sent instead of {limit >> 20} MB; not installed"
                raise _UselessError(words)
            _copy(reply, part, have, total, limit, progress)
    except HTTPError as err:
        if err.code == 416:
            part.unlink(missing_ok=True)
        raise _offline(choice.url, err) from err
    except (URLError, HTTPException, OSError) as err:
        raise _offline(choice.url, err) from err


def _copy(reply: HTTPResponse, part: Path, have: int, total: int, limit: int, progress: Progress) -> None:
    with part.open("ab" if have else "wb") as file:
        while chunk := reply.read1(_CHUNK):
            have += len(chunk)
            if have > limit:
                raise _UselessError(f"{reply.url}: more was sent than promised; not installed")
            file.write(chunk)
            progress(have, max(total, have))
    if total and have < total:
        raise ModelError(
            f"{reply.url}: the connection broke after {have} of {total} bytes; run the same command again to go on"
        )


def _check(choice: Offer, part: Path) -> None:
    with part.open("rb") as file:
        digest = hashlib.file_digest(file, "md5").hexdigest()
    if digest != choice.md5:
        raise _UselessError(
            f"{choice.name}: the download is damaged (checksum {digest} instead of {choice.md5}) and was deleted; "
            "run the same command again"
        )


def _unpack(choice: Offer, part: Path, target: Path) -> None:
    """Unzip beside the target and rename, so that half a model never looks like one."""
    beside = target.parent / f".{choice.name}.unpacking"
    shutil.rmtree(beside, ignore_errors=True)
    try:
        with zipfile.ZipFile(part) as archive:
            entries = archive.infolist()
            if sum(e.file_size for e in entries) > max(part.stat().st_size, 1 << 20) * _SWELLING:
                raise _UselessError(f"{choice.name}: the archive swells beyond reason; not installed")
            for entry in entries:
                _safe(choice, entry)
            archive.extractall(beside)
        inside = beside / choice.name if (beside / choice.name).is_dir() else beside
        if not _is_model(inside):
            raise _UselessError(f"{choice.name}: the archive holds no model; not installed")
        inside.rename(target)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError, UnicodeDecodeError) as err:
        raise _UselessError(
            f"{choice.name}: the archive is damaged ({err}) and was deleted; run the command again"
        ) from err
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _safe(choice: Offer, entry: zipfile.ZipInfo) -> None:
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    link = (entry.external_attr >> 16) & 0o170000 == 0o120000
    if path.is_absolute() or not path.parts or ".." in path.parts or ":" in entry.filename or link:
        raise _UselessError(
            f"{choice.name}: the archive wants to write outside its folder ({entry.filename}); not installed"
        )
