"""A paged document from blocks: one pass, with page totals and contents filled in at its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from lib.pdf import fonts, furniture, tokens
from lib.pdf.blocks import Heading
from lib.pdf.furniture import Furniture
from lib.pdf.ink import Look, line_of_text

Words = Callable[[str], str]

rl_config.useA85 = 0
"""Streams are written as bytes: in ASCII they are a quarter larger and take longer to write."""


@dataclass(frozen=True, slots=True)
class About:
    """What the file says about itself. `made_at` (aware) is the date in it, so that bytes repeat."""

    title: str
    author: str
    subject: str
    language: str
    made_at: datetime
    creator: str = "Tanggap"


class _Operators:
    """Stands where the page's operators are collected, and hands the finished ones on."""

    def __init__(self) -> None:
        self._code: list[str] = []


class LateCanvas(Canvas):
    """A canvas on which some right-aligned words are only known when the last page is done.

    Their place in the page's operators is kept by a line that begins with NUL, which no text can
    contain, and replaced before the file is written. One pass is enough, and bookmarks stay true.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting: dict[str, tuple[str, float, float, Look, Words]] = {}
        self.known: dict[str, str] = {}

    def later(self, key: str, right: float, y: float, look: Look, words: Words = str) -> None:
        """Leave room for `words(known[key])`, ending at `right` on the baseline y."""
        holder = f"\x00{len(self._waiting)}\x00"
        self._waiting[holder] = (key, right, y, look, words)
        self._code.append(holder)

    def save(self) -> None:
        drawn = {holder: self._drawn(*waiting) for holder, waiting in self._waiting.items()}
        for page in self._doc.Pages.pages:
            if "\x00" in page.stream:
                lines = page.stream.split("\n")
                page.stream = "\n".join([drawn.get(line, line) for line in lines])
        super().save()

    def _drawn(self, key: str, right: float, y: float, look: Look, words: Words) -> str:
        target: Any = _Operators()
        target._doc, target._escape = self._doc, self._escape
        line_of_text(target, right, y, words(self.known.get(key, "")), look, "right")
        return "\n".join(target._code)


class Document(BaseDocTemplate):
    """A cover and pages with the report's furniture."""

    def __init__(self, target: BytesIO, about: About, surround: Furniture) -> None:
        super().__init__(
            target,
            pagesize=(tokens.PAGE_WIDTH, tokens.PAGE_HEIGHT),
            title=_plain(about.title),
            author=_plain(about.author),
            subject=_plain(about.subject),
            creator=_plain(about.creator),
            producer=_plain(about.creator),
            lang=about.language,
            initialFontName=fonts.REGULAR,
            invariant=1,
            displayDocTitle=1,
        )
        self.about, self.surround = about, surround
        self.running = self.started = ""
        self.addPageTemplates(
            [
                PageTemplate("cover", [_frame(62)], onPage=self._under, onPageEnd=self._over),
                PageTemplate("page", [_frame(tokens.TOP)], onPage=self._under, onPageEnd=self._over),
            ]
        )

    def _under(self, canvas: LateCanvas, _document: BaseDocTemplate) -> None:
        if canvas.getPageNumber() == 1:
            canvas.showOutline()
            canvas._doc._timeStamp = _Stamp(self.about.made_at)
        if self.surround.draft:
            furniture.watermark(canvas, self.surround.draft)

    def _over(self, canvas: LateCanvas, _document: BaseDocTemplate) -> None:
        page = canvas.getPageNumber()
        furniture.head(canvas, self.surround, self.started or self.running, cover=page == 1)
        furniture.foot(canvas, self.surround, page)
        self.started = ""

    def afterFlowable(self, flowable: Flowable) -> None:
        if not isinstance(flowable, Heading):
            return
        name = f"{flowable.number}  {flowable.text}"
        self.canv.bookmarkPage(flowable.key)
        self.canv.addOutlineEntry(name, flowable.key, flowable.level, closed=False)
        self.canv.known[flowable.key] = str(self.page)
        if not flowable.level:
            self.running = name
            self.started = self.started or name

    def _endBuild(self) -> None:
        self.canv.known["total"] = str(self.page)
        super()._endBuild()


class _Stamp:
    """The date of the file as ReportLab asks for it."""

    def __init__(self, at: datetime) -> None:
        self.t = at.timestamp()
        self.YMDhms = (at.year, at.month, at.day, at.hour, at.minute, at.second)
        offset = at.utcoffset()
        minutes = int(offset.total_seconds() // 60) if offset else 0
        self.dhh, self.dmm = divmod(minutes, 60)


def _frame(top: float) -> Frame:
    height = tokens.PAGE_HEIGHT - top - tokens.BOTTOM
    edges = dict.fromkeys(("leftPadding", "rightPadding", "topPadding", "bottomPadding"), 0)
    return Frame(tokens.MARGIN, tokens.BOTTOM, tokens.WIDTH, height, **edges)


def _plain(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


def make(story: Sequence[Flowable], about: About, surround: Furniture) -> bytes:
    """The PDF of a story. The same arguments give the same bytes."""
    target = BytesIO()
    Document(target, about, surround).build(list(story), canvasmaker=LateCanvas)
    return target.getvalue()
