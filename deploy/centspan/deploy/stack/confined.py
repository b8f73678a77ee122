"""Confines this process by Landlock, of Linux: it opens its store, its temporary files and what it runs from.

The fence refuses SQL that reads files. Should a statement pass it, the kernel refuses the file: whichever thread
asks, as each inherits this from the one that began it. Nothing can be executed either.
"""

import contextlib
import ctypes
import errno
import logging
import mimetypes
import os
import ssl
import struct
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Final

import centspan
from centspan.alerts import outside
from centspan.deploy.pages import numbers
from centspan.deploy.stack.environment import blank_environment
from centspan.deploy.stack.temporary import own_folder

log = logging.getLogger(__name__)
VARIABLE: Final = "CENTSPAN_CONFINE"
OFF: Final = ("0", "no", "false", "off")

# From linux/landlock.h and linux/prctl.h; the numbers of these calls are those of every architecture.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
ASK_VERSION, PATH_BENEATH, NO_NEW_PRIVILEGES = 1, 1, 38
EXECUTE, WRITE_FILE, READ_FILE, LIST_FOLDER, REMOVE_FOLDER = 1, 2, 4, 8, 16
OF_VERSION_1, REFER, TRUNCATE = (1 << 13) - 1, 1 << 13, 1 << 14
OLDEST_VERSION: Final = 2
"""The first one lets nobody rename a file into another folder, as the engine does."""
EVERYTHING: Final = OF_VERSION_1 | REFER | TRUNCATE
OF_FILES: Final = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE
READING: Final = READ_FILE | LIST_FOLDER

LIBRARIES: Final = ("/usr", "/lib", "/lib32", "/lib64", "/nix/store", "/etc/ld.so.cache")
DEVICES: Final = ("null", "zero", "full", "random", "urandom", "tty")
MACHINE: Final = (
    *(f"/proc/{name}" for name in ("meminfo", "cpuinfo", "stat", "loadavg", "uptime", "sys")),
    *(f"/proc/self/{name}" for name in ("status", "stat", "statm", "maps", "limits", "fd")),
    # Without auxv the engine looks for it behind the environment, and falls where that was moved.
    *(f"/proc/self/{name}" for name in ("auxv", "cgroup", "mounts", "mountinfo", "loginuid")),
    *("/sys/fs/cgroup", "/sys/devices/system", "/sys/kernel/mm/transparent_hugepage"),
    *("/etc/localtime", "/etc/timezone", "/etc/os-release", "/etc/passwd", "/etc/group"),
)
"""What memory, processors and time the engine finds; of this process not what its environment holds."""
NETWORK: Final = (
    *(f"/etc/{name}" for name in ("hosts", "host.conf", "gai.conf", "nsswitch.conf", "services")),
    *("/etc/resolv.conf", "/etc/ssl", "/etc/pki", "/etc/ca-certificates"),
    *("/run/systemd/resolve", "/run/NetworkManager", "/run/resolvconf"),
)
"""What alerts are sent by: names of hosts, and whose certificates are believed."""


@contextlib.contextmanager
def confined(data: Path) -> Generator[None]:
    """Make `data` and a folder for temporary files of this process alone, and open little else from now on.

    It holds for this thread and those it begins, so call it before the engine is imported, which begins some.
    A line of log where the kernel has no Landlock; nothing is held where `CENTSPAN_CONFINE=no` says so.
    """
    with own_folder() as folder:
        tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
        own = data.expanduser()
        with contextlib.suppress(OSError):  # the engine says it better
            own.mkdir(mode=0o700, parents=True, exist_ok=True)
        outside.begin()
        if os.environ.get(VARIABLE, "").strip().lower() not in OFF:
            why = _confine(own, folder)
            if why:
                log.warning("only the fence of its port keeps the engine from files: %s", why)
        yield


def _confine(data: Path, temporary: Path) -> str:
    """Why it did not come to it; '' where it did."""
    if sys.platform != "linux":
        return "Landlock is Linux's"
    kernel = ctypes.CDLL(None, use_errno=True)
    version = kernel.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ASK_VERSION)
    if version < OLDEST_VERSION:
        return f"it needs Landlock's version {OLDEST_VERSION} (Linux 5.19), found {_found(version)}"
    handled = EVERYTHING if version > OLDEST_VERSION else EVERYTHING & ~TRUNCATE
    ruleset = kernel.syscall(CREATE_RULESET, struct.pack("=Q", handled), ctypes.c_size_t(8), 0)
    if ruleset < 0:
        return os.strerror(ctypes.get_errno())
    try:
        for path, rights in _rules(data, temporary):
            _allow(kernel, ruleset, path, rights & handled)
        kernel.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        if kernel.syscall(RESTRICT_SELF, ruleset, 0):
            return os.strerror(ctypes.get_errno())
    finally:
        os.close(ruleset)
    return ""


def _found(version: int) -> str:
    if version > 0:
        return str(version)
    return "none" if ctypes.get_errno() in (errno.ENOSYS, errno.EOPNOTSUPP) else "it forbidden"


def _rules(data: Path, temporary: Path) -> Iterator[tuple[Path, int]]:
    """Each path, links followed, and what may be done beneath it."""
    yield data, EVERYTHING & ~EXECUTE
    yield temporary, EVERYTHING & ~EXECUTE
    yield temporary.parent, REMOVE_FOLDER  # an empty one: its own, in the end
    for name in DEVICES:
        yield Path("/dev", name), READ_FILE | WRITE_FILE
    for path in _readable():
        yield path, READING


def _readable() -> Iterator[Path]:
    if blank_environment():
        # The engine accounts for each of its threads there, and takes milliseconds where it cannot.
        yield Path("/proc/self/task")
    yield from map(Path, (*LIBRARIES, *MACHINE, *NETWORK, *mimetypes.knownfiles))
    believed = ssl.get_default_verify_paths()
    yield from (Path(path) for path in (believed.cafile, believed.capath) if path)
    yield from map(Path, (sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix))
    here = os.path.realpath(".")  # `python -m` has it among the modules' places
    yield from (Path(place) for place in sys.path if os.path.isabs(place) and place != here)
    yield from map(Path, centspan.__path__)
    yield numbers.FILE


def _allow(kernel: ctypes.CDLL, ruleset: int, path: Path, rights: int) -> None:
    """Leave out what is not there."""
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            given = rights if path.is_dir() else rights & OF_FILES
            rule = struct.pack("=Qi", given, descriptor)
            kernel.syscall(ADD_RULE, ruleset, PATH_BENEATH, rule, 0)
        finally:
            os.close(descriptor)
