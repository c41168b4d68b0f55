"""Subtitles keep the rules of reading, or say where not: a checker that knows nothing of the exporter proves it."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.exporters import broken_rules, export
from app.exporters.cues import cues_of
from app.exporters.options import ExportOptions
from app.exporters.rules import PRESETS, rules_of
from app.transcripts.values import Transcript
from engine.errors import BadInput
from engine.events import Stream
from tests.app.exporters.test_exporters import evenly_spoken, final, transcript, transcripts
from tests.support.long_talk import long_talk
from tests.support.subtitle_rules import BBC, EBU, NETFLIX, Limits, Shown, broken, read_srt, read_vtt

CHECKERS = {"netflix": NETFLIX, "bbc": BBC, "ebu": EBU}


def checked(
    spoken: Transcript, kind: str, preset: str
) -> tuple[list[Shown], set[tuple[int, str]], set[tuple[int, str]]]:
    """The cues as another program reads them, what the checker finds in them, and what the exporter lists."""
    options = ExportOptions(rules_of(preset))
    cues = (read_srt if kind == "srt" else read_vtt)(export(spoken, kind, options))
    listed = {(each.start_ms, each.rule) for each in broken_rules(spoken, kind, options)}
    return cues, broken(cues, CHECKERS[preset]), listed


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("speakers", [1, 2])
def test_three_hours_of_talk_break_no_rule_that_is_not_listed(language: str, speakers: int) -> None:
    spoken = long_talk(3 * 3600, language, speakers)
    cues, found, listed = checked(spoken, "srt" if speakers == 1 else "vtt", "netflix")
    assert found - listed == set()
    assert len(found) < 0.02 * len(cues)  # at the speed of talk, hardly one
    assert "parted" not in {rule for _, rule in found | listed}


def test_a_cue_ends_elsewhere_where_its_lines_would_part_a_number() -> None:
    text = "while the river carried only 300 million litres which is about half of what"
    lines = [line for cue in cues_of(transcript(evenly_spoken(text, 0, 0.4))) for line in cue.lines]
    assert any("300 million litres" in line for line in lines)


@pytest.mark.parametrize("preset", list(PRESETS))
@pytest.mark.parametrize(("language", "speed"), [("en", 1.0), ("zh", 1.0), ("en", 2.5), ("zh", 5.0)])
def test_every_preset_lists_what_it_cannot_keep(preset: str, language: str, speed: float) -> None:
    for kind, speakers in (("srt", 1), ("srt", 2), ("vtt", 2)):
        _, found, listed = checked(long_talk(240, language, speakers, speed=speed), kind, preset)
        assert found - listed == set()
        assert (len(listed) > 0) or speed == 1.0  # nobody can read that fast


@settings(max_examples=60, deadline=None)
@given(transcripts(), st.sampled_from(["srt", "vtt"]))
def test_whatever_was_said_no_broken_rule_is_hidden(spoken: Transcript, kind: str) -> None:
    _, found, listed = checked(spoken, kind, "netflix")
    assert {each for each in found if each[1] != "parted"} <= listed
    assert not {"lines", "wide", "long"} & {rule for _, rule in found}


def test_the_checker_finds_each_kind_of_fault() -> None:
    cues = [
        Shown(0, 500, "x"),
        Shown(500, 9000, "a" * 43),
        Shown(9083, 10_000, "one\ntwo\nthree"),
        Shown(10_100, 11_000, "字" * 16),
        Shown(12_000, 13_000, "rose by 24\npercent"),
    ]
    rules = {rule for _, rule in broken(cues, NETFLIX)}
    assert rules == {"short", "gap", "wide", "long", "lines", "fast", "parted"}


@pytest.mark.parametrize("preset", list(PRESETS))
def test_the_checker_was_told_the_limits_of_each_preset(preset: str) -> None:
    assert Limits(**asdict(PRESETS[preset])) == CHECKERS[preset]


def test_a_single_limit_can_be_chosen() -> None:
    options = ExportOptions(rules_of("bbc", {"latin_line": 20, "lines": 1}))
    cues = read_srt(
        export(transcript(final(0, 20, "We came home late that night, and the house was dark.")), "srt", options)
    )
    assert max(len(cue.text) for cue in cues) <= 20
    assert "\n" not in "".join(cue.text for cue in cues)


@pytest.mark.parametrize(("preset", "changed"), [("itv", {}), ("bbc", {"lines": 9}), ("bbc", {"colour": 1.0})])
def test_a_limit_that_cannot_be_is_named(preset: str, changed: dict[str, float]) -> None:
    with pytest.raises(BadInput):
        rules_of(preset, changed)


def test_short_answers_of_two_speakers_share_a_cue_with_dashes() -> None:
    yes, no = final(1, 1.2, "Yes."), final(1.4, 1.8, "No.", number=1)
    both = transcript(replace(yes, stream=Stream.ME), replace(no, stream=Stream.OTHERS))
    (cue,) = read_vtt(export(both, "vtt"))
    assert cue.text == "- Yes.\n- No."
    assert "<v Me>- Yes.\n<v Others>- No." in export(both, "vtt")
    assert read_srt(export(both, "srt"))[0].text == "Me: Yes.\nOthers: No."
