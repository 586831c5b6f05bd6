"""Makes the static TrueType files of `lib/pdf/fonts` from the published families.

ReportLab reads plain TrueType and knows no OpenType features, so each file gets tabular digits
as its default digits, the display family a wider word space (it is set without kerning), and
loses what the PDF never uses: hinting, layout tables, alternates that no character reaches.

Sources, unpacked side by side into one folder (`npm pack NAME`, then `tar xzf`):

* `inter-ui` 4.1.1 as `inter/`
* `@expo-google-fonts/plus-jakarta-sans` 0.4.2 as `jakarta/`
* Debian's `fonts-noto-core` 20201225 (NotoSans-*.ttf) as `noto/`

Usage: python tools/make_fonts.py FOLDER      (needs `fonttools[woff]`, in requirements-dev.txt)
Writes the TTFs and SHA256SUMS; running it again gives the same bytes.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parent.parent / "lib" / "pdf" / "fonts"
DISPLAY_SPACE = 0.05
FACES = {
    "Inter-Regular": ("inter/package/web/Inter-Regular.woff2", 0.0),
    "Inter-Italic": ("inter/package/web/Inter-Italic.woff2", 0.0),
    "Inter-SemiBold": ("inter/package/web/Inter-SemiBold.woff2", 0.0),
    "Inter-Bold": ("inter/package/web/Inter-Bold.woff2", 0.0),
    "PlusJakartaSans-Bold": ("jakarta/package/700Bold/PlusJakartaSans_700Bold.ttf", DISPLAY_SPACE),
    "PlusJakartaSans-ExtraBold": (
        "jakarta/package/800ExtraBold/PlusJakartaSans_800ExtraBold.ttf",
        DISPLAY_SPACE,
    ),
    "NotoSans-Regular": ("noto/NotoSans-Regular.ttf", 0.0),
    "NotoSans-Bold": ("noto/NotoSans-Bold.ttf", 0.0),
}


def tabular_digits(font: TTFont) -> dict[str, str]:
    """Return the glyph substitutions of the font's `tnum` feature."""
    gsub = font["GSUB"].table
    swaps: dict[str, str] = {}
    for record in gsub.FeatureList.FeatureRecord:
        if record.FeatureTag != "tnum":
            continue
        for index in record.Feature.LookupListIndex:
            for table in gsub.LookupList.Lookup[index].SubTable:
                swaps.update(getattr(getattr(table, "ExtSubTable", table), "mapping", {}))
    return swaps


def make_digits_tabular(font: TTFont) -> None:
    """Let the characters 0 to 9 stand for the digits of one width."""
    swaps = tabular_digits(font)
    for table in font["cmap"].tables:
        for code in range(ord("0"), ord("9") + 1):
            glyph = table.cmap.get(code)
            if glyph in swaps:
                table.cmap[code] = swaps[glyph]


def widen_space(font: TTFont, em: float) -> None:
    """Add `em` (a part of the type size) to the word space."""
    names = font.getBestCmap()
    for glyph in {names[code] for code in (0x20, 0xA0) if code in names}:
        advance, bearing = font["hmtx"][glyph]
        font["hmtx"][glyph] = (round(advance + em * font["head"].unitsPerEm), bearing)


def slim(font: TTFont) -> None:
    """Keep the characters and drop hints, layout tables and unreachable glyphs."""
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    options.glyph_names = False
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "STAT", "DSIG", "gasp", "prep", "fpgm", "cvt "]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=list(font.getBestCmap()))
    cutter.subset(font)


def make(source: Path, target: Path, word_space: float) -> None:
    """Write one face."""
    font = TTFont(source, recalcTimestamp=False)
    font.flavor = None
    make_digits_tabular(font)
    if word_space:
        widen_space(font, word_space)
    slim(font)
    font.save(target)


def main() -> None:
    """Make every face and list the hashes."""
    folder = Path(sys.argv[1])
    lines = []
    for name, (place, word_space) in FACES.items():
        target = TARGET / f"{name}.ttf"
        make(folder / place, target, word_space)
        lines.append(f"{hashlib.sha256(target.read_bytes()).hexdigest()}  {target.name}")
    (TARGET / "SHA256SUMS").write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
