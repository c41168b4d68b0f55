"""Every setting that a user keeps: one frozen value, read from and written to one TOML file."""

from __future__ import annotations

import codecs
import os
import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import Field, dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from app.files import place_aside, write_private
from app.folders import make_folder
from engine.errors import BadInput, CaptioningError
from engine.text.sentence import Sentence

T = TypeVar("T")

RETIRED_MODEL = "starter"
"""Earlier versions came with a model of this name; settings and command lines may still ask for it."""
_CODE = re.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # of BCP 47: the language, then script, region, variants
_ANNOUNCED = ("off", "finals", "stable")
MOST_WORDS, LONGEST_WORD = 100, 60  # alert words, and characters of one
_COLOUR = re.compile("#[0-9a-fA-F]{6}")
_EXPECTED = {
    bool: Sentence("true or false"),
    Path: Sentence("the path of a folder"),
    tuple: Sentence("a list of language codes, for example {example}", example='["en", "zh"]'),
}


class SettingInvalid(BadInput):
    """A setting holds what it cannot hold."""


def _setting(
    default: T,
    meaning: str,
    *,
    choices: tuple[str, ...] = (),
    low: float | None = None,
    high: float | None = None,
    words: bool = False,
    colour: bool = False,
) -> T:
    """One choice: its default, what it means (written beside it in the file) and what it may be. colour: #rrggbb."""
    limits = {"meaning": meaning, "choices": choices, "low": low, "high": high, "words": words, "colour": colour}
    return field(default=default, metadata=limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the user chose. A new setting is one line here; the file, its check and its comment follow.

    None (no key in the file) leaves the choice to Earshot. A changed setting is a new value (dataclasses.replace).
    Raises SettingInvalid for a value of the wrong type or out of its range.
    """

    interface_language: str = _setting("auto", "Language of the windows.", choices=("auto", "en", "zh"))
    theme: str = _setting(
        "auto",
        "Colours of the windows; auto: as the desktop, also its high contrast.",
        choices=("auto", "light", "dark", "high_contrast", "high_contrast_light"),
    )
    caption_font_size: int = _setting(28, "Size of the captions, in points.", low=8, high=200)
    overlay_lines: int = _setting(2, "Lines of captions in the overlay.", low=1, high=6)
    overlay_font: str | None = _setting(None, "Font family of the overlay; without it, the desktop's.")
    overlay_weight: str = _setting("medium", "Weight of its letters.", choices=("normal", "medium", "bold"))
    overlay_text_colour: str = _setting("#ffffff", "Colour of its text.", colour=True)
    overlay_tentative_colour: str = _setting("#b3d3df", "Colour of text that may still change.", colour=True)
    overlay_background: str = _setting("#0d1014", "Colour of its background.", colour=True)
    overlay_opacity: int = _setting(90, "Opacity of its background, in percent.", low=0, high=100)
    overlay_outline: int = _setting(0, "Outline around its letters, in pixels.", low=0, high=6)
    overlay_align: str = _setting("left", "Where its lines begin.", choices=("left", "centre", "right"))
    overlay_width: int = _setting(70, "Its width when it is set here, in percent of the screen.", low=20, high=100)
    overlay_settled_only: bool = _setting(False, "It shows only text that no longer changes.")
    overlay_locked: bool = _setting(False, "It lets the mouse through to what is below it.")
    source: str = _setting("mic", "Where sound comes from.", choices=("mic", "system", "both"))
    input_device: str | None = _setting(None, "The chosen microphone; without it, the system's default.")
    model: str | None = _setting(None, "The chosen model; without it, the best one at hand.")
    offline: bool = _setting(False, "Fetch no models, send no captions, use no model on another machine.")
    model_mirror: str | None = _setting(None, "Address that takes the place of Hugging Face's.")
    language: str | None = _setting(None, "The language that is spoken; without it, one of yours is detected.")
    languages: tuple[str, ...] | None = _setting(None, "Those you speak; without it, the desktop's and English.")
    chinese_script: str = _setting(
        "auto", "Characters of Chinese captions; auto: as the desktop.", choices=("auto", "simplified", "traditional")
    )
    record_audio: bool = _setting(True, "Keep the sound of each session as a FLAC file.")
    copy_media: bool = _setting(False, "Copy the sound files that are opened beside the recordings.")
    recordings_folder: Path | None = _setting(  # noqa: RUF009 - it gives a dataclass field, no shared value
        None, "Where the sound is kept; without it, Earshot's own folder."
    )
    caption_mode: str = _setting(
        "balanced",
        "Text while people speak: early (fast), still (calm) or in between.",
        choices=("fast", "balanced", "calm"),
    )
    endpoint_silence_scale: float = _setting(
        1.0, "How long a silence ends a sentence: 0.5 is hasty, 2.0 is patient.", low=0.5, high=2.0
    )
    context_finals: int = _setting(0, "So many earlier sentences are given to the model as context.", low=0, high=8)
    context_text: str | None = _setting(None, "What you talk about (agenda, topic, names), for models that use it.")
    threads: int = _setting(0, "Processor cores for recognition; 0 chooses by itself.", low=0, high=256)
    hotword_replacement: str = _setting(
        "careful", "Whether hotwords replace what sounds like them.", choices=("off", "careful", "always")
    )
    graphics: str = _setting(
        "auto",
        "Where models compute; auto: on a graphics card that has room.",
        choices=("auto", "cpu", "gpu"),
    )
    graphics_layers: int = _setting(
        0, "So many layers of a language model on the graphics card; 0: as many as fit.", low=0, high=999
    )
    underline_hotwords: bool = _setting(True, "Underline hotwords that were heard.")
    close_to_tray: bool = _setting(False, "Closing the window leaves Earshot in the tray, where there is one.")
    shortcut_captions: str | None = _setting(None, "Starts or stops captions from any program, as Ctrl+Alt+C.")
    shortcut_pause: str | None = _setting(None, "Pauses or resumes captions from any program.")
    shortcut_overlay: str | None = _setting(None, "Shows or hides the caption window from any program.")
    shortcut_mark: str | None = _setting(None, "Marks this moment in the captions from any program.")
    keep_screen_awake: bool = _setting(True, "The screen stays on while captions run and can be seen.")
    alert_words: tuple[str, ...] | None = _setting(None, "Words that stand out when they are heard.", words=True)
    alert_notification: bool = _setting(False, "Notify when an alert word is heard.")
    alert_sound: bool = _setting(False, "Play a sound when an alert word is heard.")
    mask_profanity: bool = _setting(False, "Show swear words with asterisks; the transcript keeps them.")
    announce_captions: str = _setting(
        "off", "What a screen reader reads: finished captions, or each word once it stays.", choices=_ANNOUNCED
    )
    introduced: bool = _setting(False, "The page of the first start was seen.")
    keep_transcripts: bool = _setting(True, "Keep what was said in the list of transcripts.")
    label_speakers: bool = _setting(
        False, "Tell speakers apart by voice, in captions and files; needs the model CAM++."
    )
    obs_address: str = _setting("localhost:4455", "Where OBS takes captions, as it was last chosen.")
    obs_source: str | None = _setting(None, "The text source of OBS that showed captions last.")
    obs_stream: bool = _setting(False, "Captions went into the stream of OBS last.")
    export_format: str = _setting("txt", "The format of an export that is proposed.")
    export_template: str | None = _setting(None, "The file of your own template of exports.")
    subtitle_preset: str = _setting("netflix", "Rules of subtitles: netflix, bbc, ebu, own, or a name of yours.")
    subtitle_limits: tuple[str, ...] | None = _setting(
        None, "Your own rules of subtitles: what differs from netflix, as lines=1.", words=True
    )
    subtitle_rules: tuple[str, ...] | None = _setting(
        None, "Others of your own, each with a name, as News/lines=1.", words=True
    )
    bin_days: int = _setting(
        0, "How many days a deleted transcript can be brought back; 0 is half a minute.", low=0, high=365
    )
    delete_after_days: int = _setting(
        0, "Delete transcripts after so many days, except those tagged keep; 0 keeps all.", low=0, high=3650
    )

    def __post_init__(self) -> None:
        for option in options():
            if complaint := option.complaint(getattr(self, option.name)):
                raise SettingInvalid(complaint)


@dataclass(frozen=True, slots=True)
class Option:
    """One setting as a form or a file sees it. kind: bool, int, float, str, Path or tuple (of texts).

    words: the texts are any words; otherwise they are language codes.
    """

    name: str
    kind: type
    optional: bool
    default: object
    meaning: str
    choices: tuple[str, ...]
    low: float | None
    high: float | None
    words: bool
    colour: bool

    def complaint(self, value: object) -> str | None:
        """What is wrong with `value` and what fits, or None where it fits."""
        if value is None and self.optional:
            return None
        if not self._right_type(value) or not self._in_range(value):
            what = "The setting {name} cannot be {value}. Use {expected}."
            return Sentence(what, name=self.name, value=_shown(value), expected=self._expectation())
        return None

    def _expectation(self) -> str:
        """What the setting may hold, as the end of a sentence."""
        if self.choices:
            return _one_of([f'"{choice}"' for choice in self.choices])
        if self.colour:
            return Sentence("a colour, for example {example}", example='"#ffffff"')
        if self.low is not None:
            return Sentence("a number from {low} to {high}", low=f"{self.low:g}", high=f"{self.high:g}")
        if self.words:
            example = '["Anna", "fire alarm"]'
            return Sentence("a list of at most {count} words, for example {example}", count=MOST_WORDS, example=example)
        return _EXPECTED.get(self.kind, Sentence("a text in quotation marks"))

    def from_file(self, value: object) -> object:
        """A value of the TOML file as this setting holds it; what does not fit is left for `complaint`."""
        try:
            if self.kind is float and isinstance(value, int) and not isinstance(value, bool):
                return float(value)
            if self.kind is Path and isinstance(value, str) and value:
                return Path(value).expanduser()
            if self.kind is tuple and isinstance(value, list):
                return tuple(value)
        except (OverflowError, RuntimeError):  # a number beyond all floats; the home of an unknown user
            return value
        return value

    def _right_type(self, value: object) -> bool:
        if isinstance(value, bool):
            return self.kind is bool
        if self.kind is float:
            return isinstance(value, int | float)
        return isinstance(value, self.kind)

    def _in_range(self, value: object) -> bool:
        if self.choices:
            return value in self.choices
        if isinstance(value, tuple):
            fits = _is_word if self.words else _CODE.fullmatch
            few = not self.words or len(value) <= MOST_WORDS
            return bool(value) and few and all(isinstance(each, str) and fits(each) for each in value)
        if self.colour:
            return isinstance(value, str) and _COLOUR.fullmatch(value) is not None
        if isinstance(value, str):
            return bool(value.strip())
        if self.low is None or self.high is None or not isinstance(value, int | float):
            return True
        return self.low <= value <= self.high


@cache
def options() -> tuple[Option, ...]:
    """All settings in the order of the file."""
    types = get_type_hints(Settings)
    return tuple(_option(each, types[each.name]) for each in fields(Settings))


def _option(each: Field[Any], hint: Any) -> Option:
    # Any: what get_type_hints gives has no narrower type.
    parts = get_args(hint) if get_origin(hint) is UnionType else (hint,)
    kind = next(part for part in parts if part is not type(None))
    return Option(each.name, get_origin(kind) or kind, type(None) in parts, each.default, **each.metadata)


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """Settings that can be used, and one plain sentence for each thing in the file that could not.

    put_aside_as: where the first save will put a malformed file; None for any other.
    """

    settings: Settings
    complaints: tuple[str, ...] = ()
    put_aside_as: Path | None = None


def load_settings(path: Path) -> LoadedSettings:
    """Read the file; a missing one means defaults. Never raises for what a file may hold.

    A malformed file is left as it is, so that it can be corrected; save_settings puts it aside.
    """
    try:
        content = path.read_bytes()
        return _from_table(_parsed(content))
    except FileNotFoundError:
        return LoadedSettings(Settings())
    except _Malformed as error:
        return replace(_in_part(path, content, error.reason), put_aside_as=place_aside(path))
    except OSError as error:
        return _unused(path, error.strerror or str(error))


def save_settings(path: Path, settings: Settings) -> None:
    """Write what differs from the defaults or stands in the file already; comments and unknown keys stay.

    The file is replaced as a whole. A malformed one is first put aside as settings.toml.unreadable.
    Raises CaptioningError where it cannot be written.
    """
    make_folder(path.parent)
    write_private(path, _merged(_present_text(path), settings).encode("utf-8"))


def _unused(path: Path, reason: str) -> LoadedSettings:
    sentence = Sentence(
        "The settings in {path} cannot be read: {reason}. Defaults are used until it is corrected.",
        path=path,
        reason=reason,
    )
    return LoadedSettings(Settings(), (sentence,))


def _in_part(path: Path, content: bytes, reason: str) -> LoadedSettings:
    """Of a malformed file: the lines that are settings by themselves, say those before the place where it was cut."""
    table: dict[str, object] = {}
    for line in content.removeprefix(codecs.BOM_UTF8).splitlines():
        if line.lstrip().startswith(b"["):
            break  # what follows is no setting of ours
        with suppress(_Malformed):
            table.update(_parsed(line))
    known = {option.name for option in options()}
    taken = _from_table({key: value for key, value in table.items() if key in known})
    if taken.settings == Settings():
        return _unused(path, reason)
    sentence = Sentence(
        "The settings in {path} cannot be read: {reason}. Those that can are used; the others have their defaults "
        "until it is corrected.",
        path=path,
        reason=reason,
    )
    return LoadedSettings(taken.settings, (sentence,))


class _Malformed(Exception):
    """The file is not TOML; reason: where and why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _parsed(content: bytes) -> dict[str, object]:
    text = ""
    try:
        text = content.decode("utf-8-sig")
        return tomllib.loads(text.replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        reason = Sentence("this is not UTF-8 text")
        raise _Malformed(Sentence("line {line}: {reason}", line=line, reason=reason)) from error
    except tomllib.TOMLDecodeError as error:
        raise _Malformed(_what_is_malformed(text, str(error))) from error
    except (ValueError, RecursionError) as error:
        raise _Malformed(Sentence("it holds a number or a nesting beyond all measure")) from error


def _what_is_malformed(content: str, message: str) -> str:
    place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)", message)
    if place is None:
        return message
    line = place[1] or str(len(content.splitlines()))
    said = message[: place.start()].lower()
    quoting = re.fullmatch(r"(illegal character|found invalid character|expected) (\S+|' ')", said)
    reason = Sentence(quoting[1] + " {sign}", sign=quoting[2]) if quoting else said
    return Sentence("line {line}: {reason}", line=line, reason=reason)


def _from_table(table: Mapping[str, object]) -> LoadedSettings:
    """What fits is taken, one key at a time, so that one wrong value costs one setting."""
    known = {option.name: option for option in options()}
    taken: dict[str, Any] = {}
    complaints = []
    for key, raw in table.items():
        if key not in known:
            complaints.append(_unknown(key, known))
            continue
        if key == "model" and raw == RETIRED_MODEL:
            what = 'The model "{name}" is no longer part of Earshot. Earshot chooses the model automatically.'
            complaints.append(Sentence(what, name=RETIRED_MODEL))
            continue
        value = known[key].from_file(raw)
        if complaint := known[key].complaint(value):
            complaints.append(complaint)
        else:
            taken[key] = value
    return LoadedSettings(replace(Settings(), **taken), tuple(complaints))


def _unknown(key: str, known: Mapping[str, Option]) -> str:
    from difflib import get_close_matches

    nearest = get_close_matches(key, known, n=1)
    if nearest:
        return Sentence("There is no setting {name}. Did you mean {nearest}?", name=_shown(key), nearest=nearest[0])
    return Sentence("There is no setting {name}. It is ignored.", name=_shown(key))


def _is_word(text: str) -> bool:
    return bool(text.strip()) and len(text) <= LONGEST_WORD


def _one_of(choices: list[str]) -> str:
    return Sentence("{earlier} or {last}", earlier=", ".join(choices[:-1]), last=choices[-1])


def _shown(value: object) -> str:
    value = list(value) if isinstance(value, tuple) else value
    text = str(value).lower() if isinstance(value, bool) else str(value)
    shortened = text if len(text) <= 40 else f"{text[:40]}..."
    return f'"{shortened}"' if isinstance(value, str) else shortened


def _present_text(path: Path) -> str:
    """The file as it stands, or nothing where there is none or it had to be put aside."""
    try:
        content = path.read_bytes()
        _parsed(content)
    except FileNotFoundError:
        return ""
    except _Malformed:
        _put_aside(path)
        return ""
    except OSError as error:
        raise CaptioningError(
            "The settings in {path} cannot be read: {reason}.",
            "Move what stands there away; then the settings can be saved.",
            path=path,
            reason=error.strerror or error,
        ) from error
    return content.decode("utf-8-sig")


def _put_aside(path: Path) -> None:
    try:
        os.rename(path, place_aside(path))
    except OSError as error:
        raise CaptioningError(
            "The malformed settings in {path} cannot be put aside: {reason}.",
            "Correct or remove that file; then the settings can be saved.",
            path=path,
            reason=error.strerror or error,
        ) from error


def _merged(content: str, settings: Settings) -> str:
    import tomlkit

    document = tomlkit.parse(content)
    for option in options():
        value = getattr(settings, option.name)
        if value is None:
            document.pop(option.name, None)
        elif option.name in document:
            document[option.name] = _for_file(value)
        elif value != option.default:
            # Beside the value: a comment on a line of its own would land behind a table, were there one.
            document.add(option.name, tomlkit.item(_for_file(value)).comment(option.meaning))
    return tomlkit.dumps(document)


def _for_file(value: object) -> Any:
    # Any: tomlkit takes whatever it can turn into a TOML item.
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, Path) else value
