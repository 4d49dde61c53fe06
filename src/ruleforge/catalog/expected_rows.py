"""Rows as tests of queries write them: by column or in the order of the columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from ruleforge.catalog.yaml_nodes import shown
from ruleforge.diagnostics import Finding

__all__ = ["WrittenRow", "unfit_rows"]

WrittenRow: TypeAlias = Mapping[str, Any] | Sequence[Any]


def unfit_rows(columns: Sequence[str], rows: Sequence[WrittenRow]) -> Iterator[Finding]:
    """What of the rows cannot be: columns that there are not, and rows of another width.

    The `path` of a finding is the place of the row in the list, and of the column in it.
    """
    for index, row in enumerate(rows):
        if isinstance(row, Mapping):
            for name in row:
                if name not in columns:
                    message = f"the result has no column {shown(name)}"
                    help_ = f"it has {', '.join(columns)}"
                    yield Finding("test/column", message, help=help_, path=(index, name))
        elif len(row) != len(columns):
            message = f"the row has {len(row)} values, and the result {len(columns)} columns"
            yield Finding("test/row", message, help=f"they are {', '.join(columns)}", path=(index,))
