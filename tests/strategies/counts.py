"""How many examples the long property tests draw: few by default, so that the suite stays fast.

`pytest --hypothesis-profile=thorough tests/property` draws ten times as many, and other ones each time.
"""

from __future__ import annotations

from hypothesis import settings

__all__ = ["examples"]

_THOROUGH = 10


def examples(count: int) -> int:
    """So many examples, or many more where the suite is asked to be thorough."""
    return count * _THOROUGH if settings.get_current_profile_name() == "thorough" else count
