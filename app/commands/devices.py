"""earshot devices: the sources that can be heard now."""

from __future__ import annotations

import argparse

from app.commands.terminal import say, say_json


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("devices", help="list microphones and speakers that can be heard")
    parser.add_argument("--json", action="store_true", help="print one JSON list")
    parser.set_defaults(handler=handle)


def handle(arguments: argparse.Namespace) -> int:
    from engine.audio.devices import list_devices

    devices = list_devices()
    if arguments.json:
        rows = [{"kind": d.kind.value, "id": d.id, "title": d.title, "default": d.default} for d in devices]
        say_json(rows)
        return 0
    if not devices:
        say("No microphone and no speaker can be heard on this computer.")
    for device in devices:
        mark = "*" if device.default else " "
        say(f"{mark} {device.kind.value:6}  {device.title}  ({device.id})")
    return 0
