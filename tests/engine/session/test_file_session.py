"""A file as a session."""

from __future__ import annotations

import os

import pytest

from engine.models.recogniser import Request
from engine.session.file_session import FilePart, FileSession
from engine.session.options import SessionOptions
from tests.support.recognisers import ScriptedRecogniser


def test_a_file_asks_for_text_that_does_not_depend_on_the_clock(sample):
    recogniser = ScriptedRecogniser(["good morning"] * 40)
    FileSession(FilePart(sample), recogniser, lambda event: None, SessionOptions(Request("en"), partials=False)).run()
    assert len(recogniser.requests) > 5
    assert all(each.repeatable and each.language == "en" for each in recogniser.requests)


@pytest.mark.skipif(os.name != "posix", reason="pipes have no names here")
def test_a_pipe_that_brings_nothing_is_waited_for_as_long_as_it_is_wanted(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    posted: list[object] = []
    asked = iter([True, False, False])
    session = FileSession(FilePart(tmp_path / "pipe"), ScriptedRecogniser([]), posted.append, SessionOptions())
    assert session.run(wanted=lambda: next(asked)) is False
    assert posted == []
