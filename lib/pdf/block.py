"""What stands on a page: a block measures itself for a width, is placed at a point, and may be cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.platypus import Flowable

from lib.pdf import ink
from lib.pdf.tokens import FRAME_HEIGHT

Canvas = Any
TALL = FRAME_HEIGHT * 0.6
"""What is higher than this may be cut even where it would rather stay whole: a page would stay half empty."""
Cut = tuple["Block", "Block"]


class Block(Flowable):
    """A flowable that nested blocks can use without asking the canvas to save its state.

    `measure(width)` is the height it needs, remembered for that width; `place` draws it with its lower
    left corner at a point, after it was measured; `cut(width, height)` is the part that fits and the
    rest, or None. A block no higher than `whole` stays on one page.
    """

    whole = FRAME_HEIGHT
    before = 0.0

    def __init__(self) -> None:
        super().__init__()
        self._measured: tuple[float, float] | None = None

    def measure(self, width: float) -> float:
        """The height needed at that width, in points."""
        if self._measured is None or self._measured[0] != width:
            self._measured = (width, self.height_at(width))
        return self._measured[1]

    def height_at(self, width: float) -> float:
        """Work out the height; called once for a width."""
        raise NotImplementedError

    def place(self, canvas: Canvas, x: float, y: float) -> None:
        """Draw, with the lower left corner at (x, y)."""
        raise NotImplementedError

    def cut(self, width: float, height: float) -> Cut | None:
        """What fits into that height and what remains, or None when it cannot be cut there."""
        return None

    def stays_whole(self, width: float) -> bool:
        """Whether the block must not be cut at that width."""
        return self.measure(width) <= self.whole

    @property
    def measured_width(self) -> float:
        """The width it was last measured for."""
        return self._measured[0] if self._measured else 0.0

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        self.width, self.height = available_width, self.measure(available_width)
        return self.width, self.height

    def split(self, available_width: float, available_height: float) -> list[Block]:
        if self.stays_whole(available_width):
            return []
        return list(self.cut(available_width, available_height) or ())

    def draw(self) -> None:
        self.place(self.canv, 0, 0)

    def getSpaceBefore(self) -> float:
        return self.before

    def getSpaceAfter(self) -> float:
        return 0.0


class Gap(Block):
    """Empty height between blocks of a stack."""

    def __init__(self, height: float) -> None:
        super().__init__()
        self.size = height

    def height_at(self, width: float) -> float:
        return self.size

    def place(self, canvas: Canvas, x: float, y: float) -> None:
        return None


class Stack(Block):
    """Blocks one under the other."""

    whole = 0.0

    def __init__(self, parts: Sequence[Block]) -> None:
        super().__init__()
        self.parts = list(parts)

    def height_at(self, width: float) -> float:
        return sum([part.measure(width) for part in self.parts])

    def place(self, canvas: Canvas, x: float, y: float) -> None:
        top = y + self.measure(self.measured_width)
        for part in self.parts:
            top -= part.measure(self.measured_width)
            part.place(canvas, x, top)

    def cut(self, width: float, height: float) -> Cut | None:
        room = height
        for at, part in enumerate(self.parts):
            need = part.measure(width)
            if need <= room + 0.01:
                room -= need
                continue
            halves = None if part.stays_whole(width) else part.cut(width, room)
            kept = [*self.parts[:at], *([halves[0]] if halves else [])]
            rest = [*([halves[1]] if halves else [part]), *self.parts[at + 1 :]]
            while rest and isinstance(rest[0], Gap):
                rest.pop(0)
            if not any(not isinstance(each, Gap) for each in kept) or not rest:
                return None
            return Stack(kept), Stack(rest)
        return None


class Boxed(Block):
    """A block on a ground or within a border."""

    def __init__(
        self,
        inner: Block,
        *,
        pad: float = 12.0,
        pad_y: float | None = None,
        radius: float = 5.0,
        **paint: Any,
    ) -> None:
        super().__init__()
        self.whole = TALL
        self.inner, self.pad, self.pad_y, self.radius = inner, pad, pad if pad_y is None else pad_y, radius
        self.paint = paint

    def height_at(self, width: float) -> float:
        return self.inner.measure(width - 2 * self.pad) + 2 * self.pad_y

    def place(self, canvas: Canvas, x: float, y: float) -> None:
        wide, high = self.measured_width, self.measure(self.measured_width)
        ink.box(canvas, x + 0.5, y + 0.5, wide - 1, high - 1, radius=self.radius, **self.paint)
        self.inner.place(canvas, x + self.pad, y + self.pad_y)

    def cut(self, width: float, height: float) -> Cut | None:
        halves = self.inner.cut(width - 2 * self.pad, height - 2 * self.pad_y)
        if halves is None:
            return None
        same = {"pad": self.pad, "pad_y": self.pad_y, "radius": self.radius, **self.paint}
        return Boxed(halves[0], **same), Boxed(halves[1], **same)
