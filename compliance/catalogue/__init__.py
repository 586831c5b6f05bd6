"""Frameworks as data: the files that are shipped, and the reader that checks them."""

from __future__ import annotations

from pathlib import Path

ISO_27001_2022 = Path(__file__).parent / "iso-iec-27001-2022.yaml"
