"""Phones are shown as little as the work needs."""

import pytest

from gis_app.domain.people import mask_phone


@pytest.mark.parametrize(("phone", "shown"), [
    ("13812340000", "138****0000"), ("057188881234", "057****1234"), ("8888123", "88****23"), ("", None), (None, None),
])
def test_masked(phone: str | None, shown: str | None) -> None:
    assert mask_phone(phone) == shown
