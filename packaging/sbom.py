"""A list of all that comes with Earshot, as CycloneDX 1.6 in JSON.

python packaging/sbom.py FILE    writes it, from the packages of this environment and the models of resources/

The same content gives the same bytes: its number is made from the version, and it bears no time.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parents[1]
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "earshot/sbom")


def write(file: Path) -> None:
    text = json.loads(JsonV1Dot6(described()).output_as_string())
    text["metadata"].pop("timestamp", None)
    file.write_text(json.dumps(text, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def described() -> Bom:
    from app import VERSION, licences

    bom = Bom(serial_number=uuid.uuid5(_NAMESPACE, VERSION))
    licence = LicenseFactory()
    itself = _component("earshot", VERSION, licence.make_from_string("Apache-2.0"), ComponentType.APPLICATION)
    bom.metadata.component = itself
    parts = [
        _component(part.name, part.version, licence.make_from_string(part.licence)) for part in licences.packages()
    ]
    for part in (*parts, *_models()):
        bom.components.add(part)
    bom.register_dependency(itself, list(bom.components))
    return bom


def _component(name: str, version: str, licence: License, kind: ComponentType = ComponentType.LIBRARY) -> Component:
    known = kind is ComponentType.LIBRARY and name not in ("Python", "silero-vad")
    purl = PackageURL("pypi", None, re.sub(r"[-_.]+", "-", name).lower(), version) if known else None
    return Component(name=name, version=version, type=kind, purl=purl, licenses=[licence], bom_ref=f"{name}@{version}")


def _models() -> Iterator[Component]:
    from app.model_store import bundled

    for place in bundled.places(bundled.FOLDER):
        for path in sorted(place.iterdir()):
            if path.is_file() and path.name != "README.md":
                digest = HashType(alg=HashAlgorithm.SHA_256, content=_sha256(path))
                name = f"{place.name}/{path.name}"
                yield Component(name=name, type=ComponentType.DATA, hashes=[digest], bom_ref=name)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    write(Path(sys.argv[1]))
