"""What a bundle holds, its Debian package, its licences, and what a release is made of; no bundle is built here."""

from __future__ import annotations

import argparse
import ctypes
import ctypes.util
import json
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import appimage
import bundle
import bundle_contents as contents
import debian
import licence_texts
import pytest
import release
import yaml
from dev_steps import Outcome, StepFailed, run_quietly

from app import VERSION
from app.cli import _parser

ROOT = Path(__file__).resolve().parents[2]
LINUX = ROOT / "packaging" / "linux"
NOT_SHIPPED = (".py", ".pyc", ".ts")
TOOLS = {
    "desktop-file-validate": [str(LINUX / "earshot.desktop")],
    "appstreamcli": ["validate", "--no-net", str(LINUX / "earshot.metainfo.xml")],
    "man": ["--warnings", "-l", str(LINUX / "earshot.1")],
}


# -- contents ------------------------------------------------------------------------------------------------


def test_every_file_that_the_program_reads_is_in_the_bundle() -> None:
    taken = {str(Path(place, Path(source).name)) for source, place in contents.data(ROOT)} | {*contents.FOLDERS}
    files = [
        path.relative_to(ROOT)
        for top in ("app", "engine", "ui", "resources")
        for path in (ROOT / top).rglob("*")
        if path.is_file() and path.suffix not in NOT_SHIPPED and "whisper-base" not in path.parts
    ]
    missing = [str(file) for file in files if not {str(file), *map(str, file.parents)} & taken]
    assert missing == [], "add them to packaging/bundle_contents.py"


@pytest.mark.skipif(not shutil.which("cc"), reason="no compiler")
def test_a_library_looks_for_others_nowhere_but_beside_itself(tmp_path: Path) -> None:
    inside = tmp_path / "earshot" / "_internal" / "lib-dynload"
    inside.mkdir(parents=True)
    (tmp_path / "empty.c").write_text("int nothing;\n")
    for name, path in (("built", "/home/somebody/lib"), ("beside", "$ORIGIN")):
        target = inside / f"{name}.so"
        command = ["cc", "-shared", f"-Wl,-rpath,{path}", "-o", str(target), str(tmp_path / "empty.c")]
        subprocess.run(command, check=True)
    bundle.lighten(tmp_path / "earshot", Path(sys.executable), run_quietly)
    found = {
        path.stem: "PATH" in subprocess.run(["readelf", "-d", str(path)], capture_output=True, text=True).stdout
        for path in inside.iterdir()
    }
    assert found == {"built": False, "beside": True}


@pytest.mark.parametrize("name", ["platforms/libqxcb.so", "platforms/libqwayland.so", "platforms/libqoffscreen.so"])
def test_the_platforms_of_qt_that_people_have_stay(name: str) -> None:
    assert not contents.left_out(f"PySide6/Qt/plugins/{name}")


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/lib/libQt6Quick.so.6",
        "PySide6/Qt/plugins/platforms/libqeglfs.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "libstdc++.so.6",
        "libasound.so.2",
        "libmvec.so.1",
        "libggml-cpu.so",
        "opencc/clib/lib64/libopencc.a",
    ],
)
def test_what_nobody_needs_or_the_system_has_is_left_out(name: str) -> None:
    assert contents.left_out(name)


def test_the_language_model_s_library_stays() -> None:
    assert not contents.left_out("llama_cpp/lib/libggml-cpu.so")


def test_qt_s_chinese_is_there() -> None:
    assert not contents.left_out("PySide6/Qt/translations/qtbase_zh_CN.qm")


@pytest.mark.skipif(sys.platform != "linux", reason="names of libraries on Linux")
def test_a_library_of_the_bundle_is_found_without_the_tools_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "libportaudio.so.2").write_bytes(b"")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: f"the system's {name}")
    runpy.run_path(str(ROOT / "packaging" / "bundle_start.py"))
    assert ctypes.util.find_library("portaudio") == str(tmp_path / "libportaudio.so.2")
    assert ctypes.util.find_library("c") == "the system's c"


