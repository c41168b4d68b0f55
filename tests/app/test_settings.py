"""Settings: checked when built, forgiving when read, never lost when written."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.files import FileNotWritten, write_whole
from app.folders import make_folder, portable_folders, user_folders
from app.settings import SettingInvalid, Settings, load_settings, options, save_settings
from engine.errors import CaptioningError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_without_a_file_the_defaults_hold_and_nobody_complains(file: Path) -> None:
    loaded = load_settings(file)
    assert (loaded.settings, loaded.complaints) == (Settings(), ())


def test_every_setting_survives_being_saved_and_loaded(file: Path, tmp_path: Path) -> None:
    chosen = Settings(
        interface_language="zh",
        theme="dark",
        caption_font_size=40,
        source="system",
        input_device='USB "Röde" \\ 麦克风',
        model="mini",
        language="en",
        languages=("zh-Hant", "en"),
        alert_words=("Anna", "火警"),
        chinese_script="traditional",
        record_audio=False,
        recordings_folder=tmp_path / "声音",
        caption_mode="calm",
        context_finals=2,
        endpoint_silence_scale=1.5,
        threads=3,
        keep_transcripts=False,
    )
    save_settings(file, chosen)
    loaded = load_settings(file)
    assert (loaded.settings, loaded.complaints) == (chosen, ())


def test_a_choice_taken_back_leaves_the_file(file: Path) -> None:
    save_settings(file, Settings(model="mini"))
    save_settings(file, Settings(model=None))
    assert load_settings(file).settings.model is None


def test_a_setting_that_was_never_changed_is_not_written(file: Path) -> None:
    """A better default of a later version then reaches those who never chose."""
    save_settings(file, Settings(threads=2))
    assert [line.split(" =")[0] for line in file.read_text("utf-8").splitlines()] == ["threads"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "blue"),
        ("caption_font_size", 0),
        ("caption_font_size", 28.5),
        ("caption_font_size", True),
        ("record_audio", "yes"),
        ("record_audio", 1),
        ("endpoint_silence_scale", 2.1),
        ("endpoint_silence_scale", float("nan")),
        ("threads", -1),
        ("model", ""),
        ("language", 7),
        ("languages", ()),
        ("alert_words", ("",)),
        ("alert_words", ("Anna", 7)),
        ("alert_words", ("long" * 20,)),
        ("alert_words", tuple(map(str, range(101)))),
        ("languages", ("english",)),
        ("languages", ("en", 7)),
        ("languages", "en"),
        ("chinese_script", "old"),
        ("source", None),
        ("overlay_lines", 7),
        ("overlay_text_colour", "yellow"),
        ("overlay_background", "#12345"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_when_built(name: str, value: object) -> None:
    with pytest.raises(SettingInvalid, match=name):
        replace(Settings(), **{name: value})  # type: ignore[arg-type] # the wrong type is what is tested


def test_each_setting_says_what_it_means() -> None:
    assert [option.name for option in options() if not option.meaning.endswith(".")] == []


def test_the_model_of_earlier_versions_becomes_the_automatic_choice_and_the_user_is_told(file: Path) -> None:
    file.write_text('model = "starter"\ntheme = "dark"\n', "utf-8")
    loaded = load_settings(file)
    assert loaded.settings == Settings(theme="dark")
    assert loaded.complaints == (
        'The model "starter" is no longer part of Earshot. Earshot chooses the model automatically.',
    )
    save_settings(file, loaded.settings)
    assert load_settings(file).complaints == ()


def test_an_unknown_key_is_reported_with_the_nearest_name(file: Path) -> None:
    file.write_text("endpoint_silence_scal = 1.5\n", "utf-8")
    assert load_settings(file).complaints == (
        'There is no setting "endpoint_silence_scal". Did you mean endpoint_silence_scale?',
    )


def test_a_wrong_value_costs_one_setting_only(file: Path) -> None:
    file.write_text('theme = "blue"\nthreads = 2\n', "utf-8")
    loaded = load_settings(file)
    assert loaded.settings == Settings(threads=2)
    assert loaded.complaints == (
        'The setting theme cannot be "blue". Use "auto", "light", "dark", "high_contrast" or "high_contrast_light".',
    )


def test_a_colour_that_is_none_is_refused_with_an_example(file: Path) -> None:
    file.write_text('overlay_text_colour = "yellow"\n', "utf-8")
    expected = 'The setting overlay_text_colour cannot be "yellow". Use a colour, for example "#ffffff".'
    assert load_settings(file).complaints == (expected,)


def test_languages_that_are_no_list_of_codes_are_refused_with_an_example(file: Path) -> None:
    file.write_text('languages = ["English"]\n', "utf-8")
    assert load_settings(file).complaints == (
        'The setting languages cannot be [\'English\']. Use a list of language codes, for example ["en", "zh"].',
    )


def test_a_whole_number_serves_where_a_fraction_may_stand(file: Path) -> None:
    file.write_text("endpoint_silence_scale = 2\n", "utf-8")
    assert load_settings(file).settings.endpoint_silence_scale == 2.0


@pytest.mark.parametrize(
    ("content", "place", "used"),
    [
        (b'theme = "dark"\nthreads = = 2\nkeep_transcripts = false\n', "line 2:", "both"),
        (b'theme = "dark"\nthreads = "2\n', "line 2:", "dark"),
        (b'theme = "dark"\n\nmodel = """x', "line 3:", "dark"),
        (b'theme = "dark"\nmodel = "\xff"\n', "line 2: this is not UTF-8 text", "dark"),
        (b'[plugin]\ntheme = "dark"\nthreads = = 2\n', "line 3:", "none"),
        (b"threads = " + b"9" * 5000, "beyond all measure", "none"),
        (b"threads = " + b"[" * 5000, "beyond all measure", "none"),
    ],
)
def test_of_a_malformed_file_the_lines_that_can_be_read_are_used(
    file: Path, content: bytes, place: str, used: str
) -> None:
    expected = {
        "none": Settings(),
        "dark": Settings(theme="dark"),
        "both": Settings(theme="dark", keep_transcripts=False),
    }
    file.write_bytes(content)
    loaded = load_settings(file)
    assert loaded.settings == expected[used]
    assert len(loaded.complaints) == 1
    assert place in loaded.complaints[0]
    assert ("Those that can are used" in loaded.complaints[0]) == (used != "none")


