"""Settings for the whole suite: property tests are deterministic, so that a run says the same everywhere."""

from __future__ import annotations

import gc

from hypothesis import HealthCheck, settings

settings.register_profile(
    "default", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.register_profile("thorough", parent=settings.get_profile("default"), derandomize=False, max_examples=5000)
settings.load_profile("default")


def pytest_collection_finish():
    """What collecting made stays to the end, and so does most of what tests share: it is looked through seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
