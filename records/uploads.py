"""Takes uploads in: a file that is too large is counted to its end, but not written down."""

from __future__ import annotations

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Writes at most `EVIDENCE_LIMIT` bytes of each file to the disk.

    The file's `size` still tells how large it was, so that the vault refuses it and names the limit.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write the part that lies within the limit."""
        room = settings.EVIDENCE_LIMIT - start
        if room > 0:
            self.file.write(raw_data[:room])
