"""Every address there is: the URL resolver's, and the operations of the OpenAPI description."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from config.api_pages import schema_of


@dataclass(frozen=True, slots=True)
class Route:
    """One address by its name, as a pattern such as `/incidents/<uuid:public_id>/`."""

    name: str
    pattern: str


def routes() -> list[Route]:
    """Every route of the resolver."""
    return list(_walk(get_resolver(), "", "/"))


def _walk(resolver: URLResolver, spaces: str, above: str) -> Iterator[Route]:
    for each in resolver.url_patterns:
        pattern = above + str(each.pattern)
        if isinstance(each, URLResolver):
            inside = f"{spaces}{each.namespace}:" if each.namespace else spaces
            yield from _walk(each, inside, pattern)
        elif isinstance(each, URLPattern):
            yield Route(f"{spaces}{each.name or pattern}", pattern)


def operations() -> Iterator[tuple[str, str]]:
    """Method and path of every operation that the API describes, the path as the resolver spells it."""
    for path, methods in schema_of("en")["paths"].items():
        for method in methods:
            if method in {"get", "post", "put", "patch", "delete"}:
                yield method.upper(), path
