"""Everything a page of the portal needs, so that a template loads one library: {% load tanggap %}."""

from __future__ import annotations

from django import template

from lib.templatetags import fields, parts, times

register = template.Library()

for library in (parts.register, fields.register, times.register):
    register.tags.update(library.tags)
    register.filters.update(library.filters)
