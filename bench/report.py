"""The same report made by four engines: seconds, peak memory and file size. `python -m bench.report`

One outline (an audit with findings, a survey and so many photos) is made into a PDF by the app, into the same pages
by fpdf2 and WeasyPrint, and into a Word file by python-docx. Each runs in a process of its own on the same printed
copies, which are in place before the clock starts, as they are in the app; the cost of making them is
`python -m bench.photos`. Peaks are of the whole process, what is imported included.
"""

import json
import os
import pickle
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image

from audit_app.audit.audit import replay
from audit_app.audit.log.entries import PhotoTaken
from audit_app.photos.copies import copies
from audit_app.report import Options, Outline, outline, web, write_pdf
from audit_app.report.blocks import (
    Block,
    Bullets,
    Card,
    Cell,
    Drawing,
    Facts,
    Gallery,
    Heading,
    Shot,
    Signature,
    Table,
    Words,
)
from audit_app.report.formats.docx import docx_report
from audit_app.report.visible_text import visible
from audit_app.report.wording import MARKS
from audit_app.resources import asset
from bench.machine import machine
from tests.report.sample import Folder, begun, filled, with_findings, with_survey

ENGINES = ("the app", "fpdf2", "WeasyPrint", "python-docx")
COUNTS = (100, 300)
SERIES = (10, 100, 300, 1000)
RUNS = 3
ORIGINALS = 30


def photograph(seed: int, width: int = 4000, height: int = 3000) -> bytes:
    """A JPEG of 12 megapixels with detail at every scale, as a photo of a room has."""
    random, picture = Random(seed), Image.new("RGB", (width, height), (150, 155, 160))
    for grain, share in ((800, 0.5), (200, 0.4), (50, 0.3), (16, 0.16), (6, 0.08)):
        across, down = width // grain + 1, height // grain + 1
        layer = Image.frombytes("RGB", (across, down), random.randbytes(across * down * 3))
        picture = Image.blend(picture, layer.resize((width, height), Image.Resampling.BICUBIC), share)
    out = BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()


