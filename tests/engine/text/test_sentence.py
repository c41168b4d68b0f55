"""A sentence keeps its template and its values on every way that it goes."""

from __future__ import annotations

import copy
import io
import json
import pickle
from collections.abc import Callable
from dataclasses import asdict, replace

import pytest

from engine.errors import BadInput, CaptioningError
from engine.events import Degraded, EngineError
from engine.isolation import messages
from engine.models.fun_asr_nano.llm import wire
from engine.models.fun_asr_nano.llm.errors import DecoderFailed
from engine.text.sentence import Sentence, as_json, from_json

INNER = Sentence("{name} is empty.", name="talk.wav")
WHOLE = Sentence("Line {line} is not saved: {reason}", line=3, reason=INNER)


def over_a_pipe(sentence: str) -> str:
    pipe = io.BytesIO()
    messages.send(pipe, {"kind": "failed", "what": as_json(sentence)})
    pipe.seek(0)
    return from_json(messages.receive(pipe)[0]["what"])


def from_the_decoder(sentence: str) -> str:
    header = json.loads(json.dumps(wire.failure_message(1, DecoderFailed(sentence))))
    return wire.failure_of(header).what


WAYS: list[Callable[[str], str]] = [
    str,
    copy.copy,
    copy.deepcopy,
    lambda sentence: pickle.loads(pickle.dumps(sentence)),
    lambda sentence: str(ValueError(sentence)),
    lambda sentence: CaptioningError(sentence, sentence).remedy,
    lambda sentence: replace(EngineError(0, sentence, ""), fatal=True).what,
    lambda sentence: asdict(Degraded(0, sentence, ""))["what"],
    over_a_pipe,
    from_the_decoder,
]


@pytest.mark.parametrize("sent", WAYS)
def test_a_sentence_survives(sent: Callable[[str], str]) -> None:
    arrived = sent(WHOLE)
    assert isinstance(arrived, Sentence)
    assert (arrived, arrived.template, arrived.values) == (WHOLE, WHOLE.template, WHOLE.values)
    assert isinstance(arrived.values["reason"], Sentence)
    assert arrived.values["reason"].template == INNER.template


def test_it_reads_as_finished_english() -> None:
    assert WHOLE == "Line 3 is not saved: talk.wav is empty."


def test_a_value_is_harmless_and_no_template() -> None:
    assert Sentence("{name} is empty.", name="\x1b[2J{name}\n") == "{name}  is empty."


def test_both_sentences_of_an_error_take_its_values() -> None:
    error = BadInput("{path} is damaged.", "Remove {path}, or mend {{it}.", path="a.wav")
    assert (error.what, error.remedy) == ("a.wav is damaged.", "Remove a.wav, or mend {{it}.")
    assert str(error) == "a.wav is damaged. Remove a.wav, or mend {{it}."
    assert isinstance(error.what, Sentence)
    assert error.what.template == "{path} is damaged."


@pytest.mark.parametrize("nonsense", [None, 7, [], ["{a}"], ["{a}", 7], {"a": 1}, [7, {}]])
def test_nonsense_of_another_process_becomes_text(nonsense: object) -> None:
    assert from_json(nonsense) == str(nonsense)
