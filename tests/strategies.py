"""Hypothesis strategies for times: every zone, instants around every change of clocks, moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import available_timezones

from hypothesis import settings
from hypothesis import strategies as st

from lib.moments import Moment, Precision

settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")

ZONES = sorted(zone for zone in available_timezones() if zone not in {"localtime", "Factory"})
INDONESIA = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
START = datetime(1970, 1, 1, tzinfo=UTC)
SPAN = timedelta(days=366 * 100)

zones = st.sampled_from(ZONES)
instants = st.integers(0, int(SPAN.total_seconds() // 60)).map(
    lambda minutes: START + timedelta(minutes=minutes)
)
lengths = st.integers(1, 60 * 24 * 400).map(lambda minutes: timedelta(minutes=minutes))
told = st.sampled_from([each for each in Precision if each is not Precision.UNKNOWN])


@st.composite
def moments(draw: st.DrawFn, *, zone: st.SearchStrategy[str] = zones) -> Moment:
    """Any moment that can be told: points, ranges, limits, and nothing at all."""
    name, at = draw(zone), draw(instants)
    match draw(st.sampled_from(["single", "range", "by", "from", "nothing"])):
        case "single":
            return Moment(at, None, draw(told), name)
        case "range":
            return Moment(at, at + draw(lengths), draw(st.sampled_from(list(Precision))), name)
        case "by":
            return Moment(None, at, draw(st.sampled_from(list(Precision))), name)
        case "from":
            return Moment(at, None, Precision.UNKNOWN, name)
    return Moment(None, None, Precision.UNKNOWN, name)
