"""moonshine-voice 0.1.0 with the tiny English model of its wheel, at its defaults: a new text every 0.5 s.

A line is final when its LineCompleted event comes. The call that adds sound also computes, so it blocks the feeder.
"""

from __future__ import annotations

from feeding import Log, arguments, as_float, feed
from moonshine_voice import ModelArch
from moonshine_voice.transcriber import LineCompleted, LineTextChanged, Transcriber
from moonshine_voice.utils import get_assets_path


def main() -> None:
    call = arguments()
    log = Log(call.log)
    lines: dict[int, tuple[str, bool]] = {}  # by id, in the order of their beginnings: text, whether it is final

    def take(event: object) -> None:
        if isinstance(event, (LineTextChanged, LineCompleted)):
            final = event.line.is_complete or isinstance(event, LineCompleted)
            lines[event.line.line_id] = (event.line.text, final)
            shown = list(lines.values())
            first_open = next((n for n, (_, final) in enumerate(shown) if not final), len(shown))
            log.show([text for text, _ in shown[:first_open]], [text for text, _ in shown[first_open:]])

    transcriber = Transcriber(get_assets_path() / "tiny-en", ModelArch.TINY)
    stream = transcriber.create_stream()
    stream.add_listener(take)
    stream.start()
    feed(call.samples, log, lambda block: stream.add_audio(as_float(block).tolist(), 16_000))
    stream.stop()
    stream.close()
    transcriber.close()


if __name__ == "__main__":
    main()
