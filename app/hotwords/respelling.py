"""Respells ARPABET phones for readers: "AE N T IY B ER T AH" becomes "an-tee-BUR-tuh"."""

from __future__ import annotations

_CONSONANTS = {"HH": "h", "JH": "j"}
_VOWELS = {
    # With a consonant behind it in its syllable, and without one.
    "AA": ("o", "ah"), "AE": ("a", "a"), "AH": ("u", "uh"), "AO": ("aw", "aw"), "AW": ("ow", "ow"),
    "AY": ("igh", "igh"), "EH": ("e", "eh"), "ER": ("ur", "ur"), "EY": ("ay", "ay"), "IH": ("i", "ih"),
    "IY": ("ee", "ee"), "OW": ("oh", "oh"), "OY": ("oy", "oy"), "UH": ("uu", "uu"), "UW": ("oo", "oo"),
}  # fmt: skip
_BEFORE_R = {"AA": "a", "AO": "o", "EH": "ai", "IH": "ee", "AH": "u"}
_SHORT = {"AA", "AE", "AH", "EH", "IH", "UH"}
_ONSETS = {
    "P R", "P L", "B R", "B L", "T R", "D R", "K R", "K L", "G R", "G L", "F R", "F L", "TH R", "SH R", "S L", "S M",
    "S N", "S P", "S T", "S K", "S W", "T W", "D W", "K W", "G W", "S T R", "S P R", "S K R", "S P L",
    "P Y", "B Y", "K Y", "F Y", "M Y", "V Y", "HH Y",
}  # fmt: skip
_STRESSED_BEFORE = (["SH", "AH", "N"], ["ZH", "AH", "N"], ["IH", "K"])  # -tion, -sion, -ic

Syllable = tuple[list[str], str, list[str]]
"""Consonants, vowel, consonants."""


def respelling(phones: str) -> str:
    """phones: of one word, separated by blanks. Syllables are joined by hyphens, the stressed one is in capitals.

    ARPABET from letters has no stress: it is guessed by the weight of the syllables, as in Latin. What has no vowel is
    written in small letters as it is. Source of the letters: the respellings of English dictionaries, without accents.
    """
    syllables = _syllables(phones.split())
    if not syllables:
        return "".join(map(_consonant, phones.split()))
    written = [_written(each) for each in syllables]
    if len(written) > 1:
        at = _stressed(syllables)
        written[at] = written[at].upper()
    return "-".join(written)


def _syllables(phones: list[str]) -> list[Syllable]:
    """Every vowel with the consonants before it, as many as English begins one with; the rest closes the last."""
    found: list[Syllable] = []
    waiting: list[str] = []
    for phone in phones:
        if phone not in _VOWELS:
            waiting.append(phone)
            continue
        cut = _onset_at(waiting) if found else 0
        if found:
            found[-1][2].extend(waiting[:cut])
        found.append((waiting[cut:], phone, []))
        waiting = []
    if found:
        found[-1][2].extend(waiting)
    return found


def _onset_at(consonants: list[str]) -> int:
    at = next((at for at in range(len(consonants)) if " ".join(consonants[at:]) in _ONSETS), len(consonants) - 1)
    return len(consonants) if consonants[-1:] == ["NG"] else max(at, 0)


def _stressed(syllables: list[Syllable]) -> int:
    onset, vowel, coda = syllables[-1]
    if len(syllables) == 2:
        return 0
    if any([*onset, vowel, *coda][-len(end) :] == end for end in _STRESSED_BEFORE):
        return len(syllables) - 2
    _, vowel, coda = syllables[-2]
    return len(syllables) - (3 if vowel in _SHORT and not coda else 2)


def _written(syllable: Syllable) -> str:
    onset, vowel, coda = syllable
    closed, opened = _VOWELS[vowel]
    letters = _BEFORE_R.get(vowel, closed) if coda[:1] == ["R"] else closed if coda else opened
    end = "ss" if coda == ["S"] else "".join(map(_consonant, coda))  # "s" alone might be read as a z
    return "".join(map(_consonant, onset)) + letters + end


def _consonant(phone: str) -> str:
    return _CONSONANTS.get(phone, phone.lower())
