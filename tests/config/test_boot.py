"""What has to be in order before anything is served, where a file system cannot be made to refuse."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.db import connection

from config import boot
from config.boot import NotReady


def test_a_storage_that_cannot_be_written_is_named(settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings.STORAGES["default"]["OPTIONS"]["location"] = str(tmp_path / "file" / "blobs")
    with pytest.raises(NotReady, match=f"{tmp_path / 'file'} "):
        boot.check_storage()


@pytest.mark.django_db
def test_a_database_file_that_cannot_be_written_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "sqlite":
        return
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with pytest.raises(NotReady, match="Permission denied"):
        boot.check_database()
