"""Phones become a reading that anybody can say aloud."""

from __future__ import annotations

import pytest

from app.hotwords.respelling import respelling

READINGS = {
    "AE N T IY B ER T AH": "an-tee-BUR-tuh",
    "AA K AA N K W OW": "ah-KON-kwoh",  # a closed syllable before the last is the stressed one
    "K AH B ER N EH T EH S": "kuh-BUR-neh-tess",
    "M EH T AA P R AA L AA L": "meh-TAH-prah-lol",  # "pr" begins a syllable
    "AE N T IH B IH AA T IH K": "an-tih-bih-AH-tik",  # -ic
    "S T EY SH AH N": "STAY-shun",
    "N AE SH AH N AE L IH T IY": "na-shuh-NA-lih-tee",
    "K AA M F IY": "KOM-fee",
    "D AA K T AO R": "DOK-tor",
    "S IH NG IH NG": "SING-ing",  # nothing begins with ng
    "Z OW N": "zohn",
    "HH AA R T": "hart",
    "K IH R L": "keerl",
    "T AY M": "tighm",
    "JH OY": "joy",
    "S": "s",
    "": "",
}


@pytest.mark.parametrize(("phones", "reading"), READINGS.items())
def test_phones_are_respelled(phones: str, reading: str) -> None:
    assert respelling(phones) == reading
