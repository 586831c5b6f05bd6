"""Measures the post-incident report: the two cases, and reports of 60 and 1,000 facts, warm.

Usage: python -m tools.bench_report [RUNS]
Prints the median of RUNS (7 unless told) in milliseconds, as the clock and as the processor saw it, the
slowest by the clock, pages and kilobytes.
"""

from __future__ import annotations

import statistics
import sys
import time
from io import BytesIO

import pikepdf

from incidents.reports.post_incident import render
from tests.incidents.many_facts import report_with
from tests.incidents.report_from_case import draft_issue, report_of

SUBJECTS = {
    "sikm-2020": lambda: report_of("sikm-2020"),
    "jaki-2023": lambda: report_of("jaki-2023", "en"),
    "60 facts": lambda: report_with(60),
    "1,000 facts": lambda: report_with(1000),
}


def main() -> None:
    """Print a line for each report."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    for name, make in SUBJECTS.items():
        report, issue = make(), draft_issue()
        pdf = render(report, issue)
        times, work = [], []
        for _run in range(runs):
            start, begun = time.perf_counter(), time.process_time()
            render(report, issue)
            times.append((time.perf_counter() - start) * 1000)
            work.append((time.process_time() - begun) * 1000)
        with pikepdf.open(BytesIO(pdf)) as opened:
            pages = len(opened.pages)
        clock, processor = statistics.median(times), statistics.median(work)
        print(
            f"{name:12} {clock:6.0f} ms, processor {processor:6.0f} ms, slowest {max(times):6.0f} ms,"
            f" {pages:4} pages, {len(pdf) // 1024:5} kB"
        )


if __name__ == "__main__":
    main()
