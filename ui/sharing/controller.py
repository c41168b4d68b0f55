"""Starts and stops the caption server and the outputs; imported at first use."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.control.workers import Job, Lane, Workers
from engine.errors import BadInput
from ui.common.banner import BannerStack, Kind
from ui.common.relay import Relay
from ui.common.sentences import translated

if TYPE_CHECKING:
    from app.outputs.caption_outputs import CaptionOutputs
    from app.outputs.choices import OutputChoice, OutputKind, ReceiverChoice
    from app.outputs.feed import OutputState, SendingProgram
    from app.serving.caption_server import CaptionServer, ServedCaptions
    from app.settings import Settings
    from ui.sharing.dialog import SharingDialog

END_S = 8.0  # for readers to be told that it ends


class SharingController(QObject):
    """parent: the main window. Workers do what takes time. changed: the Settings with the user's choices."""

    changed = Signal(object)

    def __init__(
        self,
        earshot: SendingProgram,
        settings: Callable[[], Settings],
        banners: BannerStack,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._earshot, self._settings, self._banners, self._window = earshot, settings, banners, parent
        self._workers = Workers()
        self._server: CaptionServer | None = None
        self._outputs: CaptionOutputs | None = None
        self._shown: dict[OutputKind, OutputState] = {}
        self._answered = Relay(self._show)
        self._changed = Relay(lambda _: self._show_outputs())
        self._tried = Relay(self._show_answer)
        self.dialog: SharingDialog | None = None

    def open(self) -> None:
        dialog = self.dialog or self._made()
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def put_away(self) -> None:
        for relay in (self._answered, self._changed, self._tried):
            relay.cut()
        if self.dialog is not None:
            self.dialog.close()
        if (server := self._server) is not None and (outputs := self._outputs) is not None:
            self._workers.run(Lane.SETTINGS, lambda _: server.stop(), lambda _: None)
            self._workers.run(Lane.EXPORTS, lambda _: outputs.close(), lambda _: None)
            self._workers.close(END_S)

    def _made(self) -> SharingDialog:
        from app.outputs.caption_outputs import CaptionOutputs
        from app.serving.caption_server import CaptionServer
        from ui.sharing.dialog import SharingDialog

        self._server = server = CaptionServer(self._earshot, self._settings)
        self._outputs = CaptionOutputs(self._earshot, self._settings)
        self._outputs.followers.append(partial(self._changed.send, None))
        self.dialog = dialog = SharingDialog(lambda: server.viewers, self._settings(), self._window)
        dialog.browser.start_wanted.connect(self._start)
        dialog.browser.stop_wanted.connect(self._stop)
        for kind, page in dialog.outputs.items():
            page.start_wanted.connect(self._start_output)
            page.stop_wanted.connect(partial(self._stop_output, kind))
            page.test_wanted.connect(self._test_output)
        return dialog

    def _start(self, network: bool) -> None:
        if (server := self._server) is not None:
            self._workers.run(Lane.SETTINGS, lambda _: _started(server, network), self._answered.send)

    def _stop(self) -> None:
        if (server := self._server) is not None:
            self._workers.run(Lane.SETTINGS, lambda _: server.stop(), self._answered.send)

    def _show(self, answer: object) -> None:
        if self.dialog is not None:
            self.dialog.browser.show_answer(answer)

    def _start_output(self, choice: OutputChoice, secret: str) -> None:
        outputs, dialog = self._outputs, self.dialog
        assert outputs is not None
        assert dialog is not None
        if (fields := dialog.outputs[choice.kind].obs) is not None:
            self.changed.emit(fields.kept(self._settings()))

        def work(_job: Job[None]) -> None:
            from app.outputs.choices import OBS_SECRET
            from app.secret_store import keep_secret

            if secret:
                keep_secret(OBS_SECRET, secret)
            outputs.start(choice)

        self._workers.run(Lane.EXPORTS, work, lambda answer: self._tried.send((choice.kind, answer)))

    def _stop_output(self, kind: OutputKind) -> None:
        if (outputs := self._outputs) is not None:
            self._workers.run(Lane.EXPORTS, lambda _: outputs.stop(kind), lambda _: self._changed.send(None))

    def _test_output(self, choice: ReceiverChoice) -> None:
        outputs = self._outputs
        assert outputs is not None
        self._workers.run(
            Lane.THINKING, lambda _: outputs.test(choice), lambda answer: self._tried.send((choice.kind, answer))
        )

    def _show_answer(self, answered: object) -> None:
        assert isinstance(answered, tuple)
        kind, answer = answered
        if self.dialog is not None:
            self.dialog.outputs[kind].show_answer(answer)

    def _show_outputs(self) -> None:
        if self.dialog is None or self._outputs is None:
            return
        for kind, page in self.dialog.outputs.items():
            state, before = self._outputs.state(kind), self._shown.get(kind)
            if state != before:
                self._shown[kind] = state
                page.show_state(state)
                self.dialog.mark(kind, state.on)
                self._tell(kind, state, before)

    def _tell(self, kind: OutputKind, state: OutputState, before: OutputState | None) -> None:
        """In the main window: what keeps captions from arriving, until they do or the user has seen it."""
        from app.outputs.choices import OutputKind

        name = f"output {kind.value}"
        if state.remedy and (before is None or state.what != before.what):
            kind_of_notice = Kind.WARNING if state.on else Kind.ERROR if state.failing else Kind.INFO
            what = translated(state.what)
            named = kind.value in what or kind is OutputKind.FILE
            what = what if named else f"{kind.value}: {what}"
            self._banners.tell(name, kind_of_notice, what, translated(state.remedy))
        elif not state.remedy:
            self._banners.clear(name)


def _started(server: CaptionServer, network: bool) -> ServedCaptions:
    """At the usual port, or at a free one where another program has that. Raises CaptioningError."""
    try:
        return server.start(network)
    except BadInput:
        return server.start(network, port=0)