def test_loading_leaves_a_malformed_file_where_it_can_be_corrected(file: Path) -> None:
    file.write_bytes(b"threads = = 2\n")
    load_settings(file)
    assert file.read_bytes() == b"threads = = 2\n"


def test_saving_keeps_malformed_files_aside_untouched(file: Path) -> None:
    for content in (b"first = = 1\n", b"second = = 2\n"):
        file.write_bytes(content)
        save_settings(file, Settings(threads=2))
    assert load_settings(file).settings.threads == 2
    assert file.with_name("settings.toml.unreadable").read_bytes() == b"first = = 1\n"
    assert file.with_name("settings.toml.unreadable-2").read_bytes() == b"second = = 2\n"


def test_loading_names_the_place_where_the_first_save_puts_a_malformed_file(file: Path) -> None:
    file.with_name("settings.toml.unreadable").write_bytes(b"of an earlier day")
    file.write_bytes(b"threads = = 2\n")
    place = load_settings(file).put_aside_as
    save_settings(file, Settings(threads=2))
    assert place is not None
    assert place.read_bytes() == b"threads = = 2\n"
    assert load_settings(file).put_aside_as is None


def test_saving_keeps_comments_and_keys_it_does_not_know(file: Path) -> None:
    file.write_text('# Mine.\ntheme = "dark"  # easier on the eyes\nlater = 1\n\n[plugin]\nx = 2\n', "utf-8")
    save_settings(file, Settings(theme="light", threads=3))
    content = file.read_text("utf-8")
    for kept in ("# Mine.\n", 'theme = "light"  # easier on the eyes\n', "later = 1\n", "[plugin]\nx = 2\n"):
        assert kept in content
    assert load_settings(file).settings == Settings(theme="light", threads=3)


