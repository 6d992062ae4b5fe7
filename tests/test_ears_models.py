"""Models are found, fetched, checked and unpacked, against a server that misbehaves."""

import hashlib
import io
import json
import os
import shutil
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from coach import places
from coach.ears import models
from coach.ears.choose import choose, usual
from coach.ears.errors import ModelError
from tests.conftest import english_vosk

NAME = "vosk-model-small-xx-0.1"


def archive(extra: dict[str, bytes] | None = None, top: str = NAME) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as file:
        file.writestr(f"{top}/am/final.mdl", b"model" * 50_000)
        file.writestr(f"{top}/conf/model.conf", b"--beam=10\n")
        for name, data in (extra or {}).items():
            file.writestr(name, data)
    return raw.getvalue()


@dataclass
class Server:
    """What the server on this machine will answer."""

    address: str = ""
    zip: bytes = b""
    rows: list[dict[str, object]] = field(default_factory=list)
    listing: bytes | None = None
    stop_after: int | None = None
    """Bytes after which the connection breaks, once."""
    status: int = 200
    ranges: list[str] = field(default_factory=list)
    resumes: bool = True
    names_length: bool = True
    stalls_s: float = 0.0
    """Seconds without a byte in the middle of the file."""
    redirect: str = ""

    def offer(self, data: bytes, **other: object) -> None:
        self.zip = data
        row: dict[str, object] = {
            "name": NAME, "lang": "xx", "type": "small", "obsolete": "false", "size": len(data),
            "md5": hashlib.md5(data, usedforsecurity=False).hexdigest(), "url": f"{self.address}/{NAME}.zip",
        }  # fmt: skip
        self.rows = [row | other]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Server]:
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    monkeypatch.delenv("VOSK_MODEL_PATH", raising=False)
    monkeypatch.setenv("no_proxy", "*")
    answer = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.endswith(".json"):
                self._send(200, answer.listing or json.dumps(answer.rows).encode())
                return
            wanted = self.headers.get("Range", "")
            answer.ranges.append(wanted)
            if answer.redirect:
                self.send_response(302)
                self.send_header("Location", answer.redirect)
                self.end_headers()
            elif answer.status != 200:
                self._send(answer.status, b"no")
            elif wanted and answer.resumes:
                self._send(206, answer.zip[int(wanted.removeprefix("bytes=").rstrip("-")) :])
            else:
                self._send(200, answer.zip)

        def _send(self, status: int, body: bytes) -> None:
            self.send_response(status)
            if answer.names_length:
                self.send_header("Content-Length", str(len(body)))
            else:
                self.close_connection = True
            self.end_headers()
            if self.path.endswith(".zip") and answer.stop_after is not None:
                body, answer.stop_after = body[: answer.stop_after], None
                self.close_connection = True
            if self.path.endswith(".zip") and answer.stalls_s:
                self.wfile.write(body[:100])
                self.wfile.flush()
                time.sleep(answer.stalls_s)
                return
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        answer.address = f"http://127.0.0.1:{http.server_port}"
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        yield answer
        http.shutdown()
        thread.join()


def install(server: Server, language: str = "xx") -> Path:
    return models.install(language, index=f"{server.address}/list.json")


def nothing_installed() -> bool:
    return models.find("xx") is None and not (places.models() / NAME).exists()


def nothing_left() -> bool:
    """Whether not even a part of a download is kept."""
    return not places.models().exists() or not list(places.models().iterdir())


def test_a_model_is_installed_and_found(server: Server) -> None:
    server.offer(archive())
    told: list[tuple[int, int]] = []
    folder = models.install("xx", lambda done, total: told.append((done, total)), f"{server.address}/list.json")
    assert folder == places.models() / NAME == models.find("xx")
    assert (folder / "am" / "final.mdl").stat().st_size == 250_000
    assert told[-1] == (len(server.zip), len(server.zip))
    assert [p.name for p in places.models().iterdir()] == [NAME]


