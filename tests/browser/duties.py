"""What somebody owes because of an incident: added, done with proof, handed over, moved to another day."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from lib.forms.local_time import picked
from tests.browser.desk import Desk

ZONE = "Asia/Jakarta"


def add(desk: Desk, *, title: str, owner: str, due: datetime) -> None:
    """A new task, from the list of the incident."""
    desk.follow("Add follow-up")
    desk.write({"title": title, "due_at": picked(due, ZONE)})
    desk.pick("owner", owner)
    desk.press("Add follow-up")
    desk.sees(title)


def hand_over(desk: Desk, title: str, *, to: str) -> None:
    """Give it to somebody else."""
    desk.follow("Hand over", about=title)
    desk.pick("owner", to)
    desk.press("Save")


def move(desk: Desk, title: str, *, to: datetime) -> None:
    """Change the date."""
    desk.follow("Change the date", about=title)
    desk.write({"due_at": picked(to, ZONE)})
    desk.press("Save")


def complete(desk: Desk, title: str, *, note: str, proof: Path) -> None:
    """Say what was done, and show it."""
    desk.follow("Complete", about=title)
    desk.write({"note": note})
    desk.hand_in("proof", proof)
    desk.press("Done")