def test_a_settings_file_that_is_a_folder_is_named(file: Path) -> None:
    file.mkdir()
    assert "cannot be read" in load_settings(file).complaints[0]
    with pytest.raises(CaptioningError, match="cannot be read"):
        save_settings(file, Settings(threads=2))


@settings(deadline=None)
@given(st.binary(max_size=200) | st.text(alphabet="abthreads=[]\"'.#\n 0129-:é", max_size=80).map(str.encode))
def test_no_content_of_the_file_keeps_the_program_from_starting(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = tmp_path_factory.mktemp("settings") / "settings.toml"
    file.write_bytes(content)
    assert isinstance(load_settings(file).settings, Settings)


@settings(deadline=None)
@given(st.text(min_size=1).filter(str.strip).filter(lambda text: text.isprintable()))
def test_any_name_of_a_device_survives(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    file = tmp_path_factory.mktemp("settings") / "settings.toml"
    save_settings(file, Settings(input_device=name))
    assert load_settings(file).settings.input_device == name


def test_one_variable_moves_everything_into_one_folder(tmp_path: Path) -> None:
    folders = user_folders({"EARSHOT_HOME": str(tmp_path)})
    assert folders == portable_folders(tmp_path)
    places = (folders.settings_file, folders.hotwords, folders.transcripts_file, folders.recordings, folders.models)
    assert all(place.is_relative_to(tmp_path) for place in places)


def test_an_empty_variable_means_the_folders_of_the_user() -> None:
    assert user_folders({"EARSHOT_HOME": " "}) == user_folders({})


@pytest.mark.skipif(sys.platform != "linux", reason="XDG variables are a Linux convention")
def test_the_folders_follow_the_desktop_convention(user_folders: Path) -> None:
    from app.folders import user_folders as folders_of_the_user

    folders = folders_of_the_user()
    assert folders.config == user_folders / "config" / "earshot"
    assert folders.transcripts_file.parent == user_folders / "data" / "earshot"
    assert folders.models == user_folders / "cache" / "earshot" / "models"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    with pytest.raises(CaptioningError, match="cannot be made"):
        make_folder(tmp_path / "file" / "recordings")


def test_a_written_file_takes_the_place_of_the_old_one_and_leaves_nothing_else(tmp_path: Path) -> None:
    for content in (b"old", b"new"):
        write_whole(tmp_path / "file", content)
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("file", b"new")]


@pytest.mark.skipif(os.name != "posix", reason="rights of files are a POSIX matter")
def test_a_written_file_keeps_the_rights_of_the_old_one(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_bytes(b"old")
    place.chmod(0o640)
    write_whole(place, b"new")
    assert place.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "file")
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_bytes() == b"new"


@pytest.mark.skipif(os.name != "posix", reason="/dev/null is a POSIX matter")
def test_a_device_is_written_to_and_not_replaced() -> None:
    write_whole(Path("/dev/null"), b"new")
    assert Path("/dev/null").is_char_device()


def test_a_folder_in_the_place_of_a_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotWritten, match="is a folder"):
        write_whole(tmp_path, b"new")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotWritten, match="is not a folder"):
        write_whole(tmp_path / "absent" / "file", b"new")


FULL_DISK = """
import resource, sys
from pathlib import Path
from app.files import FileNotWritten, write_whole
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_whole(Path(sys.argv[1]), b"x" * 2000)
except FileNotWritten as error:
    print(error.what)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a limit on the size of files stands in for a full disk")
def test_without_room_the_old_file_stays_and_the_error_says_so(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_bytes(b"old")
    child = [sys.executable, "-c", FULL_DISK, str(place)]
    said = subprocess.run(child, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert said.stdout.strip() == f"There is no room for {place}."
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("file", b"old")]
