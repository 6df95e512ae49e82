"""The survey's lines beside the maker's plot and the edge of the controlled area, in the report."""

from audit_app.report import outline
from audit_app.report.blocks import Table
from tests.report.sample import RECORD, begun, with_survey


def test_a_published_distance_stands_beside_the_measured_one_with_signed_difference_and_verdict() -> None:
    [survey] = [
        chapter for chapter in outline(with_survey(begun()).audit, None, RECORD).chapters if chapter.key == "survey"
    ]
    [beside] = [b for b in survey.blocks if isinstance(b, Table) and b.caption.startswith("Beside the published plot")]
    rows = [[" ".join(said.text for said in each) for each in row.cells] for row in beside.rows]
    assert [row[:3] for row in rows] == [
        [level, angle, metres]
        for level, angle, metres in (
            ("0.5", "0°", "4.00 m"),
            ("0.5", "90°", "2.50 m"),
            ("3", "0°", "2.60 m"),
            ("3", "90°", "1.70 m"),
        )
    ]
    supported = [row for row in rows if row[3] != "–"]
    assert supported
    for row in supported:
        assert row[4][0] in "+−" and " to " in row[4] and "published line" in row[5]
    assert all("not supported by readings" in row[5] for row in rows if row[3] == "–")