def test_what_is_there_is_not_fetched_again(server: Server) -> None:
    places.models().mkdir(parents=True)
    (places.models() / NAME).symlink_to(english_vosk())
    server.offer(archive())
    assert install(server) == places.models() / NAME
    assert server.ranges == []


def test_a_damaged_model_is_fetched_anew(server: Server) -> None:
    folder = damaged_model(places.models() / NAME, "noise")
    server.offer(archive())
    assert install(server) == folder
    assert server.ranges == [""]
    assert (folder / "am" / "final.mdl").stat().st_size == 250_000


@pytest.mark.parametrize("resumes", [True, False])
def test_a_broken_download_goes_on_where_it_stopped(server: Server, resumes: bool) -> None:
    server.offer(archive())
    server.stop_after, server.resumes = 300, resumes
    with pytest.raises(ModelError, match="run the same command again"):
        install(server)
    assert nothing_installed()
    install(server)
    assert server.ranges == ["", "bytes=300-"]
    assert models.find("xx") is not None


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("../outside.txt", "outside"),
        ("/absolute.txt", "outside"),
        ("C:/windows.txt", "outside"),
        ("a/../../b", "outside"),
    ],
)
def test_an_archive_cannot_write_outside_its_folder(server: Server, tmp_path: Path, name: str, word: str) -> None:
    server.offer(archive({name: b"evil"}))
    with pytest.raises(ModelError, match=word):
        install(server)
    assert nothing_left()
    assert not list(tmp_path.rglob("outside.txt"))


def test_a_wrong_checksum_is_refused_and_the_next_try_starts_anew(server: Server) -> None:
    server.offer(archive(), md5="0" * 32)
    with pytest.raises(ModelError, match="checksum"):
        install(server)
    assert nothing_installed()
    server.offer(archive())
    install(server)
    assert server.ranges[-1] == ""


def test_a_list_without_checksum_is_refused(server: Server) -> None:
    server.offer(archive(), md5="")
    with pytest.raises(ModelError, match="checksum"):
        install(server)
    assert nothing_left()


def test_a_size_that_nothing_has_is_a_fault_of_the_list(server: Server) -> None:
    server.offer(archive(), size=-5)
    with pytest.raises(ModelError, match="the list of models gives it a size of -5 bytes; not installed"):
        install(server)
    assert nothing_left()


def test_a_server_that_falls_silent_is_given_up_and_the_rest_can_be_fetched_later(server: Server) -> None:
    server.offer(archive())
    server.stalls_s = 2.0
    with pytest.raises(ModelError, match="timed out"):
        models.install("xx", index=f"{server.address}/list.json", patience_s=0.3)
    assert nothing_installed()
    server.stalls_s = 0.0
    install(server)
    assert server.ranges[-1] == "bytes=100-"


def test_an_answer_without_length_that_breaks_off_can_go_on(server: Server) -> None:
    server.offer(archive())
    server.names_length, server.stop_after = False, 300
    with pytest.raises(ModelError, match="broke after 300 of"):
        install(server)
    install(server)
    assert server.ranges == ["", "bytes=300-"]


def test_a_server_that_sends_elsewhere_gets_no_file_of_this_machine(server: Server, tmp_path: Path) -> None:
    server.offer(archive())
    (tmp_path / "secret.zip").write_bytes(server.zip)
    server.redirect = (tmp_path / "secret.zip").as_uri()
    with pytest.raises(ModelError):
        install(server)
    assert nothing_installed()


def test_a_link_in_the_archive_is_refused(server: Server) -> None:
    raw = io.BytesIO(archive())
    with zipfile.ZipFile(raw, "a") as file:
        link = zipfile.ZipInfo(f"{NAME}/link")
        link.external_attr = 0o120777 << 16
        file.writestr(link, "/etc")
    server.offer(raw.getvalue())
    with pytest.raises(ModelError, match="outside"):
        install(server)
    assert nothing_left()


