"""The first screen."""

from audit_app.screens.app import starter
from audit_app.screens.cabinet import Cabinet
from tests.screen import screen


async def test_an_empty_home_says_what_to_do(cabinet: Cabinet) -> None:
    async with screen(starter(cabinet)) as shown:
        assert shown.says("No audits yet")
        assert "new" in shown and "sample" in shown
