"""After a correction: the words that Earshot offers to learn, the list for them, and how they are stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from app.hotwords.entry import Entry, Parsed
from app.hotwords.learning import Correction, corrections
from app.hotwords.library import HotwordLibrary
from app.hotwords.profiles import Consent
from app.hotwords.reading import parse
from engine.errors import BadInput
from engine.text.borders import places_of
from engine.text.characters import is_han
from engine.text.chinese import phrases

LONGEST_NAME = 3  # Chinese characters; most names of people have no more
FEWEST_LATIN, FEWEST_HAN = 3, 2
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
"""The hundred or so that most people have, by the name reports of China's Ministry of Public Security: a name begins
with one, which says where the word begins that a corrected character belongs to."""


@dataclass(frozen=True, slots=True)
class Offer:
    """words: what the user may mean, in order. target: the list they would go to; it need not be there yet.

    at_once: the user said "always" before, and only gets a notice.
    """

    before: str
    after: str
    words: tuple[str, ...]
    target: str
    at_once: bool = False


def offer(library: HotwordLibrary, before: str, after: str, new_list: str) -> Offer | None:
    """What a correction of a sentence teaches; None where it teaches nothing, or the user wants nothing learnt.

    new_list: a name for the list where there is none yet.
    """
    profiles = library.profiles()
    if profiles.learning is Consent.NEVER:
        return None
    words = dict.fromkeys(_suggested(pair, before, after) for pair in corrections(before, after))
    wanted = tuple(word for word in words if _long_enough(word))
    if not wanted:
        return None
    return Offer(before, after, wanted, _target(library, new_list), profiles.learning is Consent.ALWAYS)


def offer_of(library: HotwordLibrary, word: str, new_list: str) -> Offer:
    """A word that the user chose in a caption that is right."""
    return Offer(word, word, (word,), _target(library, new_list))


def _target(library: HotwordLibrary, new_list: str) -> str:
    """The first list in use, which takes new words."""
    profiles, there = library.profiles(), library.names()
    return next((name for name in profiles.lists_of(profiles.active, there) if name in there), new_list)


def learn(library: HotwordLibrary, offered: Offer, words: Sequence[str]) -> tuple[str, ...]:
    """Keep the words, and what was heard for each, which helps to find them; returns those that are new in the list.

    Raises CaptioningError where they cannot be written, and BadInput for words that cannot stand in a list.
    """
    entries = parse("\n".join(words).encode("utf-8", errors="replace"), "utf-8").entries
    if not entries:
        raise BadInput("There is no word to learn.", "Type the word as it is to be written.")
    for entry in entries:
        if (heard := heard_for(offered.before, offered.after, entry.text)) is not None:
            library.learnt.add(Correction(heard, entry.text))
    return _added(library, offered.target, entries)


def answer_from_now_on(library: HotwordLibrary, consent: Consent) -> None:
    """Always or never, without asking again; ask brings the question back."""
    library.save_profiles(replace(library.profiles(), learning=consent))


def heard_for(before: str, after: str, meant: str) -> str | None:
    """The part of `before` that stands where `meant` stands in `after`; None where it stands there unchanged."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for begin, end in places_of(meant, after, same_case=True):
        heard = before[_origin(matcher, begin) : _end_of_origin(matcher, end)].strip()
        if heard and heard != meant:
            return heard
    return None


def _origin(matcher: SequenceMatcher[str], place: int) -> int:
    """Where the character of the corrected text that begins at `place` was before; a changed part is taken whole."""
    for kind, a, _, c, d in matcher.get_opcodes():
        if c <= place < d:
            return a + place - c if kind == "equal" else a
    return 0


def _end_of_origin(matcher: SequenceMatcher[str], place: int) -> int:
    """The same of the character that ends at `place`."""
    for kind, a, b, c, d in matcher.get_opcodes():
        if c < place <= d:
            return a + place - c if kind == "equal" else b
    return 0


def _added(library: HotwordLibrary, target: str, entries: Sequence[Entry]) -> tuple[str, ...]:
    if target not in library.names():
        library.create(target, Parsed())
    profiles = library.profiles()
    if profiles.active is not None and target not in (lists := profiles.lists[profiles.active]):
        library.save_profiles(profiles.with_profile(profiles.active, (*lists, target)))
    known = {entry.text.casefold() for entry in library.read(target).parsed.entries}
    new = [entry for entry in entries if entry.text.casefold() not in known]
    if new:
        library.change(target, new)
    return tuple(entry.text for entry in new)


def _suggested(pair: Correction, before: str, after: str) -> str:
    """The word that was meant. Of a Chinese word often one character is wrong: those around it come along.

    A guess, which the user sees and may change: a word of the dictionary, else a name, else the nearest characters.
    """
    at = after.find(pair.meant)
    if at < 0 or not all(map(is_han, pair.meant)) or len(pair.meant) >= FEWEST_HAN:
        return pair.meant
    at = _changed_place(before, after, pair.meant, at)
    known = ((begin, begin + length) for length in (4, 3, 2) for begin in range(at - length + 1, at + 1))
    names = ((at, at + 2), (at - 1, at + 1), (at - 2, at + 1))
    for begin, end in known:
        if begin >= 0 and after[begin:end] in phrases():
            return after[begin:end]
    for begin, end in names:
        name = after[max(0, begin) : end]
        if len(name) == end - begin and name[0] in SURNAMES and all(map(is_han, name)):
            return name
    return after[_nearest(after, at)]


def _nearest(text: str, at: int) -> slice:
    """A Chinese character with those before it, or, where there are none, with the one behind it."""
    begin, end = at, at + 1
    while begin > 0 and end - begin < LONGEST_NAME and is_han(text[begin - 1]):
        begin -= 1
    while end < len(text) and end - begin < FEWEST_HAN and is_han(text[end]):
        end += 1
    return slice(begin, end)


def _changed_place(before: str, after: str, meant: str, first: int) -> int:
    """Of several places of a character, the one that was changed."""
    for kind, _, _, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal" and meant in after[c:d]:
            return after.find(meant, c, d)
    return first


def _long_enough(word: str) -> bool:
    han = sum(map(is_han, word))
    return han >= FEWEST_HAN or (not han and sum(each.isalnum() for each in word) >= FEWEST_LATIN)
