"""earshot serve: transcription for other programs, over OpenAI's interface and Fun-ASR's."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.commands.caption import check_model, port_from

PORT = 8780
MOST_CLIENTS = 1000


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "serve",
        help="transcribe for other programs",
        description="Other programs on this computer use it as they use OpenAI's transcription: docs/serving.md.",
    )
    parser.add_argument("--model", metavar="NAME", help="a model of 'models' (default: the best one at hand)")
    parser.add_argument("--hotwords", type=Path, metavar="FILE", help="a list of words for all clients")
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (default: 127.0.0.1, this computer alone)")
    parser.add_argument("--port", type=port_from, default=PORT, help=f"default: {PORT}; 0 for a free one")
    parser.add_argument("--token", metavar="TEXT", help="what clients have to show (default: none on this computer)")
    parser.add_argument(
        "--max-clients", type=_clients, default=16, metavar="N", help="files, and streams, at once (default: 16)"
    )
    parser.set_defaults(handler=handle, parser=parser)


def handle(arguments: argparse.Namespace) -> int:
    from app.commands.serving import ServeOptions, serve

    check_model(arguments.model)
    options = ServeOptions(
        arguments.model, arguments.hotwords, arguments.host, arguments.port, arguments.token, arguments.max_clients
    )
    return serve(options)


def _clients(text: str) -> int:
    number = int(text)
    if not 1 <= number <= MOST_CLIENTS:
        raise ValueError(text)
    return number
