"""Reading a case file: YAML without surprises, and the line on which each value stands.

Only plain mappings, lists, texts, whole numbers and true, false or null are understood. Anchors, aliases and
tags are refused (they are how small files become large ones), doubled keys too. A date stays the text that
somebody wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lib.canonical import sha256_of
from lib.errors import Invalid, Message, Problem, TooLarge
from lib.texts import keepable

SIZE_LIMIT = 1024 * 1024
DEPTH_LIMIT = 20
_WHOLE = re.compile(r"[-+]?(0|[1-9]\d{0,14})\Z")
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}

Steps = tuple[str | int, ...]


@dataclass(frozen=True)
class CaseFile:
    """What a file holds, before anybody has judged it; `lines` maps a path to its line, counted from 1."""

    data: Any
    lines: dict[Steps, int] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """The hash of the content: the same whatever the layout and the comments."""
        return sha256_of(self.data)

    def place(self, path: Steps) -> str:
        """Where a value stands, for a person: `timeline[2].moment.latest (line 37)`."""
        words = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
        known = next(
            (self.lines[path[:end]] for end in range(len(path), -1, -1) if path[:end] in self.lines), 1
        )
        return f"{words} (line {known})".strip()


def read_file(path: Path) -> CaseFile:
    """The content of a case file. Raises `Invalid` or `TooLarge`, also for what is no readable file."""
    try:
        if not path.is_file():
            raise Invalid(format_lazy(_("“{path}” is not a file."), path=path), code="not_a_file")
        with path.open("rb") as stream:
            raw = stream.read(SIZE_LIMIT + 1)
    except (OSError, ValueError) as error:
        raise Invalid(
            format_lazy(_("“{path}” cannot be read: {reason}."), path=path, reason=str(error)),
            code="not_readable",
        ) from error
    if len(raw) > SIZE_LIMIT:
        raise TooLarge(format_lazy(_("A case file has at most {limit} KB."), limit=SIZE_LIMIT // 1024))
    return read_bytes(raw)


def read_bytes(raw: bytes) -> CaseFile:
    """The content of a case file from its bytes. Raises `Invalid` with the line."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(_("This is not a text file in UTF-8."), code="not_text") from error
    try:
        _check_events(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise _not_yaml(error) from error
    if node is None:
        raise Invalid(_("The file is empty."), code="empty")
    builder = _Builder()
    data = builder.value(node, ())
    if builder.problems:
        raise Invalid(_("The file cannot be read."), code="not_yaml", problems=builder.problems)
    return CaseFile(data, builder.lines)


def _at_line(message: Message, line: int, code: str) -> Invalid:
    return Invalid(message, code=code, problems=[Problem(message, f"line {line}", code)])


def _not_yaml(error: yaml.YAMLError) -> Invalid:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else 1
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or _("it is not YAML")
    return _at_line(format_lazy(_("The file cannot be read: {reason}."), reason=reason), line, "not_yaml")


def _check_events(text: str) -> None:
    """Refuse what makes trouble before anything is built from it."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _at_line(_("A case file holds one document, without “---”."), line, "many_documents")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _at_line(_("Anchors and aliases (& and *) are not used in case files."), line, "alias")
        if getattr(event, "tag", None):
            raise _at_line(_("Tags (!) are not used in case files."), line, "tag")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEPTH_LIMIT:
                raise _at_line(_("The lists and mappings are nested too deeply."), line, "too_deep")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Builder:
    """Values from nodes, with the line of each."""

    def __init__(self) -> None:
        self.lines: dict[Steps, int] = {}
        self.problems: list[Problem] = []

    def value(self, node: yaml.Node, path: Steps) -> Any:
        """The value of a node; what is wrong inside is noted in `problems`."""
        self.lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            return dict(self._pairs(node, path))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(each, (*path, number)) for number, each in enumerate(node.value)]
        text = str(node.value)
        if not keepable(text):
            message = _("This text holds a character that cannot be kept.")
            self.problems.append(Problem(message, f"line {self.lines[path]}", "control_character"))
        return _scalar(text, quoted=getattr(node, "style", None) is not None)

    def _pairs(self, node: yaml.MappingNode, path: Steps) -> Iterator[tuple[str, Any]]:
        seen: set[str] = set()
        for key_node, value_node in node.value:
            line = f"line {key_node.start_mark.line + 1}"
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if not isinstance(key, str):
                self.problems.append(Problem(_("A key is a single word."), line, "strange_key"))
                continue
            if key in seen:
                message = format_lazy(_("The key “{key}” stands here twice."), key=key)
                self.problems.append(Problem(message, line, "doubled_key"))
                continue
            seen.add(key)
            yield key, self.value(value_node, (*path, key))


def _scalar(text: str, *, quoted: bool) -> Any:
    """Quoted is text; bare is true, false, null or a whole number where it looks like one, else text."""
    if quoted:
        return text
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    return int(text) if _WHOLE.match(text) else text
