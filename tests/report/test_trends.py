"""Trends in the report: a chart and a table over the audits of a unit, field lines first."""

from decimal import Decimal

from audit_app.audit.audit import replay
from audit_app.audit.comparison import Point, Series
from audit_app.audit.log.entries import Begun, Measured
from audit_app.report.blocks import Drawing, Label, Table, Words
from audit_app.report.chapters.trends import chart, chosen, over_time, table
from audit_app.report.options import Options
from audit_app.report.outline import outline
from audit_app.units import read


def held(audit, pen, number, on, oxygen):
    kept = {name: getattr(audit.begun, name) for name in ("purpose", "checklist", "references", "unit", "scanner")}
    begun = pen.write(Begun, None, audit_id=f"audit-{number}", on=on, auditor=pen.person, **kept)
    made = replay(begun.audit, audit.checklist, audit.library, [begun])
    return made.with_entry(pen.write(Measured, made, item="oxygen", quantity=read(oxygen, "% O2").quantity))


def test_a_reading_of_two_audits_has_a_chart_and_a_row(audit, pen):
    audits = [held(audit, pen, 1, "2025-01-02", "20.9 %"), held(audit, pen, 2, "2026-01-02", "20.4 %")]
    blocks = over_time(audits)
    [figure] = [each for each in blocks if isinstance(each, Drawing)]
    [rows] = [each.rows for each in blocks if isinstance(each, Table)]
    assert figure.about == "Oxygen reading: 20.9 % O2 on 2 January 2025, then 20.4 % O2 on 2 January 2026"
    assert {"20.9", "20.4"} <= {shape.text for shape in figure.shapes if isinstance(shape, Label)}
    assert [cell[0].text for cell in rows[0].cells] == ["Oxygen reading", "20.9 % O2", "20.4 % O2"]


def test_one_audit_has_no_trend(audit, pen):
    assert over_time([held(audit, pen, 1, "2025-01-02", "20.9 %")]) == ()


def test_a_field_line_that_did_not_move_is_told_too(audit, pen):
    audits = [held(audit, pen, 1, "2025-01-02", "20.9 %"), held(audit, pen, 2, "2026-01-02", "20.9 %")]
    series = Series("x", "0.5 mT line along the bore", "m", tuple(_point(each, "4.0") for each in audits))
    assert table([series], audits).rows[0].cells[1][0].text == "4.0 m"
    assert chart([series]).about.startswith("0.5 mT line along the bore: 4.0 m")


def _point(audit, value):
    return Point(audit.id, audit.begun.on, Decimal(value), f"{value} m")


def test_the_report_tells_trends_of_the_earlier_audits_it_is_given(audit, pen):
    first, second = held(audit, pen, 1, "2025-01-02", "20.9 %"), held(audit, pen, 2, "2026-01-02", "20.4 %")
    told = outline(second, options=Options(earlier=(first,)))
    [chapter] = [each for each in told.chapters if each.key == "comparison"]
    assert any(isinstance(block, Drawing) for block in chapter.blocks)
    assert not [each for each in outline(second).chapters if each.key == "comparison"]


def test_the_time_to_the_alarm_is_drawn_even_where_it_stayed(audit, pen):
    audits = [held(audit, pen, number, f"{2024 + number}-01-02", "20.9 %") for number in (1, 2)]
    seconds = tuple(Point(each.id, each.begun.on, Decimal(8), "8 s") for each in audits)
    same = tuple(Point(each.id, each.begun.on, Decimal(3), "3") for each in audits)
    alarm = Series("a", "Time from gas at the sensor to the alarm", "s", seconds)
    assert chosen([Series("b", "Doors", "", same), alarm]) == [alarm]


def test_a_table_that_leaves_older_audits_out_says_so(audit, pen):
    audits = [held(audit, pen, number, f"{2019 + number}-01-02", f"{20 + number / 10} %") for number in range(1, 7)]
    said = [block.text for block in over_time(audits) if isinstance(block, Words)]
    assert said == [
        "Over 6 audits of this unit. Dates count in days from the day of their audit. "
        "The table has the newest 4 of them, the charts all."
    ]
    assert "newest" not in next(block.text for block in over_time(audits[:4]) if isinstance(block, Words))
