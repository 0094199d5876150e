"""Readers that a broken file may bring down with it, run in a process of their own with a limit on memory."""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Final, TypeVar

T = TypeVar("T")
#: Bytes of address space and seconds that the child may take.
MEMORY: Final = 3_000_000_000
PATIENCE: Final = 120


class Fallen(Exception):  # noqa: N818 - it says what became of the child
    """The child died or took too long; its text says which."""


def run_apart(work: Callable[..., T], *arguments: Any) -> T:
    """What `work` returns, run in a child; its exceptions arrive here. Raises Fallen where the child died."""
    context = multiprocessing.get_context("spawn")  # a fork would carry open databases into the child
    pool = ProcessPoolExecutor(1, mp_context=context, initializer=_limit)
    try:
        return pool.submit(work, *arguments).result(timeout=PATIENCE)
    except (BrokenProcessPool, TimeoutError, MemoryError) as error:
        for process in list((pool._processes or {}).values()):  # a child that hangs is not waited for
            process.kill()
        raise Fallen(type(error).__name__) from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
