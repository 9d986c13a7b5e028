"""Bounds on a process that answers queries: its memory, and its life, which ends with its parent's.

A query of a few words can ask for more rows than any machine holds, and while the store computes
them, Python cannot interrupt it. Only another process, or the kernel, can.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

__all__ = ["bound_memory", "end_with_parent"]

_PR_SET_PDEATHSIG = 1


def end_with_parent(parent: int) -> None:
    """Have the kernel end this process when its parent ends, however that happens.

    Parameters
    ----------
    parent
        Process id of the parent.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def bound_memory(most: int) -> None:
    """Let this process take so many bytes of address space beyond what it has now.

    Sorting or grouping a large product could otherwise take all memory of the machine before the
    time limit. Where the system does not say what a process has (macOS), the time limit alone
    bounds a query.
    """
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with open("/proc/self/statm", encoding="ascii") as stream:  # noqa: PTH123
            pages = int(stream.read().split()[0])
    except OSError:
        return
    wanted = pages * resource.getpagesize() + most
    _, allowed = resource.getrlimit(resource.RLIMIT_AS)
    # A user's own bound, as of `ulimit -v`, can only be lowered.
    limit = wanted if allowed == resource.RLIM_INFINITY else min(wanted, allowed)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
