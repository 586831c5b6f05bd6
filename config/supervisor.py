"""Keeps child processes running: starts them, restarts what dies, prefixes their output, leaves none behind.

One loop without threads. Each child leads its own session, so that a Ctrl-C in the terminal reaches only the
supervisor and a stop can reach whatever the child has started; Linux ends the children should the supervisor
itself be killed.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)
CHUNK = 65536


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for what, in seconds.

    A child that dies before it ran `steady` seconds starts again after a pause that doubles from
    `first_pause` to `longest_pause`; the `enough`-th such death in a row is a crash loop. A child that was
    asked to end and has not after `grace` is killed with all it started.
    """

    steady: float = 10.0
    first_pause: float = 0.5
    longest_pause: float = 30.0
    enough: int = 6
    grace: float = 25.0


@dataclass(frozen=True, slots=True)
class Command:
    """What to run: a short name for the log, the arguments, more environment, descriptors to hand on."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    descriptors: Sequence[int] = ()


@dataclass(slots=True)
class Child:
    """One command and its running process, if there is one."""

    command: Command
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    early_deaths: int = 0
    start_at: float = 0.0
    kill_at: float = 0.0
    tail: bytes = b""


class CrashLoop(Exception):
    """A child keeps dying right after its start."""

    def __init__(self, name: str, status: int, times: int) -> None:
        super().__init__(f"{name} ended {times} times right after its start, last with {describe(status)}")
        self.name = name
        self.status = status
        self.times = times


def describe(status: int) -> str:
    """A process's end in words: "status 1" or "signal SIGKILL"."""
    if status < 0:
        return f"signal {signal.Signals(-status).name}"
    return f"status {status}"


def end_with_parent() -> None:
    """In the child, before its program starts: ask Linux for a SIGTERM when the parent dies."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def write_line(line: str) -> None:
    """One line to the terminal; a closed terminal is no reason to stop."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


class Supervisor:
    """Runs commands until it is told to stop by a signal, or until one of them crash-loops."""

    def __init__(
        self,
        commands: Sequence[Command],
        *,
        patience: Patience = Patience(),
        say: Callable[[str], None] = write_line,
    ) -> None:
        self.children = [Child(command) for command in commands]
        self.patience = patience
        self.say = say
        self.width = max(len(command.name) for command in commands)
        self.selector = selectors.DefaultSelector()
        self.asked = 0

    def run(self) -> None:
        """Start all, keep them, and return when a signal asked to stop and all have ended.

        Raises `CrashLoop` after everything else was stopped. Whatever happens, no child is left.
        """
        with self._signals():
            try:
                while not self.asked:
                    self._start_due()
                    self._wait(self._next_start())
                    self._reap()
            finally:
                self.stop()

    def stop(self) -> None:
        """End every child: SIGTERM, then after the grace (or a second signal) SIGKILL to its whole group."""
        asked = self.asked
        for child in self.children:
            if child.process is not None:
                child.kill_at = time.monotonic() + self.patience.grace
                _signal_process(child.process, signal.SIGTERM)
        while any(child.process is not None for child in self.children):
            self._wait(0.1)
            for child in self.children:
                self._bury(child)
                if child.process is not None and (
                    time.monotonic() >= child.kill_at or self.asked > max(asked, 1)
                ):
                    _signal_group(child.process.pid, signal.SIGKILL)

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        """Count requests to stop, and wake the loop when a signal comes."""
        read, write = os.pipe()
        os.set_blocking(read, False)
        os.set_blocking(write, False)
        watched = (*STOPPING, signal.SIGCHLD)
        before = {each: signal.getsignal(each) for each in watched}
        wakeup = signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        for each in watched:
            signal.signal(each, self._on_signal)
        self.selector.register(read, selectors.EVENT_READ, None)
        try:
            yield
        finally:
            signal.set_wakeup_fd(wakeup)
            for each, handler in before.items():
                signal.signal(each, handler)
            self.selector.unregister(read)
            os.close(read)
            os.close(write)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if number in STOPPING:
            self.asked += 1

    def _start_due(self) -> None:
        for child in self.children:
            if child.process is None and time.monotonic() >= child.start_at:
                self._start(child)

    def _start(self, child: Child) -> None:
        command = child.command
        child.process = subprocess.Popen(  # noqa: S603 (our own programs, no shell)
            list(command.arguments),
            env={**os.environ, **command.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=tuple(command.descriptors),
            start_new_session=True,
            preexec_fn=end_with_parent,
        )
        child.started = time.monotonic()
        child.tail = b""
        if child.process.stdout is not None:
            os.set_blocking(child.process.stdout.fileno(), False)
            self.selector.register(child.process.stdout, selectors.EVENT_READ, child)

    def _next_start(self) -> float:
        """Seconds until a child has to be started again; at most one."""
        pauses = [child.start_at - time.monotonic() for child in self.children if child.process is None]
        return max(0.0, min([1.0, *pauses]))

    def _wait(self, seconds: float) -> None:
        """Sleep until output or a signal comes, and show the output."""
        for key, _ in self.selector.select(seconds):
            if isinstance(key.data, Child):
                self._show(key.data)
            else:
                with contextlib.suppress(BlockingIOError):
                    os.read(key.fd, CHUNK)

    def _show(self, child: Child, *, last: bool = False) -> None:
        """Print the whole lines that a child has written; at the `last`, whatever is left of them."""
        stream = child.process.stdout if child.process is not None else None
        if stream is None or stream.closed:
            return
        more = True
        while more:
            try:
                read = os.read(stream.fileno(), CHUNK)
            except BlockingIOError:
                break
            last = last or not read
            more = last and bool(read)
            *lines, child.tail = (child.tail + read).split(b"\n")
            self._print(child, lines)
        if last:
            self._print(child, [child.tail] if child.tail else [])
            self.selector.unregister(stream)
            stream.close()

    def _print(self, child: Child, lines: Sequence[bytes]) -> None:
        for line in lines:
            self.say(f"{child.command.name:<{self.width}} | {line.decode(errors='replace')}")

    def _reap(self) -> None:
        for child in self.children:
            lived = time.monotonic() - child.started
            status = self._bury(child)
            if status is None:
                continue
            early = lived < self.patience.steady
            child.early_deaths = child.early_deaths + 1 if early else 0
            if child.early_deaths >= self.patience.enough:
                raise CrashLoop(child.command.name, status, child.early_deaths)
            pause = min(
                self.patience.first_pause * 2 ** max(child.early_deaths - 1, 0), self.patience.longest_pause
            )
            child.start_at = time.monotonic() + pause
            if not self.asked:
                self.say(
                    f"{child.command.name:<{self.width}} | ended with {describe(status)}, "
                    f"starting again in {pause:g} s"
                )

    def _bury(self, child: Child) -> int | None:
        """The status of a child that has ended, once; kills what it left behind and shows its last words."""
        process = child.process
        if process is None or process.poll() is None:
            return None
        _signal_group(process.pid, signal.SIGKILL)
        self._show(child, last=True)
        child.process = None
        return process.returncode


def _signal_process(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(number)


def _signal_group(leader: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, number)
