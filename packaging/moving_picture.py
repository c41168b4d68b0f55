"""The moving picture of the README: moving_picture.py FILE, on the display of the environment.

The real window, with captions that come word by word as while somebody speaks (the events are written in
screenshot_scenes.py). An animated PNG: all browsers show it, and its text stays sharp.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from screenshot_scenes import TALK, Stage

from app.choices import LiveState
from engine.events import CaptionEvent, DecodedBy, Final, Level, Partial
from engine.timeline import to_samples

SIZE = (800, 460)
WIDTH = 800
WORDS_A_SECOND = 3.0
STILL_S = 1.2  # after a sentence
LAST_S = 3.0
OPEN_WORDS = 2  # the newest ones may still change


def talk(language: str) -> Iterator[tuple[list[CaptionEvent], float]]:
    """Events that come at once, and how many seconds they stay."""
    at_s = 0.0
    for number, (_, text) in enumerate(TALK[language]):
        words, start = text.split(), to_samples(at_s)
        for count in range(1, len(words) + 1):
            at_s += 1 / WORDS_A_SECOND
            settled = " ".join(words[: max(0, count - OPEN_WORDS)])
            newest = " ".join(words[max(0, count - OPEN_WORDS) : count])
            gap = " " if settled else ""
            events: list[CaptionEvent] = [Partial(number, start, to_samples(at_s), settled, gap + newest)]
            if count == 1:  # a meter that moves with every word would make the file twice as large
                events.append(Level(to_samples(at_s), -20.0, -10.0, True))
            yield events, 1 / WORDS_A_SECOND
        final = Final(number, start, to_samples(at_s), text, (), "", DecodedBy.CTC, 0.3, language)
        yield [final, Level(to_samples(at_s), -60.0, -50.0, False)], STILL_S
        at_s += STILL_S


def frames(stage: Stage) -> Iterator[tuple[np.ndarray, float]]:
    """Pictures, uint8 (height, WIDTH, 3), and how many seconds each is shown."""
    stage.window.resize(*SIZE)
    stage.page("live")
    stage.window.pump.state_changed.emit(LiveState.CAPTIONING)
    for events, shown_s in talk(stage.language):
        stage.window.pump.batch.emit(events)
        stage.settle()
        yield picture(stage.window.grab().toImage()), shown_s


def picture(image: QImage) -> np.ndarray:
    """WIDTH wide, without a row beyond the last full one."""
    small = image.scaledToWidth(WIDTH, Qt.TransformationMode.SmoothTransformation)
    small = small.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(small.constBits(), np.uint8).reshape(small.height(), small.bytesPerLine())
    return rows[:, : WIDTH * 3].reshape(small.height(), WIDTH, 3).copy()


def write(shown: Iterator[tuple[np.ndarray, float]], target: Path) -> None:
    """An animated PNG that begins anew at its end."""
    with av.open(str(target), "w", format="apng", options={"plays": "0"}) as file:
        stream = None
        at_ms = 0
        for pixels, seconds in shown:
            if stream is None:
                stream = file.add_stream("apng", rate=10, width=WIDTH, height=len(pixels), pix_fmt="rgb24")
                stream.codec_context.time_base = Fraction(1, 1000)
                stream.codec_context.options = {"pred": "mixed"}
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts, frame.time_base = at_ms, Fraction(1, 1000)
            file.mux(stream.encode(frame))
            at_ms += round(1000 * seconds)
        assert stream is not None
        file.mux(stream.encode(None))


def main() -> None:
    stage = Stage("en", "light")
    shown = list(frames(stage))
    shown.append((shown[-1][0], LAST_S))
    write(iter(shown), Path(sys.argv[1]))
    print(sys.argv[1])
    stage.window.leave_now()
    stage.earshot.close()


if __name__ == "__main__":
    main()
