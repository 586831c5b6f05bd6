"""What every template promises: nothing inline, only icons that exist, vendored files unchanged."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings

from lib.looks import LOOKS

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
ICON = re.compile(r"""{%\s*icon\s+"([a-z0-9-]+)\"""")
NAMED_ICON = re.compile(r"""{%\s*(?:chip\s+\S+\s+"[a-z]*"|empty\s+\S+\s+\S+)\s+"([a-z0-9-]+)\"""")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_holds_nothing_the_content_policy_would_block(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", text), "inline style"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "inline handler"
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), "inline script"
    assert "<style" not in text
    assert "javascript:" not in text
    assert "hx-on" not in text
    assert "https://cdn" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_icon_that_a_template_names_is_in_the_sprite(path: Path) -> None:
    sprite = (ROOT / "static" / "icons.svg").read_text(encoding="utf-8")
    text = path.read_text(encoding="utf-8")
    named = {*ICON.findall(text), *NAMED_ICON.findall(text)}
    assert {name for name in named if f'id="{name}"' not in sprite} == set()


def test_every_icon_of_a_vocabulary_is_in_the_sprite() -> None:
    sprite = (ROOT / "static" / "icons.svg").read_text(encoding="utf-8")
    icons = {shown.icon for family in LOOKS.values() for shown in family.values()} - {""}
    assert {name for name in icons if f'id="{name}"' not in sprite} == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_posting_form_carries_its_token(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    forms = re.findall(r'<form[^>]*method="post".*?</form>', text, re.S)
    assert all("{% csrf_token %}" in form for form in forms)


def test_vendored_files_are_the_ones_that_were_listed() -> None:
    vendor = ROOT / "static" / "vendor"
    lines = (vendor / "HASHES.txt").read_text(encoding="utf-8").splitlines()
    listed = {name: digest for digest, name in (line.split("  ") for line in lines)}
    here = {p.relative_to(vendor).as_posix() for p in vendor.rglob("*") if p.is_file()} - {"HASHES.txt"}
    assert here == set(listed)
    for name, digest in listed.items():
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == digest, name