def test_a_folder_that_holds_no_whole_model_is_named_and_replaced(server: Server) -> None:
    (places.models() / NAME / "am").mkdir(parents=True)
    (trouble,) = models.troubles()
    assert trouble.startswith(f"{places.models() / NAME}: this model is incomplete; delete the folder")
    assert models.find("xx") is None
    server.offer(archive())
    install(server)
    assert models.troubles() == []
    assert models.find("xx") == places.models() / NAME


def test_a_missing_file_is_told(server: Server) -> None:
    server.offer(archive())
    server.status = 404
    with pytest.raises(ModelError, match="404"):
        install(server)
    assert nothing_installed()


@pytest.mark.parametrize("names_length", [True, False])
def test_more_bytes_than_promised_are_refused(server: Server, *, names_length: bool) -> None:
    server.offer(archive(), size=100)
    server.names_length = names_length
    with pytest.raises(ModelError, match="not installed"):
        install(server)
    assert nothing_left()


def test_an_archive_that_swells_is_refused(server: Server) -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(f"{NAME}/am/final.mdl", bytes(40 << 20))
    server.offer(raw.getvalue())
    with pytest.raises(ModelError, match="swells"):
        install(server)
    assert nothing_left()


def test_an_archive_without_a_model_is_refused(server: Server) -> None:
    server.offer(archive(top="something-else"))
    with pytest.raises(ModelError, match="no model"):
        install(server)
    assert nothing_left()


def test_bytes_that_are_no_archive_are_refused(server: Server) -> None:
    server.offer(b"<html>please log in to the hotel network</html>")
    with pytest.raises(ModelError, match="damaged"):
        install(server)
    assert nothing_left()


@pytest.mark.parametrize("damage", ["a stream", "a name"])
def test_an_archive_that_is_broken_inside_is_deleted(server: Server, damage: str) -> None:
    raw, inside = io.BytesIO(), f"{NAME}/am/final.mdl".encode()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(inside.decode(), b"model" * 50_000)
        file.writestr(f"{NAME}/\u00e4", b"")
    data = bytearray(raw.getvalue().replace("\u00e4".encode(), b"\xff\xfe" if damage == "a name" else b"\xc3\xa4"))
    if damage == "a stream":
        begins = data.index(inside) + len(inside)
        data[begins : begins + 20] = b"\xff" * 20
    server.offer(bytes(data))
    with pytest.raises(ModelError, match="archive is damaged"):
        install(server)
    assert nothing_left()


@pytest.mark.parametrize("url", ["http://[::1", "http://127.0.0.1/\u00e4.zip"])
def test_an_address_that_is_none_is_told(server: Server, url: str) -> None:
    server.offer(archive(), url=url)
    with pytest.raises(ModelError, match=r"not a web address|there are: none"):
        install(server)


@pytest.mark.parametrize("listing", [b"<html>", b"{}", b"\xff\xfe", b"null", b"[" * 200_000])
def test_a_damaged_list_is_told(server: Server, listing: bytes) -> None:
    server.listing = listing
    with pytest.raises(ModelError, match="list of models"):
        install(server)


def test_an_unknown_language_names_the_known(server: Server) -> None:
    server.offer(archive())
    with pytest.raises(ModelError, match="there are: xx"):
        install(server, "tlh")


def test_strange_names_in_the_list_are_ignored(server: Server) -> None:
    server.offer(archive(), name="../../etc")
    with pytest.raises(ModelError, match="no small Vosk model"):
        install(server)


def test_offline_is_told_in_a_clear_word(server: Server) -> None:
    with pytest.raises(ModelError, match="cannot be reached") as caught:
        models.install("xx", index="http://127.0.0.1:9/list.json")
    assert caught.value.exit_code == 3
    assert server.ranges == []


