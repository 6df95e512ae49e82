"""The site, built once for all tests of a run."""

from pathlib import Path

import pytest

from tests.standalone.alone import built


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory)
