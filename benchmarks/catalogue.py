"""The rules that are measured: copies of the shipped metric filters that `filters.sql` has a translation of.

Copies, so that the figures stay comparable when the catalogue grows, and so that there can be ten of each.
"""

from __future__ import annotations

import re
from pathlib import Path

import yaml

__all__ = ["ROOT", "copy_rules", "filter_names"]

ROOT = Path(__file__).resolve().parent.parent
_ID = re.compile(r"^id:[ \t]*(\S+)[ \t]*$", re.MULTILINE)


def filter_names() -> list[str]:
    """The `source.guide` of every filter that `filters.sql` translates."""
    return re.findall(r'AS "(Metric Filter \d+)"', (Path(__file__).parent / "filters.sql").read_text(encoding="utf-8"))


def copy_rules(folder: Path, copies: int) -> int:
    """Write `copies` of each measured rule below `folder`, in the catalogue's own layout; returns how many those are.

    A single copy keeps its ID; ten get `-c01` to `-c10` added to it. Raises FileNotFoundError when a rule is missing.
    """
    rules = ROOT / "rules"
    wanted = set(filter_names())
    found: set[str] = set()
    for path in sorted((rules / "metric-filter").rglob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        guide = (yaml.safe_load(text).get("source") or {}).get("guide")
        if guide not in wanted:
            continue
        found.add(guide)
        for number in range(1, copies + 1):
            suffix = f"-c{number:02d}" if copies > 1 else ""
            target = folder / path.relative_to(rules).with_stem(path.stem + suffix)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(_ID.sub(rf"id: \1{suffix}", text, count=1), encoding="utf-8")
    if missing := sorted(wanted - found):
        raise FileNotFoundError(f"{rules / 'metric-filter'}: no rule with source.guide {', '.join(missing)}")
    return len(found) * copies
