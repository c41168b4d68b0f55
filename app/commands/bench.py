"""earshot bench: word errors and false captions of a model, on recordings with transcripts."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.terminal import report, say
from engine.errors import BadInput, CaptioningError

if TYPE_CHECKING:
    from app.scoring import Clip, ErrorCount
    from engine.models.recogniser import Recogniser, Request

_NOISE = "false-caption"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("bench", help="measure word errors and false captions on recordings")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="a folder with manifest.tsv files")
    parser.add_argument("--model", metavar="NAME", help="a model of 'models' (default: the best one at hand)")
    parser.add_argument("--language", metavar="CODE", help="what is spoken: en, zh, ... (default: the model listens)")
    parser.add_argument("--longest", type=float, default=60.0, metavar="S", help="leave out longer clips (default: 60)")
    parser.add_argument("--texts", action="store_true", help="print what was recognised of each clip")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the figures as one flat object")
    parser.set_defaults(handler=handle)


@dataclass(frozen=True, slots=True)
class Measured:
    """What was made of one clip. errors: None where nothing should have been said."""

    clip: Clip
    text: str
    errors: ErrorCount | None


def handle(arguments: argparse.Namespace) -> int:
    from app.files import try_writing, write_whole
    from app.folders import user_folders
    from app.model_store.loading import load_recogniser
    from app.model_store.remote import away
    from app.settings import load_settings
    from engine.models.recogniser import Request

    if arguments.json is not None:
        try_writing(arguments.json)
    clips = _clips(arguments.data, arguments.longest)
    began_s = _processor_s()
    settings = load_settings(user_folders().settings_file).settings
    recogniser = load_recogniser(arguments.model, 0, user_folders().models, away=away(lambda: settings))
    try:
        languages = recogniser.capabilities.languages
        wanted = [clip for clip in clips if _fits(clip, languages)]
        request = Request(arguments.language)
        measured = [_measure(clip, recogniser, request, arguments.texts) for clip in wanted]
        _report_skipped(len(clips) - len(wanted), languages)
    finally:
        recogniser.close()
    figures = print_tables(measured, say)
    audio_s = sum(each.clip.seconds for each in measured)
    if audio_s:
        figures["cpu_real_time_factor"] = (_processor_s() - began_s) / audio_s
        print(f"\nCPU seconds a second of sound, loading and partials included: {figures['cpu_real_time_factor']:.3f}")
    if arguments.json is not None:
        write_whole(arguments.json, (json.dumps(figures, indent=2) + "\n").encode())
    return 0


def _processor_s() -> float:
    """CPU seconds of this process and of those that it started and that have ended (a recogniser's own)."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _clips(folder: Path, longest_s: float) -> list[Clip]:
    """Those of every manifest below `folder` that lie beside it as files and have a score."""
    from app.scoring import read_manifest

    manifests = sorted(folder.rglob("manifest.tsv")) if folder.is_dir() else []
    if not manifests:
        raise BadInput(f"There is no manifest.tsv in {folder}.", "Name a folder that holds one beside its clips.")
    clips = [clip for manifest in manifests for clip in read_manifest(manifest)]
    return [c for c in clips if c.member is None and c.seconds <= longest_s and (c.measure or c.use == _NOISE)]


def _fits(clip: Clip, languages: Iterable[str]) -> bool:
    return clip.language is None or set(clip.language.split("+")) <= set(languages)


def _report_skipped(count: int, languages: Iterable[str]) -> None:
    if count:
        report(f"{count} clips in other languages than {', '.join(languages)} were left out.")


def _measure(clip: Clip, recogniser: Recogniser, request: Request, show: bool) -> Measured:
    from app.scoring import count_errors
    from app.transcribing import transcribe_file

    try:
        finals = transcribe_file(clip.audio, recogniser, request, partials=recogniser.capabilities.partials)
    except CaptioningError as unreadable:
        raise BadInput(f"{clip.name}: {unreadable.what}", unreadable.remedy) from unreadable
    text = " ".join(final.text for final in finals)
    errors = count_errors(clip.transcript, text, clip.measure, clip.language) if clip.measure else None
    if show:
        for line in (clip.name, f"  said  {clip.transcript or '-'}", f"  text  {text or '-'}"):
            say(line)
    return Measured(clip, text, errors)


def print_tables(measured: list[Measured], say: Callable[[str], None]) -> dict[str, float]:
    """Print the tables and return every figure by its name."""
    figures: dict[str, float] = {}
    scored = [each for each in measured if each.errors is not None]
    if scored:
        say(f"{'errors in':28} {'clips':>5} {'tokens':>7} {'sub':>5} {'del':>5} {'ins':>5} {'rate':>8}")
        for name, group in _groups(scored).items():
            figures |= _error_row(name, group, say)
    noise = [each for each in measured if each.clip.use == _NOISE]
    if noise:
        say("")
        say(f"{'false captions in':28} {'min':>5} {'characters':>11} {'a minute':>9}")
        for name, group in _groups(noise).items():
            figures |= _noise_row(name, group, say)
    return figures


def _groups(measured: list[Measured]) -> dict[str, list[Measured]]:
    """By language, measure and kind, then all of each language and measure together."""
    kinds: dict[str, list[Measured]] = {}
    totals: dict[str, list[Measured]] = {}
    for each in measured:
        total = f"{each.clip.language} {each.clip.use}" if each.clip.language else "all noise"
        kinds.setdefault(f"{total} {each.clip.kind}" if each.clip.language else each.clip.kind, []).append(each)
        totals.setdefault(total if each.clip.language is None else f"{total} all", []).append(each)
    return kinds | totals


def _error_row(name: str, group: list[Measured], say: Callable[[str], None]) -> dict[str, float]:
    from app.scoring import ErrorCount

    total = sum((each.errors for each in group if each.errors is not None), ErrorCount())
    say(
        f"{name:28} {len(group):5} {total.reference_length:7} {total.substitutions:5} {total.deletions:5} "
        f"{total.insertions:5} {100 * total.rate:7.1f} %"
    )
    return {f"error_rate_{_key(name)}": total.rate}


def _noise_row(name: str, group: list[Measured], say: Callable[[str], None]) -> dict[str, float]:
    characters = sum(len(each.text.replace(" ", "")) for each in group)
    minutes = sum(each.clip.seconds for each in group) / 60
    say(f"{name:28} {minutes:5.1f} {characters:11} {characters / minutes:9.1f}")
    return {f"false_characters_a_minute_{_key(name)}": characters / minutes}


def _key(name: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in name)
