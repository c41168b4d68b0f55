"""The word lists beside this module, and the inflected forms of English words."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

LISTS = Path(__file__).parent / "lists"
_VOWELS = "aeiou"


@cache
def sections(file: str) -> dict[str, tuple[str, ...]]:
    """Section name to its lines; a section begins with `[name]`, a line with `#` is a remark."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in (LISTS / file).read_text(encoding="utf-8").splitlines():
        line = line.strip()
        if line.startswith("[") and line.endswith("]") and "|" not in line:
            lines = found.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return {name: tuple(lines) for name, lines in found.items()}


@cache
def words(file: str, section: str) -> tuple[str, ...]:
    """The words of a section, which stand apart by blanks; `_` within one stands for a blank. Each once."""
    every = " ".join(sections(file)[section]).split()
    return tuple(dict.fromkeys(word.replace("_", " ") for word in every))


@dataclass(frozen=True, slots=True)
class Verb:
    """The five forms: write, writes, wrote, written, writing."""

    base: str
    third: str
    past: str
    participle: str
    ing: str


@cache
def verb(entry: str) -> Verb:
    """From `plan+` (doubles its last letter), `call`, `ask about` or the irregular `write/wrote/written`."""
    if " " in entry:
        tail = " " + entry.split("/")[0].split(" ", 1)[1]
        forms = verb("/".join(form.split(" ")[0] for form in entry.split("/")))
        return Verb(*(form + tail for form in (forms.base, forms.third, forms.past, forms.participle, forms.ing)))
    base, *irregular = entry.split("/")
    doubled = base.endswith("+")
    base = base.rstrip("+")
    stem = base + base[-1] if doubled else base
    past = irregular[0] if irregular else _past(stem)
    return Verb(base, plural(base), past, irregular[1] if len(irregular) > 1 else past, _ing(stem, base))


def _past(stem: str) -> str:
    if stem.endswith("e"):
        return stem + "d"
    if stem.endswith("y") and stem[-2] not in _VOWELS:
        return stem[:-1] + "ied"
    return stem + "ed"


def _ing(stem: str, base: str) -> str:
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "ye", "oe")):
        return base[:-1] + "ing"
    return stem + "ing"


def plural(entry: str) -> str:
    """The plural of a noun (`child/children` gives its own), and the third person of a verb."""
    if "/" in entry:
        return entry.split("/")[1]
    if entry.endswith("y") and entry[-2] not in _VOWELS:
        return entry[:-1] + "ies"
    if entry.endswith(("s", "x", "z", "ch", "sh")) or (entry.endswith("o") and entry[-2] not in _VOWELS):
        return entry + ("s" if entry.endswith(("photo", "piano", "memo", "video", "radio", "logo", "demo")) else "es")
    return entry + "s"


def singular(entry: str) -> str:
    """The noun itself of a list's entry."""
    return entry.split("/")[0]
