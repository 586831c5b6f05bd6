"""The embedded broker: a message is there whole or not at all."""

from __future__ import annotations

import threading
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from config import folder_broker

MESSAGES = 300


@pytest.fixture
def broker(tmp_path: Path):
    """A connection to a broker in folders of its own."""
    folder_broker.use()
    for name in ("queue", "control"):
        (tmp_path / name).mkdir()
    options = {
        "data_folder_in": str(tmp_path / "queue"),
        "data_folder_out": str(tmp_path / "queue"),
        "control_folder": str(tmp_path / "control"),
    }
    with Connection("filesystem://", transport_options=options) as connection:
        yield connection


def test_filesystem_means_our_broker(broker):
    assert isinstance(broker.transport, folder_broker.Transport)


def test_a_reader_that_is_quicker_than_the_writer_meets_no_half_message(broker):
    writer, reader = broker.channel(), broker.channel()
    pusher = threading.Thread(target=lambda: [writer._put("work", {"n": n}) for n in range(MESSAGES)])
    pusher.start()
    got: list[int] = []
    while len(got) < MESSAGES:
        try:
            got.append(reader._get("work")["n"])
        except Empty:
            assert pusher.is_alive() or reader._size("work"), "lost"
    pusher.join()
    assert sorted(got) == list(range(MESSAGES))


def test_what_is_still_being_written_is_not_read(broker, tmp_path):
    (tmp_path / "queue" / "1_x.work.part").write_text("")
    with pytest.raises(Empty):
        broker.channel()._get("work")
