"""`python -m bench.reminders`: the crash bench of reminders, which lies beside their crash test."""

from __future__ import annotations

import sys

from tests.followups.crash.bench import main

if __name__ == "__main__":
    sys.exit(main())
