"""Captions to OBS, Zoom and YouTube from the terminal. Secrets come from the environment, the keyring or a prompt."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from typing import TYPE_CHECKING

from app.commands.terminal import report
from engine.errors import BadInput

if TYPE_CHECKING:
    from app.control.earshot import Earshot
    from app.outputs.caption_outputs import CaptionOutputs
    from app.outputs.choices import OutputChoice

OBS_PASSWORD, ZOOM_URL, YOUTUBE_URL = "EARSHOT_OBS_PASSWORD", "EARSHOT_ZOOM_URL", "EARSHOT_YOUTUBE_URL"


def add_outputs(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("captions elsewhere", "until the captions end: docs/serving.md")
    group.add_argument("--obs", metavar="HOST:PORT", help=f"OBS; its password: {OBS_PASSWORD}, or the keyring")
    group.add_argument("--obs-source", metavar="NAME", default="", help="with --obs: the text source that shows them")
    group.add_argument(
        "--obs-stream", action="store_true", help="with --obs: captions in the stream, Latin letters only"
    )
    group.add_argument("--zoom", action="store_true", help=f"a Zoom meeting; its API token: {ZOOM_URL}, or typed")
    group.add_argument("--youtube", action="store_true", help=f"a YouTube stream; its address: {YOUTUBE_URL}, or typed")


def outputs_from(arguments: argparse.Namespace) -> tuple[OutputChoice, ...]:
    """Raises BadInput."""
    from app.outputs.choices import obs_choice, youtube_choice, zoom_choice

    if arguments.obs is None and (arguments.obs_source or arguments.obs_stream):
        arguments.parser.error("--obs-source and --obs-stream go with --obs")
    found: list[OutputChoice] = []
    if arguments.obs is not None:
        password = os.environ.get(OBS_PASSWORD)
        found.append(obs_choice(arguments.obs, arguments.obs_source, arguments.obs_stream, password))
    if arguments.zoom:
        found.append(zoom_choice(_secret(ZOOM_URL, "API token of the Zoom meeting: ")))
    if arguments.youtube:
        found.append(youtube_choice(_secret(YOUTUBE_URL, "Caption address of the YouTube stream: ")))
    return tuple(found)


def _secret(variable: str, prompt: str) -> str:
    """From the environment, else typed unseen: the command line can be read by all users of the computer."""
    if (given := os.environ.get(variable)) is not None:
        return given
    if not sys.stdin.isatty():
        raise BadInput(f"{variable} is not set.", "Put the address into this variable: it is a secret.")
    return getpass.getpass(prompt)


def start_outputs(earshot: Earshot, choices: tuple[OutputChoice, ...]) -> CaptionOutputs:
    """How each stands is reported. Raises CaptioningError."""
    from app.outputs.caption_outputs import CaptionOutputs
    from app.outputs.feed import OutputStanding, OutputState

    outputs = CaptionOutputs(earshot, lambda: earshot.preferences.settings)
    reported: dict[str, OutputState] = {}

    def tell() -> None:
        for choice in choices:
            name, state = choice.kind.value, outputs.state(choice.kind)
            before, reported[name] = reported.get(name, OutputState()), state
            if state.what and (state.what, state.standing) != (before.what, before.standing):
                what = state.what if name in state.what else f"{name}: {state.what}"
                report(f"earshot: {what} {state.remedy}".rstrip())
            elif before.standing is OutputStanding.WAITING and state.standing is OutputStanding.RUNNING:
                report(f"earshot: {name}: captions arrive again.")

    outputs.followers.append(tell)
    for choice in choices:
        outputs.start(choice)
        report(f"earshot: {choice.sentence}")
    return outputs
