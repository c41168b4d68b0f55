"""`earshot models remote`: models that compute on another machine."""

from __future__ import annotations

import argparse
from getpass import getpass

from app.commands.terminal import report, say

_KINDS = {
    "vllm": "the language model of an installed Fun-ASR model or FireRedASR-LLM on vLLM: embeddings are sent",
    "openai": "a server with OpenAI's transcription API: sound is sent",
    "fun-asr": "a realtime server of Fun-ASR: sound is sent",
}


def add_parser(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = actions.add_parser("remote", help="models that compute on another machine")
    parser.set_defaults(handler=list_remote)
    acts = parser.add_subparsers(metavar="ACTION")
    add = acts.add_parser("add", help="add one; nothing is sent yet")
    add.add_argument("name", metavar="NAME", help="to be chosen as remote-NAME")
    add.add_argument("address", metavar="ADDRESS", help="http://HOST:PORT, or ws://HOST:PORT for fun-asr")
    add.add_argument(
        "--kind",
        choices=_KINDS,
        default="openai",
        help="; ".join(f"{kind}: {meaning}" for kind, meaning in _KINDS.items()) + "; default openai",
    )
    add.add_argument("--model", default="", help="its name on that machine (the first that is listed if left out)")
    add.add_argument("--local", default="", help="for vllm: the installed model (a Fun-ASR model if left out)")
    add.add_argument("--languages", default="", metavar="CODES", help="that it knows, as en,zh")
    add.add_argument("--ask-key", action="store_true", help="ask for the server's key, and keep it in the keyring")
    add.set_defaults(handler=add_remote)
    listing = acts.add_parser("list", help="those that were added")
    listing.set_defaults(handler=list_remote)
    for act, meaning, handler in (
        ("test", "connect, and have a moment of Earshot's own sample recording transcribed", test_remote),
        ("remove", "remove one, and its key", remove_remote),
    ):
        one = acts.add_parser(act, help=meaning)
        one.add_argument("name", metavar="NAME")
        one.set_defaults(handler=handler)


def add_remote(arguments: argparse.Namespace) -> int:
    from app.model_store.remote import RemoteForm
    from app.model_store.remote import add_remote as add
    from app.model_store.store import ModelStore

    key = getpass("Key: ") if arguments.ask_key else None
    languages = tuple(code.strip() for code in arguments.languages.split(",") if code.strip())
    wanted = (arguments.name, arguments.kind, arguments.address, arguments.model, arguments.local)
    entry = add(ModelStore(), RemoteForm(*wanted, key, languages))
    say(f"Added {entry.name}: {entry.title}. Once it is chosen, {_sent(entry.remote)}")
    say(f"Try it with: earshot models remote test {entry.name}")
    return 0


def list_remote(_arguments: argparse.Namespace) -> int:
    from app.model_store.store import ModelStore

    found = [entry for entry in ModelStore().list() if entry.remote is not None]
    for entry in found:
        problem = f" It cannot be used. {entry.problem}" if entry.problem else ""
        say(f"{entry.name:<24} {entry.title}: {_sent(entry.remote)}{problem}")
    if not found:
        report("No model on another machine was added.")
    return 0


def test_remote(arguments: argparse.Namespace) -> int:
    from app.folders import user_folders
    from app.model_store.remote import away, try_remote
    from app.model_store.store import ModelStore
    from app.settings import load_settings

    settings = load_settings(user_folders().settings_file).settings
    answered = try_remote(ModelStore(), arguments.name, away(lambda: settings))
    say(f"It works: {answered} answered.")
    return 0


def remove_remote(arguments: argparse.Namespace) -> int:
    from app.model_store.remote import remote_entry
    from app.model_store.store import ModelStore

    store = ModelStore()
    store.remove(remote_entry(store, arguments.name).name)
    say(f"Removed {arguments.name}.")
    return 0


def _sent(model: object) -> str:
    from engine.models.away import RemoteModel

    assert isinstance(model, RemoteModel)
    if not model.leaves_the_computer:
        return "nothing leaves this computer."
    return f"{'embeddings of the sound go' if model.sends == 'embeddings' else 'sound goes'} to {model.host}."
