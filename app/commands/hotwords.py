"""earshot hotwords: the user's word lists, and what Earshot would make of them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.terminal import report, say, say_json
from engine.errors import BadInput, CaptioningError

if TYPE_CHECKING:
    from app.hotwords.entry import Parsed
    from app.hotwords.library import HotwordLibrary
    from app.hotwords.vocabulary import Vocabulary

FORMATS = ("txt", "tsv", "csv", "words", "pairs")
ALL_LISTS = "all"
FOUND_PROBLEMS = 3  # the same status as any other bad input


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("hotwords", help="word lists: show, import, export, test, check")
    parser.set_defaults(handler=show_lists, json=False)
    actions = parser.add_subparsers(metavar="ACTION")
    _add_list(actions)
    _add_import(actions)
    _add_export(actions)
    _add_test(actions)
    lint = actions.add_parser("lint", help="say what is wrong with a file or a list")
    lint.add_argument("file", metavar="FILE", help="a file, or the name of a list")
    lint.add_argument("--encoding", help="of the file (default: UTF-8)")
    lint.set_defaults(handler=lint_file)
    _add_profile(actions)


def _add_list(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = actions.add_parser("list", help="lists and profiles that are there")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(handler=show_lists)


def _add_import(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = actions.add_parser("import", help="make a list of a text file, TSV or CSV, also another program's")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--name", help="what to call the list (default: the file's name)")
    parser.add_argument("--encoding", help="of the file (default: UTF-8)")
    parser.set_defaults(handler=import_list)


def _add_export(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = actions.add_parser("export", help="print a list or write it to a file")
    parser.add_argument("name", metavar="LIST")
    parser.add_argument("--format", choices=FORMATS, default="txt", help="default: txt, which keeps everything")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT")
    parser.set_defaults(handler=export_list)


def _add_test(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = actions.add_parser("test", help="show which entries a sentence would bring up, and what replaces what")
    parser.add_argument("text", metavar="TEXT")
    parser.add_argument("--profile", metavar="NAME", help=f"default: the active one; '{ALL_LISTS}' for every list")
    parser.add_argument("--most", type=int, default=20, metavar="N", help="entries to show at most (default: 20)")
    parser.set_defaults(handler=test_text)


def _add_profile(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = actions.add_parser("profile", help="switch to a profile; with lists, make it of them first")
    parser.add_argument("name", metavar="NAME", help=f"'{ALL_LISTS}' for every list")
    parser.add_argument("lists", nargs="*", metavar="LIST")
    parser.set_defaults(handler=switch_profile)


def show_lists(arguments: argparse.Namespace) -> int:
    library = _library()
    lists = [library.read(name) for name in library.names()]
    profiles = library.profiles()
    if arguments.json:
        rows = [_row(each.name, each.parsed) for each in lists]
        found = {"folder": str(library.folder), "lists": rows, "profiles": profiles.lists, "active": profiles.active}
        say_json(found)
        return 0
    if not lists:
        say(f"There are no lists yet. 'hotwords import FILE' makes one, or put a text file into {library.folder}.")
    for each in lists:
        say(f"  {each.name:24} {_summary(each.parsed)}")
    for name, members in profiles.lists.items():
        say(f"{'*' if name == profiles.active else ' '} profile {name}: {', '.join(members) or 'no list'}")
    _report_faults(library.faults())
    return 0


def import_list(arguments: argparse.Namespace) -> int:
    from app.hotwords.foreign import doubts
    from app.hotwords.importing import import_file

    parsed = import_file(arguments.file, arguments.encoding)
    made = _library().create(arguments.name or arguments.file.stem, parsed)
    for problem in sorted((*parsed.problems, *doubts(parsed.entries)), key=lambda each: each.line):
        report(f"{arguments.file}, {problem}")
    say(f"Imported {made.name}: {_summary(made.parsed)}")
    return 0


def export_list(arguments: argparse.Namespace) -> int:
    from app.files import write_whole
    from app.hotwords.writing import exported

    text = exported(_readable(arguments.name), arguments.format)
    if arguments.output is None:
        sys.stdout.write(text)
    else:
        write_whole(arguments.output, text.encode("utf-8"))
    return 0


def test_text(arguments: argparse.Namespace) -> int:
    library = _library()
    vocabulary = _vocabulary(library, arguments.profile)
    _report_faults(vocabulary.faults)
    candidates = vocabulary.index.candidates(arguments.text, most=max(0, arguments.most))
    say(f"{len(vocabulary.hotwords)} entries, {len(candidates)} would be offered:")
    for each in candidates:
        say(f"  {each.score:.2f}  {each.hotword.text}: {each.reason}")
    _show_replacements(vocabulary, arguments.text)
    return 0


def _show_replacements(vocabulary: Vocabulary, text: str) -> None:
    from engine.hotwords.replacement import ReplacementMode, replace_hotwords

    rules = vocabulary.rule_set()
    for mode in ReplacementMode:
        replaced = replace_hotwords(text, vocabulary.index.matches(text), mode)
        by_rules = rules.apply(replaced.text)
        say(f"replacement {mode.value}: {by_rules.text}")
        for each in (*replaced.replacements, *by_rules.replacements):
            say(f"    {each.sentence}")
    for problem in rules.problems:
        report(f"The rule {problem.rule.title} is switched off: {problem.what}")


def lint_file(arguments: argparse.Namespace) -> int:
    from app.hotwords.importing import import_file
    from app.hotwords.lint import lint

    path = Path(arguments.file)
    is_list = not path.is_file() and arguments.file in _library().names()
    is_path = os.path.lexists(path) or len(path.parts) > 1
    parsed = import_file(path, arguments.encoding) if is_path and not is_list else _readable(arguments.file)
    problems = lint(parsed)
    for problem in problems:
        say(f"{arguments.file}, {problem}")
    say(f"{_summary(parsed)}; {len(problems)} remarks")
    return FOUND_PROBLEMS if any(each.skipped for each in problems) else 0


def switch_profile(arguments: argparse.Namespace) -> int:
    library = _library()
    profiles = library.profiles()
    for name in arguments.lists:
        library.read(name)
    if arguments.name == ALL_LISTS:
        library.save_profiles(replace(profiles, active=None))
        return 0
    if arguments.lists:
        profiles = profiles.with_profile(arguments.name, arguments.lists)
    _check_profile(arguments.name, profiles.lists)
    library.save_profiles(replace(profiles, active=arguments.name))
    _report_faults(library.faults())
    return 0


def _readable(name: str) -> Parsed:
    """Raises BadInput for a list that cannot be read: its export would be empty."""
    found = _library().read(name)
    if found.fault is not None and not found.parsed.entries and not found.parsed.rules:
        raise found.fault
    return found.parsed


def _report_faults(faults: Iterable[CaptioningError]) -> None:
    for each in faults:
        report(f"earshot: {each}")


def _vocabulary(library: HotwordLibrary, profile: str | None) -> Vocabulary:
    from app.hotwords.vocabulary import combined

    if profile == ALL_LISTS:
        lists = [library.read(name) for name in library.names()]
        faults = tuple(each.fault for each in lists if each.fault is not None)
        return replace(combined(lists, library.learnt.load()), faults=faults)
    if profile is not None:
        _check_profile(profile, library.profiles().lists)
    return library.vocabulary(profile)


def _check_profile(name: str, there: object) -> None:
    if not isinstance(there, dict) or name not in there:
        raise BadInput(f"There is no profile “{name}”.", "'hotwords profile NAME LIST...' makes one.")


def _library() -> HotwordLibrary:
    from app.folders import user_folders
    from app.hotwords.library import HotwordLibrary

    return HotwordLibrary(user_folders().hotwords)


def _row(name: str, parsed: Parsed) -> dict[str, object]:
    problems = [{"line": each.line, "what": each.what} for each in parsed.problems]
    return {"name": name, "entries": len(parsed.entries), "rules": len(parsed.rules), "problems": problems}


def _summary(parsed: Parsed) -> str:
    parts = [f"{len(parsed.entries)} entries"]
    if parsed.rules:
        parts.append(f"{len(parsed.rules)} rules")
    if skipped := sum(each.skipped for each in parsed.problems):
        parts.append(f"{skipped} lines cannot be used (see 'hotwords lint')")
    return ", ".join(parts)
