"""The day on which these tests take place."""

from __future__ import annotations

from datetime import date

import pytest


@pytest.fixture
def today():
    return date(2026, 11, 26)
