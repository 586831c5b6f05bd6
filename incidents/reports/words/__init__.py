"""The report's own words in Indonesian and English, and how counts and values are said.

They stand here and not in a translation catalogue: a report is written in *its* language whatever the
reader's is, and a stored snapshot has to rebuild the same report.
"""

from __future__ import annotations

from collections.abc import Mapping

from incidents.reports.words.english import ENGLISH
from incidents.reports.words.english_tables import ENGLISH_TABLES
from incidents.reports.words.indonesian import INDONESIAN
from incidents.reports.words.indonesian_tables import INDONESIAN_TABLES

_TEXTS: dict[str, Mapping[str, str]] = {"id": INDONESIAN, "en": ENGLISH}
_TABLES: dict[str, Mapping[str, Mapping[str, str]]] = {"id": INDONESIAN_TABLES, "en": ENGLISH_TABLES}


class Words:
    """The words of one language: `words("summary")` is a text, `words.of("claims", "stated")` a value's."""

    def __init__(self, language: str) -> None:
        self.language = "en" if language == "en" else "id"
        self._texts = _TEXTS[self.language]
        self._tables = _TABLES[self.language]

    def __call__(self, key: str, **values: object) -> str:
        """The text of that key, with its blanks filled in."""
        text = self._texts[key]
        return text.format(**values) if values else text

    def of(self, table: str, value: str) -> str:
        """The word of a closed vocabulary; a value it does not know is shown as it is."""
        return self._tables[table].get(value, value)

    def count(self, thing: str, number: int) -> str:
        """A number and what is counted: "1 fact", "3 facts"."""
        return self.of("counts", f"{thing}.{'one' if number == 1 else 'many'}").format(n=number)

    def number(self, value: int) -> str:
        """A whole number with the language's separators: 12.500 or 12,500."""
        text = f"{value:,}"
        return text if self.language == "en" else text.replace(",", ".")


WORDS = {language: Words(language) for language in _TEXTS}


def words_of(language: str) -> Words:
    """The words of `id` or `en`; Indonesian for anything else."""
    return WORDS.get(language, WORDS["id"])


def keys_of(language: str) -> dict[str, list[str]]:
    """Every text, and every table with its values: the same in both languages."""
    tables = {key: sorted(table) for key, table in _TABLES[language].items()}
    return {"": sorted(_TEXTS[language]), **tables}
