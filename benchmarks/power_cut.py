"""What a power cut would leave of a program's files: what the disk was told to keep, and any part of what came later.

A small library between the program and the C library copies each file when the program asks the disk for it (fsync,
fdatasync). After the kill each 4 KiB page of a file is the synced one, the later one or, behind the synced end, zeros;
the length lies between both. Names of files are taken to be on the disk at once. Linux, with a C compiler.
"""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

_PAGE = 4096
_SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

static int kept(int file, const char *name) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    const char *folder = getenv("POWER_CUT_FOLDER");
    struct stat status;
    if (!folder || fstat(file, &status) || !S_ISREG(status.st_mode)) return real(file);
    char link[64], partial[4096], place[4096], block[65536];
    pthread_mutex_lock(&one_at_a_time);
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    snprintf(place, sizeof place, "%s/%lu", folder, (unsigned long)status.st_ino);
    snprintf(partial, sizeof partial, "%s.%d.partial", place, (int)getpid());
    int from = open(link, O_RDONLY | O_CLOEXEC), to = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    ssize_t count;
    while (from >= 0 && to >= 0 && (count = read(from, block, sizeof block)) > 0)
        if (write(to, block, count) != count) break;
    if (from >= 0) close(from);
    if (to >= 0) close(to);
    int answer = real(file);
    if (answer == 0 && from >= 0 && to >= 0) rename(partial, place);
    pthread_mutex_unlock(&one_at_a_time);
    return answer;
}

int fsync(int file) { return kept(file, "fsync"); }
int fdatasync(int file) { return kept(file, "fdatasync"); }
"""


def library(folder: Path) -> Path:
    """Build what stands between a program and the C library. Raises OSError or subprocess.CalledProcessError."""
    source, built = folder / "power_cut.c", folder / "power_cut.so"
    source.write_text(_SOURCE)
    subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", built, source, "-ldl", "-pthread"], check=True)
    return built


def surroundings(built: Path, synced: Path) -> dict[str, str]:
    """Variables of the program to be watched. synced: an empty folder, for the copies."""
    return {"LD_PRELOAD": str(built), "POWER_CUT_FOLDER": str(synced)}


def cut(home: Path, synced: Path, target: Path, chance: random.Random) -> None:
    """Make `target`: the files of `home` as one of the states in which a disk may be found afterwards."""
    share = chance.choice((0.0, 0.5, 1.0))  # of the later pages that reached the disk
    for path in home.rglob("*"):
        place = target / path.relative_to(home)
        if path.is_dir():
            place.mkdir(parents=True, exist_ok=True)
        elif path.is_file() and not path.name.endswith("-shm"):
            place.parent.mkdir(parents=True, exist_ok=True)
            copy = synced / str(path.stat().st_ino)
            before = copy.read_bytes() if copy.exists() else b""
            place.write_bytes(_mixed(before, path.read_bytes(), share, chance))
            shutil.copystat(path, place)


def _mixed(before: bytes, after: bytes, share: float, chance: random.Random) -> bytes:
    if before == after:
        return after
    short, long = sorted((len(before), len(after)))
    length = {0.0: len(before), 1.0: len(after)}.get(share, chance.randint(short, long))
    found = bytearray(before[:length].ljust(length, b"\0"))
    for at in range(0, length, _PAGE):
        if chance.random() < share:
            part = after[at : min(at + _PAGE, length)]
            found[at : at + len(part)] = part
    return bytes(found)
