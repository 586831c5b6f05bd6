"""The post-incident report as a PDF: the one function that portal, API, task and command call."""

from __future__ import annotations

from reportlab.platypus import Flowable, NextPageTemplate, PageBreak

from incidents.reports.issue_data import IssueData
from incidents.reports.model import PostIncidentReport
from incidents.reports.sections.causes import causes
from incidents.reports.sections.cover import cover
from incidents.reports.sections.incident import incident
from incidents.reports.sections.issue import issue as issue_section
from incidents.reports.sections.opening import opening
from incidents.reports.sections.requirements import follow_ups, requirements
from incidents.reports.sections.response import response
from incidents.reports.sections.sources import sources
from incidents.reports.sections.summary import summary
from incidents.reports.sections.timeline import timeline
from incidents.reports.sections.unknowns import statements, unknowns
from incidents.reports.snapshot import content_hash
from incidents.reports.telling import Telling
from lib.pdf.blocks import Heading
from lib.pdf.document import About, make
from lib.pdf.furniture import Furniture
from lib.zones import zone_info


def render(content: PostIncidentReport, issue: IssueData) -> bytes:
    """The PDF of a report in the content's language.

    Deterministic: the same content and issue data give the same bytes, whenever and wherever. No text in
    either can act as markup, and none that a face lacks is lost: it is replaced by a visible mark.
    """
    telling = Telling(content, issue, issue.content_hash or content_hash(content))
    return make(_story(telling), _about(telling), _furniture(telling))


def _story(telling: Telling) -> list[Flowable]:
    body: list[Flowable] = [
        *summary(telling),
        PageBreak(),
        *incident(telling),
        *timeline(telling),
        *causes(telling),
        *response(telling),
        *unknowns(telling),
        *statements(telling),
        *requirements(telling),
        *follow_ups(telling),
        *sources(telling),
        *issue_section(telling),
    ]
    headings = [each for each in body if isinstance(each, Heading)]
    return [
        cover(telling),
        NextPageTemplate("page"),
        PageBreak(),
        *opening(telling, headings),
        PageBreak(),
        *body,
    ]


def _about(telling: Telling) -> About:
    issue, words = telling.issue, telling.words
    return About(
        title=f"{issue.number} {telling.report.title.text}",
        author=issue.letterhead.unit or issue.letterhead.body,
        subject=words("document"),
        language=words.language,
        made_at=issue.built_at.astimezone(zone_info(issue.zone)),
        creator=issue.builder,
    )


def _furniture(telling: Telling) -> Furniture:
    issue, words = telling.issue, telling.words
    digest = telling.content_hash
    short = issue.letterhead.short or issue.letterhead.unit or issue.letterhead.body
    footer = (
        f"{short} · {issue.number} · {words('version_word')} {issue.version} · "
        f"{telling.day(issue.built_at, issue.zone)}"
    )
    return Furniture(
        tlp=telling.report.tlp,
        stamp=words.of("stamps", telling.report.origin),
        draft=words("draft_mark") if telling.is_draft else "",
        number=issue.number,
        title=telling.report.title.text,
        footer=footer,
        footer_hash=f"SHA-256 {digest[:8]} {digest[8:16]} …",
        page_of=words("page_of"),
    )
