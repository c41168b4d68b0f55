"""The excerpt of a final that a search result shows, with the places of its matches."""

from __future__ import annotations

from app.transcripts.search_text import SearchWord, query_phrases, search_words

SNIPPET_LENGTH = 120  # two lines of a list of results
_BEFORE = 40
_CUT = "\u2026"

Spans = tuple[tuple[int, int], ...]


def find_matches(text: str, query: str) -> Spans:
    """Where the phrases of `query` occur in `text`: (begin, end), in order, touching ones joined."""
    phrases = query_phrases(query)
    if not phrases:
        wanted = query.strip()
        place = text.find(wanted) if wanted else -1
        return ((place, place + len(wanted)),) if place >= 0 else ()
    words = search_words(text)
    found: list[tuple[int, int]] = []
    for number, phrase in enumerate(phrases):
        last = number == len(phrases) - 1
        found += [
            (words[i].begin, words[i + len(phrase) - 1].end)
            for i in range(len(words) - len(phrase) + 1)
            if _stands_at(words, i, phrase, beginning=last)
        ]
    return _joined(sorted(found))


def snippet_around(text: str, matches: Spans) -> tuple[str, Spans]:
    """At most SNIPPET_LENGTH characters (and the signs of a cut) with the first match in them.

    Returns them and the places of the matches that are whole inside.
    """
    if len(text) <= SNIPPET_LENGTH:
        return text, matches
    first = matches[0][0] if matches else 0
    begin = max(0, min(first - _BEFORE, len(text) - SNIPPET_LENGTH))
    blank = text.find(" ", begin, first)
    if begin and blank >= 0:
        begin = blank + 1
    end = min(len(text), begin + SNIPPET_LENGTH)
    head, tail = _CUT if begin else "", _CUT if end < len(text) else ""
    shift = len(head) - begin
    inside = tuple((b + shift, e + shift) for b, e in matches if b >= begin and e <= end)
    return head + text[begin:end] + tail, inside


def _stands_at(words: list[SearchWord], place: int, phrase: list[str], *, beginning: bool) -> bool:
    there = [word.text for word in words[place : place + len(phrase)]]
    if beginning:
        return there[:-1] == phrase[:-1] and there[-1].startswith(phrase[-1])
    return there == phrase


def _joined(spans: list[tuple[int, int]]) -> Spans:
    joined: list[tuple[int, int]] = []
    for begin, end in spans:
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return tuple(joined)
