"""What every test may lean on."""

import os
from pathlib import Path

import pytest

from tests import vosk_model

REPO = Path(__file__).resolve().parent.parent
HUMAN_AUDIO = REPO.parent / "shared" / "audio"
"""Human words and noise beside the checkout; tests that use them skip where they are not there."""


def need(condition: object, missing: str) -> None:
    """Skip where a system part is missing; fail instead where INNERVATE_REQUIRE_ALL=1 says that all are there."""
    if condition:
        return
    if os.environ.get("INNERVATE_REQUIRE_ALL") == "1":
        pytest.fail(f"INNERVATE_REQUIRE_ALL=1, but {missing}")
    pytest.skip(missing)


def english_vosk() -> Path:
    """The folder of Vosk's English model."""
    model = vosk_model.english()
    need(model, vosk_model.MISSING)
    assert model
    return model


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test writes into a folder of its own."""
    home = tmp_path / "innervate-home"
    monkeypatch.setenv("INNERVATE_HOME", str(home))
    return home


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a module's tests in one process, where its engines are loaded once; sound cards play one at a time."""
    for item in items:
        on_card = "card" in getattr(item, "fixturenames", ())
        item.add_marker(pytest.mark.xdist_group("card" if on_card else item.nodeid.partition("::")[0]))
