"""Confirmed section numbers are kept in the data folder, whole or not at all."""

import json
from datetime import date
from pathlib import Path

import pytest

from audit_app.checklist.reference.confirmations import FILE, add_confirmed, load_confirmed
from audit_app.checklist.reference.sources import Confirmation
from audit_app.errors import ReferenceProblem


def confirmation(clause: str = "mhra-burns", edition: str = "4.3", section: str = "2.4.3") -> Confirmation:
    return Confirmation(clause=clause, edition=edition, section=section, title="Burns", by="Ada", on=date(2026, 11, 20))


def test_nothing_is_confirmed_at_first(tmp_path: Path):
    assert load_confirmed(tmp_path / "new") == ()


def test_what_is_kept_comes_back(tmp_path: Path):
    add_confirmed(tmp_path / "new", [confirmation()])
    assert load_confirmed(tmp_path / "new") == (confirmation(),)


def test_a_newer_number_takes_the_place_of_the_older_for_the_same_edition_only(tmp_path: Path):
    add_confirmed(tmp_path, [confirmation(), confirmation(edition="5.0.2", section="3.1")])
    add_confirmed(tmp_path, [confirmation(section="2.5.3")])
    assert {(each.edition, each.section) for each in load_confirmed(tmp_path)} == {("4.3", "2.5.3"), ("5.0.2", "3.1")}


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", b'{"confirmations": [{}]}', b'{"more": 1}'])
def test_a_damaged_file_is_named_and_left_alone(tmp_path: Path, data: bytes):
    (tmp_path / FILE).write_bytes(data)
    with pytest.raises(ReferenceProblem, match=FILE):
        add_confirmed(tmp_path, [confirmation()])
    assert (tmp_path / FILE).read_bytes() == data


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ReferenceProblem, match="cannot be"):
        add_confirmed(tmp_path / "file", [confirmation()])


def test_a_section_number_with_one_bit_turned_is_damage_and_never_another_number(tmp_path: Path) -> None:
    add_confirmed(tmp_path, [confirmation(section="2.5.3")])
    path = tmp_path / FILE
    path.write_text(path.read_text().replace("2.5.3", "2.4.3"))
    with pytest.raises(ReferenceProblem, match="is damaged"):
        load_confirmed(tmp_path)


def test_confirmations_of_version_0_1_without_a_digest_are_read_and_get_one_when_more_are_added(tmp_path: Path) -> None:
    kept = [confirmation().model_dump(mode="json")]
    (tmp_path / FILE).write_text(json.dumps({"schema_": 1, "confirmations": kept}))
    assert load_confirmed(tmp_path) == (confirmation(),)
    add_confirmed(tmp_path, [confirmation(edition="5.0.2")])
    assert len(load_confirmed(tmp_path)) == 2 and json.loads((tmp_path / FILE).read_text())["digest"]
