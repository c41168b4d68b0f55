"""What belongs to the talk, the user's own text and earlier sentences, reaches a model that uses it, and no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import soundfile

from app.choices import LiveOptions, SourceChoice, SourceKind
from app.cli import run
from app.control.degradations import degradations
from app.folders import portable_folders
from app.model_store.offer import offered_models
from app.settings import Settings, load_settings, save_settings
from engine.events import CaptionEvent, SessionEnded
from engine.models.recogniser import Capabilities, Request
from engine.models.whisper import tokens
from engine.models.whisper.recogniser import MOST_PREVIOUS, WhisperUtterance
from tests.support.listening import ReadEarshot
from tests.support.recognisers import SCRIPTED, ScriptedRecogniser
from tests.support.tiny_whisper import tiny_tokenizer

AGENDA = "Budget with Anna Okonkwo.\nThe ferry to Skaldvik."
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def heard(tmp_path: Path, sample: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[tuple[str, ...]]]:
    """The context of each utterance of a session over the sample's first sentences."""
    sound, rate = soundfile.read(sample, dtype="float32")
    soundfile.write(tmp_path / "clip.flac", sound[: 12 * rate], rate)

    def session(settings: Settings, options: LiveOptions, capabilities: Capabilities) -> list[tuple[str, ...]]:
        scripted = ScriptedRecogniser(["said"] * 20)
        scripted.capabilities = capabilities
        monkeypatch.setattr("app.model_store.loading.load_recogniser", lambda *_asked: scripted)
        earshot = ReadEarshot(settings, portable_folders(tmp_path / "home"))
        earshot.session.start(SourceChoice(SourceKind.FILE, path=tmp_path / "clip.flac", paced=False), options)
        events: list[CaptionEvent] = []
        while not any(isinstance(event, SessionEnded) for event in events):
            earshot.reader.wait(0.2)
            events += earshot.reader.drain()
        earshot.close()
        return [request.context for request in scripted.requests if request.language == "en"]  # not the measuring

    return session


FINALS = LiveOptions(partials=False)


def test_the_users_text_stands_before_the_earlier_sentences(heard):
    contexts = heard(Settings(language="en", context_text=AGENDA, context_finals=1), FINALS, SCRIPTED)
    assert contexts[0] == (AGENDA,)
    assert contexts[1] == (AGENDA, "said")


def test_a_text_for_one_session_takes_the_place_of_the_setting(heard):
    contexts = heard(Settings(language="en", context_text=AGENDA), replace(FINALS, context="Only this."), SCRIPTED)
    assert set(contexts) == {("Only this.",)}


def test_a_model_that_does_not_use_it_is_given_none(heard):
    contexts = heard(
        Settings(language="en", context_text=AGENDA, context_finals=2), FINALS, replace(SCRIPTED, context=False)
    )
    assert set(contexts) == {()}


@pytest.mark.parametrize("given", ["Okonkwo and Skaldvik", "@agenda.txt"])
def test_the_command_hands_it_on(given, tmp_path, sample, monkeypatch):
    (tmp_path / "agenda.txt").write_text("Okonkwo and Skaldvik\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    asked: list[str | None] = []
    monkeypatch.setattr(
        "app.commands.captioning.caption", lambda _choice, options, *_rest: asked.append(options.context) or 0
    )
    assert run(["caption", str(sample), "--context", given], None) == 0
    assert asked == ["Okonkwo and Skaldvik"]


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_told(content, tmp_path, sample, capsys):
    path = tmp_path / "agenda.txt"
    if content is not None:
        path.write_bytes(content)
    assert run(["caption", str(sample), "--context", f"@{path}"], None) == 3
    assert str(path) in capsys.readouterr().err


def test_a_text_of_several_lines_survives_being_saved(tmp_path):
    save_settings(tmp_path / "settings.toml", Settings(context_text=AGENDA))
    assert load_settings(tmp_path / "settings.toml").settings.context_text == AGENDA


# -- what a model is told of, and what it leaves unanswered --------------------------------------------------


def told(capabilities: Capabilities, request: Request, word_times: bool = False) -> list[str]:
    return [each.what for each in degradations(capabilities, ("en",), request, word_times)]


@pytest.mark.parametrize(
    ("lacks", "request_", "word_times", "says"),
    [
        ("context", Request(context=(AGENDA,)), False, "does not use the text"),
        ("hotwords", Request(hotwords=("Okonkwo",)), False, "does not listen for your vocabulary"),
        ("word_times", Request(), True, "no times for single words"),
    ],
)
def test_each_capability_that_is_wanted_and_missing_is_told(lacks, request_, word_times, says):
    (what,) = told(replace(SCRIPTED, **{lacks: False}), request_, word_times)
    assert says in what
    assert told(SCRIPTED, request_, word_times) == []
    assert told(replace(SCRIPTED, **{lacks: False}), Request()) == []


@pytest.mark.parametrize("name", ["mini", "whisper-base"])
def test_what_the_list_of_models_says_is_what_the_loaded_model_does(name, whisper_base, tmp_path):
    from app.model_store.loading import load_recogniser

    (offered,) = [each for each in offered_models(tmp_path) if each.name == name]
    loaded = load_recogniser(name, 1)
    loaded.close()
    assert (offered.context, offered.hotwords) == (loaded.capabilities.context, loaded.capabilities.hotwords)


# -- Whisper -------------------------------------------------------------------------------------------------


class TokensAlone:
    """What a prompt is made of; nothing is decoded."""

    bins = 80
    tokens = tokens.Tokens(tiny_tokenizer(), multilingual=True)


def previous(context: tuple[str, ...], hotwords: tuple[str, ...] = ()) -> str:
    ids = WhisperUtterance(TokensAlone(), Request("en", context=context, hotwords=hotwords))._previous()
    assert len(ids) <= MOST_PREVIOUS
    return TokensAlone.tokens.decode(ids)


def test_whisper_reads_the_context_as_what_came_before_and_the_vocabulary_last():
    assert previous((AGENDA, "First.")) == f" {AGENDA} First."
    assert previous(("First.",), ("Skaldvik",)) == " First. Glossary: Skaldvik."


def test_of_a_long_context_whisper_reads_the_end():
    found = previous(("word " * 500, "The last sentence."), ("Skaldvik",))
    assert found.endswith("The last sentence. Glossary: Skaldvik.")
