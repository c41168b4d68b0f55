"""Reasons why a source did not give a file, and whether to try again."""

from __future__ import annotations

from app.model_store.fetching.outcome import FetchFailed

KEPT = "Try again; what was fetched is kept."
LATER = "Try again later, or import the model from a folder."


class SourceFault(FetchFailed):
    """This source cannot give the file; another may."""


class FileNotAtSource(SourceFault):
    """The source does not have the file."""

    def __init__(self, host: str, file: str) -> None:
        super().__init__("{host} has no {file}.", LATER, host=host, file=file)


class SignInWanted(SourceFault):
    """The source gives the file only to somebody with a token."""

    def __init__(self, host: str, file: str, variable: str) -> None:
        super().__init__(
            "{host} gives out {file} only to users who are signed in.",
            "Accept the terms on the model's page, then put your access token into {variable} or the system's keyring.",
            host=host,
            file=file,
            variable=variable,
        )


class WrongContent(SourceFault):
    """The source gives another file under this name."""


class PassingFault(SourceFault):
    """The source may give the file the next time. wait_s: as it asked, or None. tries: at most, None for the usual."""

    wait_s: float | None = None
    tries: int | None = None

    def asking(self, wait_s: float | None = None, tries: int | None = None) -> PassingFault:
        self.wait_s, self.tries = wait_s, tries
        return self


def wrong_length(host: str, file: str, size: int, expected: int) -> WrongContent:
    return WrongContent(
        "{file} of {host} has {size} bytes where {expected} were published.",
        LATER,
        file=file,
        host=host,
        size=size,
        expected=expected,
    )


def wrong_sum(host: str, file: str) -> WrongContent:
    return WrongContent(
        "{file} of {host} is not the published file: its checksum differs.", LATER, file=file, host=host
    )


def not_the_pinned(host: str, file: str) -> WrongContent:
    return WrongContent(
        "{file} of {host} is another one than the one that this computer got before.",
        "Remove the model, then get it again.",
        file=file,
        host=host,
    )


def web_page(host: str, file: str) -> WrongContent:
    return WrongContent(
        "{host} sent a web page in place of {file}.",
        "Open a web browser: this network may ask you to sign in. Then try again.",
        host=host,
        file=file,
    )


def refused(host: str, file: str, status: int) -> SourceFault:
    return SourceFault("{host} refused {file} ({status}).", LATER, host=host, file=file, status=status)


def unreachable(host: str) -> PassingFault:
    return PassingFault(
        "{host} cannot be reached.", "Check the network connection and the proxy, then try again.", host=host
    ).asking(tries=2)


def silent(host: str) -> PassingFault:
    return PassingFault("{host} stopped answering.", KEPT, host=host)


def broken_off(host: str) -> PassingFault:
    return PassingFault("The connection to {host} broke off again and again.", KEPT, host=host)


def busy(host: str, wait_s: float | None) -> PassingFault:
    return PassingFault(
        "{host} gets too many requests and asks to wait.", "Try again in some minutes.", host=host
    ).asking(wait_s)


def failing(host: str, status: int, wait_s: float | None) -> PassingFault:
    return PassingFault(
        "{host} has trouble of its own ({status}).", "Try again later.", host=host, status=status
    ).asking(wait_s)


def proxy_failed() -> SourceFault:
    return SourceFault("The proxy does not let Earshot through.", "Check the proxy settings.")


def not_trusted(host: str) -> SourceFault:
    return SourceFault(
        "The certificate of {host} cannot be trusted.",
        "Check the date of this computer, or ask who runs this network.",
        host=host,
    )


def unprotected(host: str) -> SourceFault:
    return SourceFault("{host} leads to an address without protection.", LATER, host=host)