@pytest.mark.skipif(not (shutil.which("cc") and shutil.which("nm")), reason="needs a C compiler")
def test_a_library_that_is_replaced_by_nothing_still_lets_its_users_load(tmp_path: Path) -> None:
    (tmp_path / "encoder.c").write_text("int encode(void) { return 7; }")
    (tmp_path / "user.c").write_text("int encode(void); int use(void) { return encode(); }")
    for name, more in (("encoder", ()), ("user", (f"-L{tmp_path}", "-lencoder", "-Wl,-rpath,$ORIGIN"))):
        source, library = str(tmp_path / f"{name}.c"), str(tmp_path / f"lib{name}.so")
        subprocess.run(
            ["cc", "-shared", "-fPIC", source, "-o", library, *more, f"-Wl,-soname,lib{name}.so"], check=True
        )
    bundle.replace_by_nothing(tmp_path / "libencoder.so", tmp_path, run_quietly)
    assert ctypes.CDLL(str(tmp_path / "libuser.so")).use() == 0


# -- the desktop -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tool", TOOLS)
def test_what_the_desktop_reads_is_valid(tool: str) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    checked = subprocess.run([tool, *TOOLS[tool]], capture_output=True, text=True)
    assert (checked.returncode, "WARNING" in checked.stderr.upper()) == (0, False), checked.stdout + checked.stderr


def test_the_manual_page_names_every_command() -> None:
    page = (LINUX / "earshot.1").read_text("utf-8")
    told = {word for line in page.splitlines() if line.startswith(".B") for word in re.findall(r"\w+", line)}
    [commands] = [each for each in _parser(True)._actions if isinstance(each, argparse._SubParsersAction)]
    assert set(commands.choices) - told == set()


@pytest.fixture
def small_bundle(tmp_path: Path) -> Path:
    """A folder of the form of a bundle, with a shell script for the program."""
    folder = tmp_path / "bundle" / "earshot"
    (folder / "_internal" / "resources").mkdir(parents=True)
    (folder / "_internal" / "resources" / "models.toml").write_text("")
    (folder / "earshot").write_text("#!/bin/sh\necho started\n")
    (folder / "earshot").chmod(0o755)
    return folder


def test_the_debian_package_has_program_menu_entry_icon_manual_and_licence(small_bundle: Path, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    debian.fill(ROOT, small_bundle, tree)
    files = {str(path.relative_to(tree)) for path in tree.rglob("*") if not path.is_dir()}
    assert files >= {
        "DEBIAN/control",
        "usr/bin/earshot",
        "usr/lib/earshot/earshot",
        "usr/share/applications/earshot.desktop",
        "usr/share/icons/hicolor/scalable/apps/earshot.svg",
        "usr/share/man/man1/earshot.1.gz",
        "usr/share/metainfo/local.earshot.Earshot.metainfo.xml",
        "usr/share/doc/earshot/copyright",
    }
    assert subprocess.check_output([str(tree / "usr/bin/earshot")], text=True) == "started\n"
    assert not [path for path in tree.rglob("*") if not path.is_symlink() and path.stat().st_mode & 0o6022]


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg-deb is not installed")
def test_the_appimage_s_tree_starts_the_program_and_has_menu_entry_and_icon_on_top(
    small_bundle: Path, tmp_path: Path
) -> None:
    tree = tmp_path / "Earshot.AppDir"
    appimage.fill(ROOT, small_bundle, tree)
    assert (tree / "AppRun").resolve() == tree / "usr/lib/earshot/earshot"
    assert {path.name for path in tree.iterdir() if path.is_file()} == {"AppRun", "earshot.desktop", "earshot.svg"}
    assert appimage.build(ROOT, small_bundle, lambda command: Outcome(0, "")).startswith("left out: ") or shutil.which(
        appimage.TOOL
    )


def test_the_flatpak_takes_files_that_are_there_and_asks_for_nothing_that_earshot_does_not_use() -> None:
    described = yaml.safe_load((LINUX / "local.earshot.Earshot.yml").read_text(encoding="utf-8"))
    [module] = described["modules"]
    assert all((LINUX / source["path"]).exists() for source in module["sources"] if source["type"] == "file")
    assert (LINUX / module["sources"][0]["path"]).resolve() == bundle.bundle_folder(ROOT)
    assert not [each for each in described["finish-args"] if "filesystem" in each or "devel" in each]
    assert described["app-id"] in (LINUX / "earshot.metainfo.xml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Outcome(0, ""), "no known fault"),
        (Outcome(1, "requests.exceptions.ConnectionError: refused"), "not checked: the list was not reached"),
    ],
)
def test_pinned_packages_are_asked_about(answer: Outcome, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: name)
    assert release.check_advisories(ROOT, lambda command: answer) == said


