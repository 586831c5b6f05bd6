"""Named places at which a test lets the process die, as a power cut would; in all other use they do nothing.

`TANGGAP_FAILPOINT=outbox-sent` kills at the first pass of that name, `TANGGAP_FAILPOINT=outbox-sent:3` at the
third. The environment is read once, when the process starts.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

VARIABLE = "TANGGAP_FAILPOINT"
NAMES = frozenset(
    {"plan-writing", "plan-written", "digest-gathered", "outbox-claimed", "outbox-sent", "outbox-marked"}
)
"""Every name that the code passes."""

_passed: Counter[str] = Counter()
_name, _separator, _number = os.environ.get(VARIABLE, "").partition(":")
_armed: tuple[str, int] = (_name, int(_number or 1)) if _name in NAMES else ("", 0)


def arm(name: str, number: int = 1) -> None:
    """Let this process die at the `number`-th pass of `name` from now on; for a process that was forked."""
    global _armed
    _passed.clear()
    _armed = (name, number)


def hit(name: str) -> None:
    """Die here at once, without any cleaning up, if this place is the one that was named."""
    if name != _armed[0]:
        return
    _passed[name] += 1
    if _passed[name] >= _armed[1]:
        os.kill(os.getpid(), signal.SIGKILL)
