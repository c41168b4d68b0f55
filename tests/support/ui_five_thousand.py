"""How the caption view bears a long day: python -m tests.support.ui_five_thousand [FINALS]

Milliseconds of GUI time for one partial of the newest utterance, for a final, for a draft refined far above, for a
new window width, a new size of text and a new theme, with that many finals in the view; each until its paint is done.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial as partial_of

from PySide6.QtWidgets import QApplication

from tests.support.ui_scripted import final, partial
from ui.common.theme import Theme
from ui.live.caption_view import CaptionView

TEXT = "The quick review of the budget took longer than planned and we will send the minutes tomorrow, he said."
ROUNDS = 100


def main() -> None:
    finals = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    application = QApplication(sys.argv[:1])
    theme = Theme(application, "light")
    view = CaptionView(theme, 24)
    view.resize(960, 600)
    view.show()
    for number in range(finals):
        view.show_event(final(number, TEXT, number, draft=number == 5))
    application.processEvents()

    def spent(act: Callable[[], None]) -> float:
        begin = time.perf_counter()
        act()
        application.processEvents()
        return (time.perf_counter() - begin) * 1000

    guesses = [partial(finals, "", TEXT[: n % len(TEXT)], finals) for n in range(ROUNDS)]
    kept = [final(finals + n, TEXT, finals + n) for n in range(ROUNDS)]
    for name, events in (("partial", guesses), ("final", kept)):
        values = [spent(partial_of(view.show_event, event)) for event in events]
        print(f"{name:8} median {statistics.median(values):6.2f} ms  max {max(values):6.2f} ms")
    print(f"refined  {spent(lambda: view.show_event(final(5, 'A refined text.', 5))):6.2f} ms")
    print(f"resized  {spent(lambda: view.resize(900, 600)):6.2f} ms")
    print(f"larger   {spent(lambda: view.set_text_px(28)):6.2f} ms")
    print(f"theme    {spent(lambda: theme.choose('dark')):6.2f} ms")


if __name__ == "__main__":
    main()