def test_english_takes_the_american_model(server: Server) -> None:
    server.offer(archive(), lang="en-us")
    server.rows.insert(0, server.rows[0] | {"lang": "en-in", "name": "vosk-model-small-en-in-0.1"})
    assert install(server, "en").name == NAME


def test_the_environment_names_a_model_or_a_folder_of_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    for name in ("vosk-model-de-0.2", "vosk-model-small-de-0.1", "vosk-model-small-en-us-0.15"):
        (tmp_path / "all" / name / "am").mkdir(parents=True)
        (tmp_path / "all" / name / "am" / "final.mdl").touch()
    (tmp_path / "all" / "vosk-model-small-fr-0.1").mkdir()
    monkeypatch.setenv("VOSK_MODEL_PATH", str(tmp_path / "all"))
    found = [models.find(language) for language in ("de", "en", "fr")]
    assert [f.name if f else None for f in found] == ["vosk-model-small-de-0.1", "vosk-model-small-en-us-0.15", None]
    monkeypatch.setenv("VOSK_MODEL_PATH", str(tmp_path / "all" / "vosk-model-de-0.2"))
    assert models.find("de") == tmp_path / "all" / "vosk-model-de-0.2"
    assert models.find("en") is None


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_that_is_no_model_is_never_advised_to_be_deleted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, there: bool
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    pointed = tmp_path / "photos"
    if there:
        (pointed / "holidays").mkdir(parents=True)
    monkeypatch.setenv("VOSK_MODEL_PATH", str(pointed))
    (trouble,) = models.troubles()
    assert f"VOSK_MODEL_PATH points at {pointed}, which " in trouble
    assert "point it elsewhere or unset it" in trouble
    assert "delete" not in trouble
    with pytest.raises(ModelError) as caught:
        choose("vosk", "en")
    assert str(caught.value).startswith(trouble)


def test_the_remedy_is_one_line() -> None:
    assert "models install en" in models.remedy("en")
    assert "\n" not in models.remedy("en")


@pytest.mark.parametrize("damage", ["cut", "noise", "nothing"])
def test_a_damaged_model_is_named_and_ends_no_process_but_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, damage: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    folder = damaged_model(tmp_path / "vosk-model-small-en-us-0.15", damage)
    monkeypatch.setenv("VOSK_MODEL_PATH", str(folder))
    with pytest.raises(ModelError, match=r"damaged|VOSK_MODEL_PATH points at") as caught:
        choose("vosk", "en")
    assert str(folder) in str(caught.value)
    told: list[str] = []
    recogniser = usual("en", told.append)
    assert recogniser.id == "phones"
    assert all(str(folder) in line for line in told)


def damaged_model(folder: Path, damage: str) -> Path:
    """A model's folder as an interrupted copy, a worn-out card or a wrong unpacking leaves it."""
    whole = english_vosk()
    for path in whole.rglob("*"):
        if path.is_file():
            copy = folder / path.relative_to(whole)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.symlink_to(path)
    broken = folder / ("am/final.mdl" if (folder / "am").is_dir() else "final.mdl")
    original = broken.read_bytes()
    broken.unlink()
    if damage == "cut":
        broken.write_bytes(original[: len(original) // 3])
    elif damage == "noise":
        broken.write_bytes(original[:2_000] + os.urandom(50_000))
    else:
        shutil.rmtree(folder)
        folder.mkdir()
    return folder


def test_a_sound_model_is_tried_once() -> None:
    model = english_vosk()
    models.check(model, "en")
    sound = (places.models() / ".sound").read_text()
    models.check(model, "en")
    assert (places.models() / ".sound").read_text() == sound
    assert len(sound.split()) == 1


def test_no_model_is_blamed_where_vosk_itself_does_not_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "vosk.py").write_text("raise OSError('no such library')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert models.is_sound(english_vosk())
    assert not (places.models() / ".sound").exists()
