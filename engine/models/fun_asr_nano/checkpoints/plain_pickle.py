"""A pickle read as plain values: a small machine that has no way of calling anything it finds.

Python's own unpickler imports and calls what a file names. This one knows the instructions that containers
and numbers need, treats every global as a bare name, and hands only names that its owner admits to the
owner's builders. Source of the instruction set: pickletools in the standard library.
"""

from __future__ import annotations

import pickletools
import struct
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Value = Any  # what a pickle holds is not known before it is looked at; owners check what they use
Builder = Callable[[tuple[Value, ...]], Value]


class PickleRefused(Exception):
    """The pickle is broken (`name` is None) or asks for a global that is not admitted."""

    def __init__(self, name: str | None = None) -> None:
        self.name = name
        super().__init__(name or "broken pickle")


@dataclass(frozen=True, slots=True)
class GlobalName:
    """`module.attribute`, as written in the pickle; nothing was imported."""

    name: str


class Fields(dict[str, Value]):
    """What a builder returns for an object whose attributes are plain values and are wanted."""


def read_pickle(
    raw: bytes, builders: Mapping[str, Builder], names: frozenset[str], persistent: Callable[[Value], Value]
) -> Value:
    """The value that `raw` describes.

    builders: what stands in for a call of an admitted global. names: globals that may be mentioned without
    being called. persistent: turns a persistent id into a value. Raises PickleRefused.
    """
    machine = _Machine(builders, names, persistent)
    try:
        return _run(machine, raw)
    except (ValueError, IndexError, KeyError, TypeError, OverflowError, struct.error) as error:
        raise PickleRefused from error


def _run(machine: _Machine, raw: bytes) -> Value:
    with warnings.catch_warnings():
        # A byte gone wrong can become a text of Python 2, whose odd escapes pickletools complains of.
        warnings.simplefilter("ignore", DeprecationWarning)
        for opcode, argument, _ in pickletools.genops(raw):
            if machine.step(opcode.name, argument):
                return machine.result()
    raise PickleRefused


class _Mark:
    """Where an open tuple, list or run of dict items begins on the stack."""


_SCALARS = {
    "BININT", "BININT1", "BININT2", "INT", "LONG", "LONG1", "LONG4", "BINFLOAT", "FLOAT", "UNICODE",
    "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8", "BINSTRING", "SHORT_BINSTRING", "BINBYTES",
    "SHORT_BINBYTES",
}  # fmt: skip
_CONSTANTS = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False, "EMPTY_TUPLE": ()}
_SMALL_TUPLES = {"TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}
_PUTS = {"PUT", "BINPUT", "LONG_BINPUT"}
_GETS = {"GET", "BINGET", "LONG_BINGET"}


class _Machine:
    def __init__(
        self, builders: Mapping[str, Builder], names: frozenset[str], persistent: Callable[[Value], Value]
    ) -> None:
        self._builders = builders
        self._names = names
        self._persistent = persistent
        self._stack: list[Value] = []
        self._memo: dict[int, Value] = {}
        self._actions: dict[str, Callable[[], None]] = {
            "MARK": lambda: self._stack.append(_Mark()),
            "EMPTY_LIST": lambda: self._stack.append([]),
            "EMPTY_DICT": lambda: self._stack.append({}),
            "TUPLE": lambda: self._stack.append(tuple(self._since_mark())),
            "LIST": lambda: self._stack.append(self._since_mark()),
            "DICT": self._dict,
            "APPEND": self._append,
            "APPENDS": self._appends,
            "SETITEM": self._set_item,
            "SETITEMS": self._set_items,
            "MEMOIZE": self._memoize,
            "STACK_GLOBAL": self._stack_global,
            "REDUCE": self._reduce,
            "NEWOBJ": self._reduce,
            "BUILD": self._build,
            "BINPERSID": lambda: self._stack.append(self._persistent(self._stack.pop())),
            "PROTO": lambda: None,
            "FRAME": lambda: None,
        }

    def step(self, name: str, argument: Value) -> bool:
        """Carry out one instruction; True when it was the last."""
        if name in _SCALARS:
            self._stack.append(argument)
        elif name in _PUTS:
            self._memo[int(argument)] = self._stack[-1]
        elif name in _GETS:
            self._stack.append(self._memo[int(argument)])
        elif name in _CONSTANTS:
            self._stack.append(_CONSTANTS[name])
        elif name in _SMALL_TUPLES:
            self._small_tuple(_SMALL_TUPLES[name])
        elif name == "GLOBAL":
            self._mention(argument.replace(" ", ".", 1))
        elif name != "STOP":
            self._actions[name]()
        return name == "STOP"

    def result(self) -> Value:
        (value,) = self._stack
        return value

    def _since_mark(self) -> list[Value]:
        for index in range(len(self._stack) - 1, -1, -1):
            if isinstance(self._stack[index], _Mark):
                values = self._stack[index + 1 :]
                del self._stack[index:]
                return values
        raise ValueError("no mark")

    def _small_tuple(self, length: int) -> None:
        values = tuple(self._stack[-length:])
        if len(values) != length:
            raise ValueError("stack too short")
        del self._stack[-length:]
        self._stack.append(values)

    def _dict(self) -> None:
        items = self._since_mark()
        self._stack.append({})
        self._put_all(items)

    def _append(self) -> None:
        value = self._stack.pop()
        self._list().append(value)

    def _appends(self) -> None:
        values = self._since_mark()
        self._list().extend(values)

    def _list(self) -> list[Value]:
        if not isinstance(self._stack[-1], list):
            raise TypeError("not a list")
        return self._stack[-1]

    def _set_item(self) -> None:
        value, key = self._stack.pop(), self._stack.pop()
        self._put(key, value)

    def _set_items(self) -> None:
        self._put_all(self._since_mark())

    def _put_all(self, items: list[Value]) -> None:
        for key, value in zip(items[::2], items[1::2], strict=True):
            self._put(key, value)

    def _put(self, key: Value, value: Value) -> None:
        # Plain keys only: hashing a tuple of tuples of tuples can take longer than the file is worth.
        if not isinstance(self._stack[-1], dict) or not isinstance(key, str | int | float):
            raise TypeError("not a dict with plain keys")
        self._stack[-1][key] = value

    def _memoize(self) -> None:
        self._memo[len(self._memo)] = self._stack[-1]

    def _stack_global(self) -> None:
        attribute, module = self._stack.pop(), self._stack.pop()
        if not isinstance(attribute, str) or not isinstance(module, str):
            raise TypeError("a global without a name")
        self._mention(f"{module}.{attribute}")

    def _mention(self, name: str) -> None:
        if name not in self._builders and name not in self._names:
            raise PickleRefused(name)
        self._stack.append(GlobalName(name))

    def _reduce(self) -> None:
        arguments, callee = self._stack.pop(), self._stack.pop()
        if not isinstance(callee, GlobalName) or not isinstance(arguments, tuple):
            raise TypeError("not a call of a global")
        if callee.name not in self._builders:
            raise PickleRefused(callee.name)
        self._stack.append(self._builders[callee.name](arguments))

    def _build(self) -> None:
        attributes = self._stack.pop()  # those of an OrderedDict, such as torch's version table, are of no use here
        if isinstance(self._stack[-1], Fields):
            self._stack[-1].update(attributes)
