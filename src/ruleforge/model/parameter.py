"""A declared placeholder: `${CLOUDTRAIL_LOG_GROUP}` and what may stand for it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Parameter"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A placeholder that rules may use, declared once for the catalogue in `rules/parameters.yaml`.

    `pattern` is a regular expression that a whole value has to match; `find` says where the value is to be found;
    `example` is a value that fits: tests use it, and so does the engine where no value is given. An export never does:
    it takes the `default`, or asks. `pipeline` is set for log groups: the pipeline whose records fill the group
    (`cloudtrail`, `model-invocation-log` or `spans`).
    """

    name: str
    description: str
    pattern: str
    find: str
    example: str
    pipeline: str | None = None
    default: str | None = None
