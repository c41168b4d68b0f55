"""Hours of speech in English and Chinese, of one speaker or two, with the time of every word."""

from __future__ import annotations

import random

from app.transcripts.values import Transcript, unsaved_transcript
from engine.events import DecodedBy, Final, Stream, Word
from engine.timeline import SAMPLE_RATE

_ENGLISH = (
    "the market moved again and nobody knew why so we asked Professor Anna Berg from Oslo who said that prices rose by "
    "24 percent in 2025 because of the drought while the river carried only 300 million litres which is about half of "
    "what the valley needs although Mr. Lee had warned of it in March and we drove 40 km to see the dam ourselves but "
    "there was little to see except stones dust and an old house where people used to sell bread to those who came over"
)
_CHINESE = (
    "我们 今天 讨论 一下 公司 第三 季度 的 财务 报告 以及 明年 的 预算 安排 因为 市场 变化 很 快 所以 大家 需要 注意 "
    "成本 而且 二〇二六年 的 目标 是 增长 百分之十五 但是 如果 没有 新 的 工厂 这个 数字 就 很 难 实现 王经理 说 "
    "他 已经 去 过 上海 三次"
)


def long_talk(seconds: float, language: str, speakers: int = 1, seed: int = 1, speed: float = 1.0) -> Transcript:
    """Finals of 1 to 40 words with pauses between them, some of which overlap where there are two speakers.

    speed: 1 is 170 words, or 270 Chinese characters, a minute of speech.
    """
    chance = random.Random(seed)
    finals: list[Final] = []
    at, number = 0.3, 0
    while at < seconds:
        final = _final(chance, number, at, language, speed)
        stream = None if speakers == 1 else chance.choice((Stream.ME, Stream.OTHERS))
        finals.append(
            Final(
                number,
                final.start,
                final.end,
                final.text,
                final.words,
                "m",
                DecodedBy.CTC,
                0.1,
                language,
                stream=stream,
            )
        )
        number += 1
        at = final.end / SAMPLE_RATE + chance.choice((0.2, 0.4, 0.8, 1.5, 4.0))
        at -= 0.7 if speakers == 2 and chance.random() < 0.15 else 0.0
    return unsaved_transcript(tuple(finals), source="mic", model="m", language=language, started_at=0.0)


def _final(chance: random.Random, number: int, at: float, language: str, speed: float) -> Final:
    english = language == "en"
    source = (_ENGLISH if english else _CHINESE).split()
    count = chance.choice((1, 2, 5, 9, 14, 22, 40))
    first = chance.randrange(len(source))
    chosen = [source[(first + step) % len(source)] for step in range(count)]
    words: list[Word] = []
    text = ""
    for place, word in enumerate(chosen):
        sign = _sign(chance, english, last=place == count - 1)
        shown = (word.capitalize() if place == 0 and english else word) + sign
        text += (" " if text and english else "") + shown
        for unit in [word] if english else word:
            length = (
                (0.12 + 0.045 * len(unit)) * chance.uniform(0.8, 1.3) if english else 0.22 * chance.uniform(0.7, 1.3)
            )
            words.append(Word(unit, round(at * SAMPLE_RATE), round((at + length / speed) * SAMPLE_RATE), 0.9))
            at += length / speed
        at += 0.25 if sign else 0.0
    return Final(number, words[0].start, words[-1].end, text, tuple(words), "m", DecodedBy.CTC, 0.1, language)


def _sign(chance: random.Random, english: bool, last: bool) -> str:
    if last:
        return "." if english else "。"
    return ("," if english else "，") if chance.random() < 0.12 else ""
