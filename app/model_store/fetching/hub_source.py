"""Fetches files from a repository of Hugging Face or ModelScope, over their public file APIs."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from app.model_store.fetching import tokens
from app.model_store.fetching.download import ModelDownload
from app.model_store.fetching.faults import FileNotAtSource, SourceFault
from app.model_store.fetching.means import FetchMeans
from app.model_store.fetching.steering import FetchPaused, FetchSteering
from app.model_store.fetching.transfer import Address, Transfer
from app.model_store.fetching.web import WebAnswer, WebClient, host_of
from app.model_store.obtainable import HubOrigin, WantedFile

log = logging.getLogger(__name__)

_MOST_LIST = 4 << 20  # bytes of a repository's list of files


class HubSource:
    """One repository. Its addresses are those of each hub's own client."""

    network = True

    def __init__(self, origin: HubOrigin, means: FetchMeans, client: WebClient) -> None:
        self._origin, self._means, self._client = origin, means, client
        self._base = means.host(origin.hub)
        self.title = host_of(self._base)

    def bring(self, wanted: Sequence[WantedFile], download: ModelDownload) -> None:
        """Raises SourceFault for the first file that the hub does not give; those before it are kept."""
        download.source = self.title
        mine = [file for file in wanted if self._origin.only is None or file.name in self._origin.only]
        listed = self._listed(mine, download.steering)
        for file in mine:
            try:
                address = self._address(file, listed)
                Transfer(self._client, file, address, download, self._means.retry).run()
            except FileNotAtSource:
                if not file.optional:
                    raise
                download.lacking(file)

    def _path(self, file: WantedFile) -> str:
        return self._origin.paths.get(file.name, file.name)

    def _address(self, file: WantedFile, listed: Mapping[str, tuple[int | None, str | None]]) -> Address:
        origin = self._origin
        if origin.hub == "huggingface":
            url = (
                f"{self._base}/{origin.repository}/resolve/{quote(origin.revision, safe='')}/{quote(self._path(file))}"
            )
        else:
            query = urlencode({"Revision": origin.revision, "FilePath": self._path(file)})
            url = f"{self._base}/api/v1/models/{origin.repository}/repo?{query}"
        size, stated = listed.get(self._path(file), (None, None))
        return Address(url, tokens.VARIABLES[origin.hub][0], self._token, size, stated)

    def _token(self) -> Mapping[str, str] | None:
        found = self._means.token(self._origin.hub)
        return tokens.headers(self._origin.hub, found) if found else None

    def _listed(
        self, wanted: Sequence[WantedFile], steering: FetchSteering
    ) -> Mapping[str, tuple[int | None, str | None]]:
        """ModelScope states sizes and sums in a list alone; it is asked for where the catalogue lacks one."""
        if self._origin.hub != "modelscope" or all(file.sha256 for file in wanted):
            return {}
        query = urlencode({"Revision": self._origin.revision, "Recursive": "true"})
        url = f"{self._base}/api/v1/models/{self._origin.repository}/repo/files?{query}"
        while True:
            steering.wait_while_paused()
            try:
                answer = self._client.get(url)
                try:
                    return _files_in(_beginning(answer, self.title)) if answer.status == 200 else {}
                finally:
                    answer.close()
            except FetchPaused:
                continue
            except SourceFault as fault:
                log.info("the list of files was not to be had: %s", type(fault).__name__)
                return {}


def _beginning(answer: WebAnswer, host: str) -> bytes:
    content = bytearray()
    for block in answer.blocks(host):
        content += block
        if len(content) > _MOST_LIST:
            break
    return bytes(content)


def _files_in(content: bytes) -> dict[str, tuple[int | None, str | None]]:
    try:
        files = json.loads(content)["Data"]["Files"]
        return {
            str(each["Path"]): (
                size if isinstance(size := each.get("Size"), int) and size > 0 else None,
                each["Sha256"] if isinstance(each.get("Sha256"), str) and len(each["Sha256"]) == 64 else None,
            )
            for each in files
            if each.get("Type") != "tree"
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
