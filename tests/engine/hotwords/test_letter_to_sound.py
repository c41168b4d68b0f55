"""Words are given the sounds of their letters, whether or not a dictionary knows them."""

from __future__ import annotations

import pytest

from engine.hotwords.letter_to_sound import spell_out

PHONES = """
AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH
"""


@pytest.mark.parametrize(
    ("word", "phones"), [("nvm", "EH N V IY EH M"), ("zone", "Z OW N"), ("kyoto", "K IY AA T OW"), ("", "")]
)
def test_a_word_gets_a_plausible_pronunciation(word: str, phones: str) -> None:
    assert spell_out(word) == phones


@pytest.mark.parametrize("word", ["abcdefghijklmnopqrstuvwxyz", "eighteen", "rhythm", "xylophone", "o'neill", "quiche"])
def test_only_phones_of_the_inventory_are_used(word: str) -> None:
    assert set(spell_out(word).split()) <= set(PHONES.split())
