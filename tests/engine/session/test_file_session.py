"""A file as a session."""

from __future__ import annotations

from engine.models.recogniser import Request
from engine.session.file_session import FilePart, FileSession
from engine.session.options import SessionOptions
from tests.support.recognisers import ScriptedRecogniser


def test_a_file_asks_for_text_that_does_not_depend_on_the_clock(sample):
    recogniser = ScriptedRecogniser(["good morning"] * 40)
    FileSession(FilePart(sample), recogniser, lambda event: None, SessionOptions(Request("en"), partials=False)).run()
    assert len(recogniser.requests) > 5
    assert all(each.repeatable and each.language == "en" for each in recogniser.requests)
