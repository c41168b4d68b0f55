"""Global keys on Windows (RegisterHotKey); they arrive as messages of the registering thread. Not tried yet."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import ctypes
    import threading
    from collections.abc import Callable, Mapping
    from ctypes import wintypes
    from queue import Queue

    from app.desktop.keys.combination import KeyCombination
    from app.desktop.keys.refusal import Refusal

    _HOTKEY, _QUIT = 0x0312, 0x0012
    _MASKS = {"Alt": 1, "Ctrl": 2, "Shift": 4, "Meta": 8}
    _NO_REPEAT = 0x4000

    class WindowsKeys:
        """Each set of keys has a thread of its own."""

        def __init__(self, pressed: Callable[[str], None]) -> None:
            self._pressed = pressed
            self._thread: threading.Thread | None = None

        def grab(self, wanted: Mapping[str, KeyCombination]) -> dict[str, Refusal]:
            self.close()
            answer: Queue[dict[str, Refusal]] = Queue()
            self._thread = threading.Thread(target=self._run, args=(wanted, answer), name="keys", daemon=True)
            self._thread.start()
            return answer.get()

        def close(self) -> None:
            if self._thread is not None:
                ctypes.windll.user32.PostThreadMessageW(self._thread.native_id, _QUIT, 0, 0)
                self._thread.join()
                self._thread = None

        def _run(self, wanted: Mapping[str, KeyCombination], answer: Queue[dict[str, Refusal]]) -> None:
            message, user = wintypes.MSG(), ctypes.windll.user32
            names = list(wanted)
            refused = {
                name: refusal
                for number, name in enumerate(names)
                if (refusal := _register(number, wanted[name])) is not None
            }
            answer.put(refused)
            while user.GetMessageW(ctypes.byref(message), None, 0, 0) > 0:
                if message.message == _HOTKEY:
                    self._pressed(names[message.wParam])
            for number in range(len(names)):
                user.UnregisterHotKey(None, number)

    def _register(number: int, keys: KeyCombination) -> Refusal | None:
        if keys.windows_number == 0:
            return Refusal.ABSENT
        masks = sum(_MASKS[each] for each in keys.modifiers) | _NO_REPEAT
        done = ctypes.windll.user32.RegisterHotKey(None, number, masks, keys.windows_number)
        return None if done else Refusal.TAKEN
