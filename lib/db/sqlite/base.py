"""The database backend `lib.db.sqlite`: Django's own, which opens a file only where there is one.

SQLite makes an empty file where it finds none, so a database whose file or folder was taken away would go on
as another one that knows nobody. `lib.db.sqlite.files` makes the file when Tanggap is set up.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from django.db.backends.sqlite3.base import DatabaseWrapper as Original

from lib.db.sqlite.files import file_of


class DatabaseWrapper(Original):
    """A connection to a file that is there, or to memory."""

    def get_connection_params(self) -> dict[str, Any]:
        """Django's own, with the file named in the way that lets SQLite read and write but not create it."""
        given: dict[str, Any] = super().get_connection_params()
        path = file_of(given["database"])
        return given if path is None else {**given, "database": f"{path.absolute().as_uri()}?mode=rw"}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect. A file that is away is named; SQLite itself says only that it cannot open it."""
        try:
            return super().get_new_connection(conn_params)
        except sqlite3.OperationalError as error:
            path = file_of(self.settings_dict["NAME"])
            if path is None or path.exists():
                raise
            raise sqlite3.OperationalError(f"the file {path} is missing") from error
