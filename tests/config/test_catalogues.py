"""Every sentence of code, templates and the API has one Indonesian translation, with the same gaps."""

from __future__ import annotations

import ast
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

from config.api_pages import schema_of
from config.catalogues import sources
from lib.api.schema_words import sentences_of

ROOT = Path(settings.BASE_DIR)
ROOMS = ("lib", "accounts", "records", "followups", "compliance", "incidents", "config")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\b(n?p?gettext|_)\(({LITERAL}(?:\s*,\s*{LITERAL})*)")
GAP = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")
Key = tuple[str | None, str]


@cache
def said() -> dict[Key, set[str]]:
    """Every sentence, with the files that say it."""
    found: dict[Key, set[str]] = defaultdict(set)
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for key in said_in_code(path):
                found[key].add(str(path.relative_to(ROOT)))
    for path in sorted((ROOT / "templates").rglob("*.*")):
        for key in said_in_template(path) if path.suffix in {".html", ".txt"} else ():
            found[key].add(str(path.relative_to(ROOT)))
    for sentence in sentences_of(schema_of("en")):
        found[(None, sentence)].add("the description of the API")
    return found


def said_in_code(path: Path) -> Iterator[Key]:
    source = io.BytesIO(path.read_bytes())
    rows = extract("python", source, keywords=KEYWORDS, options={"encoding": "utf-8"})
    for _line, message, _comments, context in rows:
        msgid = message[0] if isinstance(message, tuple) else message
        if msgid:
            yield context, msgid
    yield from said_in_f_strings(path)


def said_in_f_strings(path: Path) -> Iterator[Key]:
    """Calls within the braces of an f-string, which Babel takes for text before Python 3.12."""
    tree = ast.parse(path.read_bytes())
    for text in (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)):
        for call in (node for node in ast.walk(text) if isinstance(node, ast.Call)):
            if isinstance(call.func, ast.Name) and call.func.id in {"_", "gettext"}:
                yield None, ast.literal_eval(call.args[0])


def said_in_template(path: Path) -> Iterator[Key]:
    """Django turns a template into calls among filler, which is no Python but can be read as calls."""
    for name, literals in CALL.findall(templatize(path.read_text(encoding="utf-8"))):
        texts = [ast.literal_eval(each) for each in re.findall(LITERAL, literals)]
        context = texts.pop(0) if "pgettext" in name else None
        yield context, texts[0]


@cache
def translated() -> dict[Key, list[tuple[str, Message]]]:
    """Every translation, with the catalogue in which it stands."""
    found: dict[Key, list[tuple[str, Message]]] = defaultdict(list)
    for source in sources():
        with source.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    msgid = message.id[0] if isinstance(message.id, tuple) else message.id
                    found[(message.context, msgid)].append((source.parts[-4], message))
    return found


def wordings(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple) else [message.string]


def test_there_are_sentences_in_code_and_templates() -> None:
    files = {path for paths in said().values() for path in paths}
    assert any(path.startswith("templates/") for path in files)
    assert any(path.startswith("lib/") for path in files)


def test_every_sentence_is_translated() -> None:
    there = {key for key, rows in translated().items() for _room, message in rows if all(wordings(message))}
    missing = {key[1]: sorted(paths) for key, paths in said().items() if key not in there}
    assert not missing, "\n".join(
        f"{text!r} in {', '.join(paths)}" for text, paths in sorted(missing.items())
    )


def test_no_sentence_is_translated_in_two_ways() -> None:
    twice = {
        key[1]: [(room, wordings(message)) for room, message in rows]
        for key, rows in translated().items()
        if len({tuple(wordings(message)) for _room, message in rows}) > 1
    }
    assert not twice


def test_a_translation_has_the_gaps_of_its_sentence() -> None:
    wrong = {}
    for rows in translated().values():
        for _room, message in rows:
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            allowed = {gap for each in ids for gap in GAP.findall(each)}
            needed = set(GAP.findall(ids[-1]))
            for wording in wordings(message):
                gaps = set(GAP.findall(wording))
                if not needed <= gaps or not gaps <= allowed:
                    wrong[ids[0]] = wording
    assert not wrong


def test_nothing_is_marked_as_doubtful_and_nothing_is_left_over() -> None:
    doubtful = [key[1] for key, rows in translated().items() for _room, message in rows if message.fuzzy]
    left_over = [
        (key[1], [room for room, _ in rows]) for key, rows in translated().items() if key not in said()
    ]
    assert not doubtful
    assert not left_over