def prepared(folder: Path, count: int) -> tuple[list[str], float]:
    """Printed copies in a folder, all different; their names and the mean size of an original in MB."""
    sizes, names = [], []
    for number in range(min(count, ORIGINALS)):
        data = photograph(number)
        sizes.append(len(data) / 1e6)
        base = Image.open(BytesIO(copies(data, "a").printed))
        for turn in range(-(-count // ORIGINALS)):
            name = f"{number:032x}{turn:032x}"
            base.transpose(Image.Transpose(turn % 2)).save(folder / f"{name}.jpg", "JPEG", quality=80 - turn // 2)
            names.append(name)
    return names[:count], statistics.mean(sizes)


def told(folder: Path, names: list[str]) -> Outline:
    """The outline of an audit with these photos spread over its items."""
    walk = with_survey(with_findings(filled(begun())))
    lines, made = list(walk.audit.lines.values()), []
    for number, name in enumerate(names):
        line = lines[number % len(lines)]
        where = {"item": line.item.id, "thing": line.thing.id if line.thing else None}
        entry = walk.pen.write(
            PhotoTaken, None, audit_id=walk.audit.id, photo=f"p{number}", digest=name, name=f"{number}.jpg", **where
        )
        made.append(entry.model_copy(update={"at": f"{entry.at}"}))
    audit = replay(walk.audit.id, walk.audit.checklist, walk.audit.library, [*walk.audit.entries, *made])
    return outline(audit, Folder(folder), Options("record"))


# The peers; WeasyPrint gets a plain style of its own, because its layout fails on the page's grids

PLAIN = """@page{size:A4;margin:26mm 18mm 19mm;@bottom-right{content:counter(page) " of " counter(pages)}}
body{font:8.2pt "DejaVu Sans"}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top}
p{margin:0}h2{break-before:page}figure{display:inline-block;width:55mm;margin:1mm}img{max-width:55mm;max-height:42mm;
width:auto;height:auto}svg{max-width:170mm}"""


def by_app(said: Outline, file: Path) -> None:
    """The app's own PDF, an archive file with the audit attached."""
    with file.open("wb") as out:
        write_pdf(said, out)


def by_weasyprint(said: Outline, file: Path) -> None:
    """The web report printed by WeasyPrint; pictures by their address, so that nothing is decoded twice."""
    from weasyprint import HTML

    page = web(said).decode()
    shots = [shot for chapter in said.chapters for shot in pictures(chapter.blocks) if shot.path]
    addresses = iter(shot.path.as_uri() for shot in shots if shot.path)
    page = re.sub(r"<style>.*?</style>", f"<style>{PLAIN}</style>", page, flags=re.DOTALL)
    page = re.sub(r"data:image/jpeg;base64,[A-Za-z0-9+/=]+", lambda found: next(addresses), page)
    HTML(string=page).write_pdf(str(file))


def by_docx(said: Outline, file: Path) -> None:
    """The app's Word document, which python-docx makes."""
    file.write_bytes(docx_report(said))


def by_fpdf2(said: Outline, file: Path) -> None:
    """The same blocks laid out with fpdf2: headings, tables with repeated heads, pictures with captions."""
    from fpdf import FPDF
    from fpdf.fonts import FontFace

    pdf = FPDF(format="A4")
    pdf.add_font("Report", fname=str(asset("fonts/DejaVuSans.ttf")))
    pdf.add_font("Report", style="B", fname=str(asset("fonts/DejaVuSans-Bold.ttf")))
    pdf.set_auto_page_break(True, 19)
    pdf.set_margins(18, 22, 18)
    pdf.set_font("Report", size=8)
    pdf.add_page()

    def write(text: str, size: float = 8, style: str = "") -> None:
        pdf.set_font("Report", style, size)
        pdf.multi_cell(0, None, visible(text), new_x="LMARGIN", new_y="NEXT")

    def draw(shots: tuple[Shot, ...]) -> None:
        for at in range(0, len(shots), 3):
            row = shots[at : at + 3]
            high = max(min(42.0, 55 * shot.height / max(1, shot.width)) for shot in row)
            if pdf.get_y() + high + 8 > 277:
                pdf.add_page()
            top = pdf.get_y()
            for place, shot in enumerate(row):
                if shot.path:
                    pdf.image(str(shot.path), 18 + place * 59, top, h=high, keep_aspect_ratio=True, w=55)
            pdf.set_y(top + high + 1)
            for shot in row:
                write(shot.said, 6)

    def put(block: Block) -> None:
        match block:
            case Words():
                write(block.text)
            case Heading():
                write(block.text, 10, "B")
            case Bullets():
                for item in block.items:
                    write(f"• {item}")
            case Facts():
                for name, value in block.pairs:
                    write(f"{name}: {value}")
            case Gallery():
                draw(block.shots)
            case Drawing():
                write(block.caption, 6)
            case Signature():
                write(f"{block.name}. {block.words}")
            case Card():
                write(f"{block.number} {block.title} [{block.badge}]", 10, "B")
                for inner in block.blocks:
                    put(inner)
            case Table():
                write(block.caption, 6)
                pdf.set_font("Report", size=7)
                widths = tuple(int(100 * column.share) for column in block.columns)
                head = FontFace(emphasis="BOLD", fill_color=(242, 245, 247))
                with pdf.table(col_widths=widths, headings_style=head, line_height=3.4) as table:
                    table.row([column.title for column in block.columns])
                    for row in block.rows:
                        table.row([plain(cell) for cell in row.cells])
                for row in block.rows:
                    draw(row.shots)

    write(said.title, 20, "B")
    for name, value in said.facts:
        write(f"{name}: {value}")
    for chapter in said.chapters:
        pdf.add_page()
        write(chapter.title, 14, "B")
        for block in chapter.blocks:
            put(block)
    pdf.output(str(file))


def plain(cell: Cell) -> str:
    """A cell's lines as one text."""
    return "\n".join(
        visible(one.text) + (f"{MARKS[one.verdict]} {one.verdict.words}" if one.verdict else "") for one in cell
    )


def pictures(blocks: tuple[Block, ...]) -> Iterator[Shot]:
    """Every picture in the order the page shows it."""
    for block in blocks:
        if isinstance(block, Card):
            yield from (*pictures(block.blocks), *block.beside)
        elif isinstance(block, Gallery):
            yield from block.shots
        elif isinstance(block, Table):
            yield from (shot for row in block.rows for shot in row.shots)


MAKERS = {"the app": by_app, "fpdf2": by_fpdf2, "WeasyPrint": by_weasyprint, "python-docx": by_docx}


# Measuring


def measured(engine: str, kept: Path, file: Path) -> dict[str, Any]:
    """One run in a process of its own."""
    command = [sys.executable, "-m", "bench.report", "one", engine, str(kept), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def one(engine: str, kept: str, file: str) -> None:
    """What the process does: reads the outline, makes the file, says how long it took and how much it needed."""
    said = pickle.loads(Path(kept).read_bytes())
    start, worked = time.perf_counter(), time.process_time()
    MAKERS[engine](said, Path(file))
    seconds, worked = time.perf_counter() - start, time.process_time() - worked
    status = Path("/proc/self/status")
    peak = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
    found = {
        "s": seconds,
        "cpu": worked,
        "MB": int(peak[1]) // 1024 if peak else 0,
        "file": Path(file).stat().st_size / 1e6,
    }
    print(json.dumps(found))


def table(folder: Path, count: int) -> None:
    """One table: every engine on the same outline."""
    names, original = prepared(folder, count)
    kept = folder / "outline"
    kept.write_bytes(pickle.dumps(told(folder, names)))
    copy = statistics.mean((folder / f"{name}.jpg").stat().st_size for name in names) / 1e3
    print(f"### {count} photos of 12 megapixels ({original:.1f} MB each, printed copies of {copy:.0f} kB in place)\n")
    print("| made by | seconds | ratio | processor s | ratio | peak MB | ratio | file MB | ratio |")
    print("|---|---|---|---|---|---|---|---|---|")
    runs = {engine: [measured(engine, kept, folder / f"out-{count}") for _ in range(RUNS)] for engine in ENGINES}
    best = {
        engine: {key: statistics.median(run[key] for run in found) for key in found[0]}
        for engine, found in runs.items()
    }
    own = best["the app"]
    for engine, found in best.items():
        parts = " | ".join(
            f"{found[key]:.{digits}f} | {found[key] / own[key]:.1f}×"
            for key, digits in (("s", 2), ("cpu", 2), ("MB", 0), ("file", 0))
        )
        print(f"| {engine} | {parts} |")
    print()


def series(folder: Path) -> None:
    """How the app's own cost grows with the number of photos."""
    print("### Cost per photo\n\n| photos | seconds | processor s | ms a photo | peak MB | file MB |")
    print("|---|---|---|---|---|---|")
    names, _ = prepared(folder, 300)
    kept = folder / "outline"
    base = 0.0
    for count in (0, *SERIES):
        kept.write_bytes(pickle.dumps(told(folder, (names * 4)[:count])))
        runs = [measured("the app", kept, folder / "out") for _ in range(RUNS)]
        found = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        base = base or found["cpu"]
        each = f"{(found['cpu'] - base) / count * 1000:.1f}" if count else "–"
        print(f"| {count} | {found['s']:.2f} | {found['cpu']:.2f} | {each} | {found['MB']:.0f} | {found['file']:.1f} |")
    print()


def main() -> None:
    """Everything, as Markdown."""
    print(f"{machine()}. Medians of {RUNS} runs; ratios are to the app.\n")
    chosen = os.environ.get("MR_AUDIT_BENCH")
    for count in COUNTS:
        with tempfile.TemporaryDirectory(dir=chosen) as place:
            table(Path(place), count)
    with tempfile.TemporaryDirectory(dir=chosen) as place:
        series(Path(place))


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        one(*sys.argv[2:])
    else:
        main()