def test_a_known_fault_stops_the_release(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: name)
    with pytest.raises(StepFailed, match="CVE-2024-1"):
        release.check_advisories(ROOT, lambda command: Outcome(1, "jinja2 3.0 CVE-2024-1"))


def test_without_the_tool_the_release_says_that_it_did_not_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert release.check_advisories(ROOT, run_quietly) == "not checked: pip-audit is not here"


def test_dpkg_reads_the_package_with_its_version_and_needs(
    small_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "earshot.deb"
    monkeypatch.setattr(debian, "package_file", lambda _root: file)
    debian.build(ROOT, small_bundle, run_quietly)
    told = subprocess.check_output(["dpkg-deb", "--field", str(file), "Version", "Depends"], text=True)
    assert f"Version: {VERSION}" in told
    assert "libxcb-cursor0" in told
    assert "libportaudio2" not in told  # it lies in the bundle


# -- licences and releases ---------------------------------------------------------------------------------------


def test_every_part_comes_with_the_text_of_its_licence() -> None:
    found = licence_texts.texts()
    assert {name.split("-")[0] for name in found} >= {
        "Earshot",
        "FFmpeg",
        "ICU",
        "Python",
        "ctranslate2",
        "PySide6_Essentials",
    }
    assert [name for name, files in found.items() if not all(file.is_file() for file in files)] == []


def test_no_text_stands_in_where_a_wheel_has_its_own() -> None:
    from app import licences

    own = {part.name for part in licences.packages() if any(path.is_file() for path in part.texts)}
    assert own & set(licence_texts.WITHOUT_TEXT) == set()


def test_changelog_and_metadata_stand_at_the_version() -> None:
    assert release.check_version(ROOT).startswith(VERSION)


def test_a_release_that_the_changelog_does_not_know_is_refused(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").write_text('VERSION = "9.9.9"  # the one place\n')
    shutil.copy(ROOT / "CHANGELOG.md", tmp_path)
    with pytest.raises(StepFailed, match=r"does not begin with 9\.9\.9"):
        release.check_version(tmp_path)


def test_checksums_are_those_that_sha256sum_finds(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "earshot.whl").write_bytes(b"wheel")
    assert release.write_sums(tmp_path) == "1 files"
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "-c", "--quiet", release.SUMS], cwd=tmp_path / "dist", check=True)


def test_the_sbom_lists_packages_and_models_and_is_the_same_twice(tmp_path: Path) -> None:
    pytest.importorskip("cyclonedx")
    files = [tmp_path / "one.json", tmp_path / "two.json"]
    for file in files:
        subprocess.run([sys.executable, "-W", "error", str(ROOT / "packaging" / "sbom.py"), str(file)], check=True)
    assert files[0].read_bytes() == files[1].read_bytes()
    told = json.loads(files[0].read_text("utf-8"))
    names = {each["name"] for each in told["components"]}
    assert {"numpy", "PySide6_Essentials", "mini/encoder.onnx"} <= names
    assert [each["name"] for each in told["components"] if not each.get("version") and not each.get("hashes")] == []


def test_the_workflows_call_what_anyone_can_call() -> None:
    steps = []
    for file in sorted((ROOT / ".github" / "workflows").glob("*.yml")):
        told = yaml.safe_load(file.read_text("utf-8"))
        steps += [step.get("run", "") for job in told["jobs"].values() for step in job["steps"]]
    assert any("packaging/dev.py test" in step for step in steps)
    assert any("packaging/dev.py bundle" in step for step in steps)
    assert not [step for step in steps if "sudo python" in step], "root's path leads to the system's older Python"
