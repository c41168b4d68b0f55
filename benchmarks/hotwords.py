"""What hotword retrieval costs and finds: python benchmarks/hotwords.py [--json hotwords.json]

Utterances of about 15 s (65 Chinese characters, 40 English words, or half of each) hold two entries of the list as a
CTC branch would get them wrong: Chinese characters become others of the same or a confusable sound, Latin names are
respelled by ear and cut in two. Lists hold 10 to 10,000 made-up names; whatever is not said is a distractor.
Every figure for Earshot stands beside what a user would write with rapidfuzz alone: partial_ratio over the texts'
pinyin and small letters, entries prepared in advance. Both take turns on the same utterances, so that whatever else
the machine does meets both. Everything is seeded. recall: entries said that are among the 20 offered; top: that are
among as many first ones as were said; chance: entries offered a sentence in which none was said. careful: entries said
that careful replacement puts right by itself; wrong: what else it replaced. Wall times say what a session waits on
this machine as it is; cpu is the thread's own time, and ratio is taken from it.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz, process

from engine.hotwords.entries import Hotword
from engine.hotwords.replacement import ReplacementMode, replace_hotwords
from engine.hotwords.retrieval import MOST, HotwordIndex
from engine.text.chinese import phrases

SIZES = (10, 100, 1_000, 10_000)
SAID = 2
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢"
    "姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺顾毛郝龚邵"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建文斌辉鹏飞宇浩然晨曦思远嘉怡梓涵雨桐子轩欣佳"
    "俊博诗琪梦瑶志国庆春梅雪松岩峰海波云天翔龙凤琳珊莹倩婷慧贤德昌荣光耀"
)
ROOTS = [
    "nova", "quant", "vector", "stell", "aqua", "cyber", "hydra", "meta", "neuro", "omni", "pyra", "sol",
    "terra", "ultra", "zen", "arc", "brio", "cal", "del", "fen", "gal", "hel", "ister", "jun", "kor", "lum",
    "mar", "nel", "orb", "pol", "ris", "sal", "tor", "vel", "wen", "xan", "yor",
]  # fmt: skip
ENDINGS = [
    "ix", "ium", "etics", "ora", "able", "base", "cloud", "core", "desk", "flow", "graph", "hub", "lab",
    "line", "mind", "ops", "path", "scope", "soft", "stack", "sync", "tech", "ware", "works", "tron",
]  # fmt: skip
CHINESE = [
    "今天上午我们先讨论一下这个季度的工作安排", "大家对新的方案有什么意见都可以提出来", "昨天的结果比预想的要好一些",
    "下一步需要把数据整理清楚再发给客户", "这个问题我们以后再找时间详细说明", "请把会议记录整理好以后发到群里",
    "项目的进度目前看起来还算正常", "如果没有别的问题我们就继续往下走", "天气这么热大家注意休息多喝水",
]  # fmt: skip
ENGLISH = [
    "so the first thing that we need to look at today is the plan for next week", "i think that most people agree",
    "there are some problems left but nothing that would stop us from going on", "please send the slides after lunch",
    "we have seen better numbers than last year and the team is very happy about it", "that is all from my side",
    "let me know when you are ready and then we can start with the second part of it", "it takes about an hour",
]  # fmt: skip
CONFUSED = [("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"), ("l", "n"), ("h", "f")]
BY_EAR = [
    ("ph", "f"), ("c", "k"), ("qu", "kw"), ("x", "ks"), ("y", "i"), ("ee", "ea"), ("oo", "u"), ("er", "or"), ("z", "s"),
    ("v", "f"), ("d", "t"), ("ck", "k"), ("ium", "eum"), ("ou", "ow"), ("able", "abel"), ("e", "i"), ("b", "p"),
]  # fmt: skip


@dataclass(frozen=True)
class Spoken:
    """A text as it was heard, and the entries that were said in it."""

    text: str
    said: tuple[str, ...]


@dataclass
class Tally:
    """Of one method on one list."""

    seconds: list[float]
    cpu: list[float]
    recalled: int = 0
    top: int = 0
    chance: int = 0


def main() -> None:
    options = _options()
    homophones = _homophones()
    figures: dict[str, float] = {}
    print(f"{'language':8} {'entries':>7} {'method':9} {'median ms':>9} {'p95 ms':>7} {'cpu ms':>6} {'ratio':>6} "
          f"{'recall':>7} {'top':>6} {'chance':>7} {'careful':>8} {'wrong':>6}")  # fmt: skip
    for language in ("zh", "en", "mixed"):
        for size in SIZES:
            figures |= measure(language, size, options.utterances, homophones)
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def measure(language: str, size: int, count: int, homophones: dict[str, list[str]]) -> dict[str, float]:
    """Both methods on one list, in turns; a row each."""
    chance = random.Random(f"{language} {size}")
    names = _names(chance, language, size)
    spoken = [_utterance(chance, language, names, homophones, SAID if at % 2 else 0) for at in range(count)]
    began = time.perf_counter()
    index = HotwordIndex(Hotword(name) for name in names)
    built_s = time.perf_counter() - began
    plain = _plain_scan(names)
    methods: dict[str, Callable[[str], Sequence[str]]] = {
        "earshot": lambda text: [each.hotword.text for each in index.candidates(text)],
        "rapidfuzz": plain,
    }
    tallies = {name: Tally([], []) for name in methods}
    index.candidates(spoken[0].text)  # the tables of the index are made on the first search
    for each in spoken:
        for name, search in methods.items():
            _count(tallies[name], each, search)
    right, wrong, possible = _replaced(index, spoken)
    replaced = f"{100 * right / possible:7.1f}% {wrong:6}"
    return _report(f"{language}.{size}", tallies, spoken, replaced) | {
        f"{language}.{size}.build_s": built_s,
        f"{language}.{size}.careful_right": right / possible,
        f"{language}.{size}.careful_wrong": wrong,
    }


def _count(tally: Tally, spoken: Spoken, search: Callable[[str], Sequence[str]]) -> None:
    began, cpu = time.perf_counter(), time.thread_time()
    found = search(spoken.text)
    tally.cpu.append(time.thread_time() - cpu)
    tally.seconds.append(time.perf_counter() - began)
    if not spoken.said:
        tally.chance += len(found)
    tally.recalled += len(set(found) & set(spoken.said))
    tally.top += len(set(found[: len(spoken.said)]) & set(spoken.said))


def _replaced(index: HotwordIndex, spoken: Sequence[Spoken]) -> tuple[int, int, int]:
    """(entries put right by careful replacement, wrong replacements, entries said)."""
    right = wrong = 0
    for each in spoken:
        done = replace_hotwords(each.text, index.matches(each.text), ReplacementMode.CAREFUL).replacements
        right += sum(replacement.meant in each.said for replacement in done)
        wrong += sum(replacement.meant not in each.said for replacement in done)
    return right, wrong, sum(len(each.said) for each in spoken)


def _report(name: str, tallies: dict[str, Tally], spoken: Sequence[Spoken], replaced: str) -> dict[str, float]:
    said = sum(len(each.said) for each in spoken)
    silent = sum(not each.said for each in spoken)
    mine = statistics.median(tallies["earshot"].cpu)
    figures: dict[str, float] = {}
    language, size = name.split(".")
    for method, tally in tallies.items():
        seconds, cpu = sorted(tally.seconds), statistics.median(tally.cpu)
        row = {
            "median_ms": 1000 * statistics.median(seconds),
            "p95_ms": 1000 * seconds[int(0.95 * len(seconds))],
            "cpu_ms": 1000 * cpu,
            "ratio": cpu / mine,
            "recall": tally.recalled / said,
            "top": tally.top / said,
            "chance": tally.chance / silent,
        }
        print(
            f"{language:8} {size:>7} {method:9} {row['median_ms']:9.2f} {row['p95_ms']:7.2f} {row['cpu_ms']:6.2f} "
            f"{row['ratio']:6.1f} {100 * row['recall']:6.1f}% {100 * row['top']:5.1f}% {row['chance']:7.1f} "
            f"{replaced if method == 'earshot' else ''}".rstrip()
        )
        figures |= {f"{name}.{method}.{key}": value for key, value in row.items()}
    return figures


def _plain_scan(names: Sequence[str]) -> Callable[[str], Sequence[str]]:
    prepared = [_flat(name) for name in names]

    def search(text: str) -> Sequence[str]:
        found = process.extract(_flat(text), prepared, scorer=fuzz.partial_ratio, limit=MOST, score_cutoff=70)
        return [names[at] for _, _, at in found]

    return search


def _flat(text: str) -> str:
    return "".join(lazy_pinyin(text)).lower()


# -- what is said ----------------------------------------------------------------------------------------------


def _names(chance: random.Random, language: str, size: int) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < size:
        chinese = language == "zh" or (language == "mixed" and len(names) % 2 == 0)
        names[_chinese_name(chance) if chinese else _latin_name(chance)] = None
    return list(names)


def _chinese_name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2))))


def _latin_name(chance: random.Random) -> str:
    roots = "".join(chance.choices(ROOTS, k=chance.choice((1, 1, 2))))
    return (roots + chance.choice(ENDINGS)).capitalize()


def _utterance(
    chance: random.Random, language: str, names: Sequence[str], homophones: dict[str, list[str]], count: int
) -> Spoken:
    said = tuple(chance.sample(names, count))
    sentences = _sentences(chance, language)
    for name in said:
        heard = _misheard(chance, name, homophones)
        at = chance.randrange(len(sentences) + 1)
        sentences.insert(at, heard)
    return Spoken(" ".join(sentences) if language != "zh" else "".join(sentences), said)


def _sentences(chance: random.Random, language: str) -> list[str]:
    if language == "zh":
        return chance.sample(CHINESE, 3)
    if language == "en":
        return chance.sample(ENGLISH, 3)
    return [*chance.sample(CHINESE, 2), chance.choice(ENGLISH)]


def _misheard(chance: random.Random, name: str, homophones: dict[str, list[str]]) -> str:
    """One error in a short name, up to two in a longer one."""
    if not name.isascii():
        places = chance.sample(range(len(name)), min(len(name), chance.choice((1, 2))))
        return "".join(_other(chance, each, homophones) if at in places else each for at, each in enumerate(name))
    heard = name.lower()
    for wrong, right in chance.sample([pair for pair in BY_EAR if pair[0] in heard][:6] or [("", "")], 1):
        heard = heard.replace(wrong, right, 1)
    if len(heard) > 6 and chance.random() < 0.5:
        cut = chance.randrange(3, len(heard) - 2)
        heard = f"{heard[:cut]} {heard[cut:]}"
    return heard


def _other(chance: random.Random, character: str, homophones: dict[str, list[str]]) -> str:
    """A character of the same sound, or in one case of three of a confusable one."""
    sound = lazy_pinyin(character)[0]
    if chance.random() < 1 / 3:
        for one, other in CONFUSED:
            confused = sound.replace(one, other) if one in sound else sound.replace(other, one, 1)
            if confused != sound and confused in homophones:
                return chance.choice(homophones[confused])
    return chance.choice(homophones.get(sound, [character]))


def _homophones() -> dict[str, list[str]]:
    """Characters of everyday words by their sound: those that at least 20 words of pypinyin's dictionary hold."""
    counts: dict[str, int] = {}
    for phrase in phrases():
        for each in phrase:
            counts[each] = counts.get(each, 0) + 1
    found: dict[str, list[str]] = {}
    for character, count in sorted(counts.items()):
        if count >= 20:
            found.setdefault(lazy_pinyin(character)[0], []).append(character)
    return found


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--utterances", type=int, default=60, help="of each language and size (default: 60)")
    parser.add_argument("--json", type=Path, help="write every figure to this file")
    return parser.parse_args()


if __name__ == "__main__":
    main()
