"""Readers that a broken file may bring down with it, run in a process of their own with a limit on memory.

The child is a bare interpreter that loads the reader and nothing else: a copy of this process would load the
whole command line first. It speaks the language that is spoken here.
"""

from __future__ import annotations

import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Callable
from typing import Any, Final, TypeVar

from scorecard.messages import current_language, use_language

T = TypeVar("T")
#: Bytes of address space and seconds that the child may take.
MEMORY: Final = 3_000_000_000
PATIENCE: Final = 120
_CHILD: Final = "from scorecard.tables.apart import serve; serve()"


class Fallen(Exception):  # noqa: N818 - it says what became of the child
    """The child died or took too long; its text says which."""


def run_apart(work: Callable[..., T], *arguments: Any) -> T:
    """What `work` returns, run in a child; its exceptions arrive here. Raises Fallen where the child died.

    `work` is a function of a module, its arguments and what it returns must survive pickling.
    """
    # -P: what lies in the folder where somebody imports a file is never loaded as code.
    request = pickle.dumps((current_language(), work, arguments))
    try:
        done = subprocess.run(  # noqa: S603 - this very interpreter, and a constant
            [sys.executable, "-P", "-c", _CHILD], input=request, capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Fallen(type(error).__name__) from error
    if done.returncode or not done.stdout:
        raise Fallen(f"exit {done.returncode}")
    sound, result = pickle.loads(done.stdout)  # noqa: S301 - written by `serve`, from this package
    if not sound:
        raise result
    return result  # type: ignore[no-any-return]  # what `work` returned, by way of a pipe


def serve() -> None:
    """In the child: run what stands on standard input, and write what came of it to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    out = os.dup(1)
    os.dup2(2, 1)  # a library that prints does not spoil the answer
    language, work, arguments = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by `run_apart`
    use_language(language)
    try:
        answer: tuple[bool, object] = (True, work(*arguments))
    except MemoryError:
        sys.exit(9)
    except Exception as error:  # noqa: BLE001 - whatever a reader raises is raised again where it was asked for
        answer = (False, error)
    with os.fdopen(out, "wb") as pipe:
        pickle.dump(answer, pipe, pickle.HIGHEST_PROTOCOL)
