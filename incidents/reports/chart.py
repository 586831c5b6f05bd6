"""From the facts of a report to the description of its time chart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from incidents.reports.model import Fact, When
from incidents.reports.telling import Telling, letter, moment_of
from lib.calendar_words import clock_words
from lib.charts.timespan import (
    FUTURE,
    PAST,
    Band,
    Mark,
    Nowhere,
    OffScale,
    OpenEnd,
    Point,
    Row,
    Scale,
    Shape,
    TimeChart,
    scale_for,
)
from lib.moments import Moment, Precision
from lib.zones import zone_info

_MINUTE = timedelta(minutes=1)


def chart_of(telling: Telling) -> TimeChart | None:
    """The chart of all facts; None when no fact has a time at all."""
    facts = telling.report.facts
    core = [fact for fact in facts if fact.kind != "background"] or list(facts)
    spans = [ends_of(fact.when) for fact in core]
    instants = [at for span in spans for at in span if at]
    if not instants:
        core = list(facts)
        spans = [ends_of(fact.when) for fact in core]
        instants = [at for span in spans for at in span if at]
    scale = scale_for(
        instants,
        zone=telling.report.zone,
        open_past=[stop for start, stop in map(_ends_of_fact, facts) if start is None and stop],
        open_future=[start for start, stop in map(_ends_of_fact, facts) if stop is None and start],
    )
    if scale is None:
        return None
    language = telling.words.language
    rows = tuple(_row(telling, fact, scale) for fact in facts)
    return TimeChart(
        scale.caption(language, min(instants)),
        scale.ticks(language),
        rows,
        _legend([row.shape for row in rows]),
    )


def ends_of(when: When) -> tuple[datetime | None, datetime | None]:
    """The ends of a moment on the chart; both the same for a single clock time, None where open."""
    moment = moment_of(when)
    if moment.is_point or _is_minute(moment):
        return moment.earliest, moment.earliest
    if moment.precision is Precision.UNKNOWN and None in (moment.earliest, moment.latest):
        return moment.earliest, moment.latest
    start, stop = moment.span()
    return _day_floor(moment, start), stop


def _ends_of_fact(fact: Fact) -> tuple[datetime | None, datetime | None]:
    return ends_of(fact.when)


def _is_minute(moment: Moment) -> bool:
    start, stop = moment.earliest, moment.latest
    return bool(moment.precision is Precision.MINUTE and start and stop and stop - start <= _MINUTE)


def _day_floor(moment: Moment, start: datetime | None) -> datetime | None:
    """What is told to the day begins with the day, even where it shares the start of another fact."""
    if start is None or moment.precision not in (Precision.DAY, Precision.MONTH):
        return start
    whole, _stop = Moment(start, None, moment.precision, moment.zone).span()
    return whole


def _tone(fact: Fact) -> str:
    if "moment" in fact.disputed:
        return "disputed"
    return "confirmed" if fact.claim == "confirmed" else "plain"


def _row(telling: Telling, fact: Fact, scale: Scale) -> Row:
    name = telling.words.of("kinds", fact.kind)
    return Row(f"F{fact.number}", name, _tone(fact), _shape(telling, fact, scale))


def _shape(telling: Telling, fact: Fact, scale: Scale) -> Shape:
    start, stop = ends_of(fact.when)
    if start is None and stop is None:
        return Nowhere()
    off = _off_scale(telling, fact, (start, stop), scale)
    if off:
        return off
    if start is None and stop is not None:
        return OpenEnd(scale.position(stop), PAST)
    if stop is None and start is not None:
        return OpenEnd(scale.position(start), FUTURE)
    if start is None or stop is None:
        return Nowhere()
    shared = f"= F{fact.when.same_as}" if fact.when.same_as is not None else ""
    if start == stop:
        exact = fact.when.precision != "about"
        return Point(scale.position(start), exact, shared or _clock(telling, fact.when, start))
    left, right = (min(1.0, max(0.0, scale.position(each))) for each in (start, stop))
    return Band(left, right, _marks(fact, scale), shared)


def _off_scale(
    telling: Telling, fact: Fact, ends: tuple[datetime | None, datetime | None], scale: Scale
) -> OffScale | None:
    known = [at for at in ends if at]
    outside = telling.words("off_scale")
    label = f"{telling.moment(fact.when)} ({outside})"
    if all(at < scale.start for at in known):
        return OffScale(PAST, label)
    if all(at > scale.stop for at in known):
        return OffScale(FUTURE, label)
    return None


def _clock(telling: Telling, when: When, at: datetime) -> str:
    words = telling.words
    clock = clock_words(at.astimezone(zone_info(when.zone)), words.language)
    return words("about", n=clock) if when.precision == "about" else clock


def _marks(fact: Fact, scale: Scale) -> tuple[Mark, ...]:
    """The readings of a disputed moment, lettered as in the record of events."""
    if "moment" not in fact.disputed:
        return ()
    marks = []
    readings = [reading for reading in fact.readings if reading.of == "moment"]
    for number, reading in enumerate(readings):
        start, stop = ends_of(reading.when) if reading.when else (None, None)
        if start and stop:
            marks.append(Mark(letter(number), scale.position(start), scale.position(stop)))
    return tuple(marks)


def _legend(shapes: Sequence[Shape]) -> tuple[str, ...]:
    points = [shape for shape in shapes if isinstance(shape, Point)]
    bands = [shape for shape in shapes if isinstance(shape, Band)]
    used = {
        "exact": any(point.exact for point in points),
        "about": any(not point.exact for point in points),
        "range": bool(bands),
        "disputed": any(band.marks for band in bands),
        "open": any(isinstance(shape, OpenEnd | Nowhere) for shape in shapes),
    }
    return tuple(kind for kind, is_used in used.items() if is_used)
