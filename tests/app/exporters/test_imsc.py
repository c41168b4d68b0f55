"""TTML keeps the text profile of IMSC 1.1: a grammar (imsc_text.rng) and what no grammar can say, over any text."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped] # ships no types

from app.exporters import export_bytes
from app.transcripts.values import Edits, Transcript
from tests.app.exporters.test_exporters import NASTY, final, transcript, transcripts
from tests.support.long_talk import long_talk

TT, TTS = "{http://www.w3.org/ns/ttml}", "{http://www.w3.org/ns/ttml#styling}"
ID = "{http://www.w3.org/XML/1998/namespace}id"
GRAMMAR = etree.RelaxNG(etree.parse(str(Path(__file__).with_name("imsc_text.rng"))))


def faults(content: bytes) -> list[str]:
    """Why a document is none of the text profile; empty where it is one."""
    try:  # an id that stands twice is told here
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        return [str(error)]
    found = [] if content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>') else ["not said to be UTF-8"]
    if root.getroottree().docinfo.doctype:
        found.append("a document type")
    if not GRAMMAR.validate(root):
        found += [str(each) for each in GRAMMAR.error_log]
    for kind, tag in (("region", f"{TT}region"), ("style", f"{TT}style")):
        there = {each.get(ID) for each in root.iter(tag)}
        wanted = {name for each in root.iter() for name in (each.get(kind) or "").split()}
        found += [f"{kind} {each} is not there" for each in wanted - there]
    found += [f"a region beyond the picture: {each.get(ID)}" for each in root.iter(f"{TT}region") if not _inside(each)]
    times = [(_ms(each.get("begin")), _ms(each.get("end"))) for each in root.iter(f"{TT}p")]
    found += [f"{begin} does not end" for begin, end in times if end <= begin]
    found += ["two at once"] if any(a[1] > b[0] for a, b in pairwise(times)) else []
    return found


def _inside(region: etree._Element) -> bool:
    """IMSC 1.1, 8.3: regions lie within the root container."""
    origin, extent = (
        [float(part[:-1]) for part in region.get(f"{TTS}{name}").split()] for name in ("origin", "extent")
    )
    return all(at + size <= 100 for at, size in zip(origin, extent, strict=True))


def _ms(clock: str) -> int:
    hours, minutes, seconds = clock.split(":")
    return round(1000 * (3600 * int(hours) + 60 * int(minutes) + float(seconds)))


@settings(max_examples=80, deadline=None)
@given(transcripts(), st.text(max_size=12), st.text(max_size=12), st.sampled_from([None, "en", "zh", "zh-Hant"]))
def test_whatever_was_said_it_is_a_document_of_the_profile(
    spoken: Transcript, title: str, speaker: str, language: str | None
) -> None:
    session = replace(spoken.session, title=title, language=language)
    named = {each.utterance_id: speaker for each in spoken.segments[::2]}
    assert faults(export_bytes(replace(spoken, session=session, edits=Edits(speakers=named)), "ttml")) == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_hour_of_two_speakers_is_a_document_of_the_profile(language: str) -> None:
    assert faults(export_bytes(long_talk(3600, language, 2), "ttml")) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'begin="00:00:00.000"', b'begin="0:0:0"'),
        (b"<body", b"<body lang='x'"),
        (b"imsc1.1/text", b"imsc1.1/image"),
        (b'region="bottom"', b'region="top"'),
        (b"80% 20%", b"90% 30%"),
        (b'textAlign="center"', b'textAlign="justified"'),
        (b"<span", b"<b"),
        (b'encoding="UTF-8"', b'encoding="utf8"'),
        (b'type="full"', b""),
        (b'xml:id="speaker1"', b'xml:id="bottom"'),
    ],
)
def test_the_checker_finds_each_kind_of_fault(old: bytes, new: bytes) -> None:
    spoken = replace(transcript(final(0, 9, NASTY)), edits=Edits(speakers={0: "Ann"}))
    content = export_bytes(spoken, "ttml")
    assert old in content
    changed = content.replace(old, new).replace(b"</span>", b"</b>" if new == b"<b" else b"</span>")
    assert faults(content) == []
    assert faults(changed) != []
