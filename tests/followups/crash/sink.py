"""A mail server that takes its time and writes down what it took: one line of JSON for each mail.

`python -m tests.followups.crash.sink PORT FILE [MILLISECONDS]`. It is a process of its own, so that nothing
that is killed takes its memory along.
"""

from __future__ import annotations

import contextlib
import email
import email.policy
import json
import re
import socketserver
import sys
import threading
import time
from pathlib import Path

LINK = re.compile(r"/go/follow_up/([0-9a-f-]{36})")
_writing = threading.Lock()


class Session(socketserver.StreamRequestHandler):
    """One SMTP session, as much of RFC 5321 as Python's smtplib speaks."""

    file: Path
    pause: float

    def handle(self) -> None:
        self._say("220 sink")
        while line := self.rfile.readline():
            word = line.decode(errors="replace").strip().upper()
            if word.startswith("DATA"):
                self._say("354 go on")
                self._take(self._data())
                self._say("250 taken")
            elif word.startswith("QUIT"):
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _say(self, words: str) -> None:
        """Answer, if the sender was not killed meanwhile; what it handed over is written down already."""
        with contextlib.suppress(OSError):
            self.wfile.write(f"{words}\r\n".encode())

    def _data(self) -> bytes | None:
        lines = []
        while line := self.rfile.readline():
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return None

    def _take(self, data: bytes | None) -> None:
        """Keep a whole mail; one that was cut off was never handed over."""
        if data is None:
            return
        time.sleep(self.pause)
        mail = email.message_from_bytes(data, policy=email.policy.default)
        kept = {"id": mail["Message-ID"], "to": mail["To"], "about": LINK.findall(mail.get_content())}
        with _writing, self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(kept) + "\n")


class Sink(socketserver.ThreadingTCPServer):
    """One thread a session."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address) -> None:
        """A sender that was killed in the middle of a sentence is what this is for."""


def main() -> None:
    """Listen until killed; prints the port once it listens."""
    Session.file = Path(sys.argv[2])
    Session.pause = float(sys.argv[3] if len(sys.argv) > 3 else 10) / 1000
    Session.file.touch()
    with Sink(("127.0.0.1", int(sys.argv[1])), Session) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
