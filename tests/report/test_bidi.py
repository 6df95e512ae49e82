"""Right-to-left text follows Unicode's bidirectional algorithm: tried on Unicode's own sample files."""

import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit_app.report.pdf.text.bidi import brackets, levels, mirror, order

SAMPLES = Path("/usr/share/unicode")  # Debian: unicode-data; .ci/run installs it
NEEDS = "Unicode's sample files are not installed (Debian: unicode-data)"


def cases() -> Iterator[tuple[str, int | None, list[int], list[int]]]:
    with (SAMPLES / "BidiCharacterTest.txt").open(encoding="utf-8") as lines:
        for line in lines:
            if line[:1] in "#\n":
                continue
            text, way, _, found, places = line.rstrip("\n").split(";")
            wanted = [-1 if each == "x" else int(each) for each in found.split()]
            base = None if way == "2" else int(way)
            yield "".join(chr(int(code, 16)) for code in text.split()), base, wanted, [*map(int, places.split())]


def laid_out(text: str, base: int | None) -> tuple[list[int], list[int]]:
    found, level = levels(text, base)
    kinds = [unicodedata.bidirectional(letter) for letter in text]
    places = order(found, level, kinds)
    return found, places


def samples() -> None:
    """Skips with the reason where Unicode's files are not; where the validator is required, so are they."""
    if (SAMPLES / "BidiCharacterTest.txt").exists():
        return
    if os.environ.get("MR_AUDIT_VALIDATOR") == "required":
        pytest.fail(NEEDS)
    pytest.skip(NEEDS)


def test_every_case_of_unicodes_own_sample_file_is_ordered_as_it_says() -> None:
    samples()
    wrong = [(text, base, places) for text, base, _, places in cases() if laid_out(text, base)[1] != places]
    assert wrong == []


def test_every_pair_of_brackets_that_unicode_names_is_known_with_its_other_side() -> None:
    samples()
    lines = (SAMPLES / "BidiBrackets.txt").read_text(encoding="utf-8").splitlines()
    told = [line.split(";") for line in lines if line[:1] not in ("", "#")]
    known = {chr(int(one, 16)): (chr(int(two, 16)), kind.split("#")[0].strip() == "o") for one, two, kind in told}
    assert brackets() == known


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("\u05d0\u05d1 (0.5 mT)", "(mT 0.5) \u05d1\u05d0"),
        ("abc \u05d0\u05d1 12 def", "abc 12 \u05d1\u05d0 def"),
        ("\u05d0 a\u05d1", "\u05d1a \u05d0"),
    ],
)
def test_an_excerpt_is_ordered_without_unicodes_files(text: str, drawn: str) -> None:
    found, places = laid_out(text, None)
    assert "".join(mirror(text[at]) if found[at] % 2 else text[at] for at in places) == drawn
