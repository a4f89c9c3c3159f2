"""Room on Python's stack, in one piece."""

from types import FunctionType

import pytest
from _pytest import runner

ROOM = 40_000  # slots: the piece that a frame of this size is given has as much again for what it calls


def on_one_stack(function: FunctionType) -> FunctionType:
    """The function, with room for all that it calls in one piece of memory.

    CPython's stack comes in pieces of 16 KiB. A loop that happens to stand at the end of one asks the system for the
    next at each call, and gives it back at each return: an eighth of the suite's time. Who claims a large frame is
    given a large piece.
    """
    code = function.__code__.replace(co_stacksize=ROOM)
    return FunctionType(code, function.__globals__, function.__name__, function.__defaults__, function.__closure__)


@pytest.hookimpl(tryfirst=True)
@on_one_stack
def pytest_runtest_protocol(item, nextitem):
    return runner.pytest_runtest_protocol(item, nextitem)
