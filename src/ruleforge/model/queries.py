"""Logs Insights queries, in CloudWatch Logs' own words."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["QuerySpec"]


@dataclass(frozen=True, slots=True)
class QuerySpec:
    """The body of `PutQueryDefinition`: a saved query. Its log groups stand in the text, as SQL has them."""

    name: str
    query_string: str
    query_language: str = "SQL"

    def to_dict(self) -> dict[str, str]:
        """The spec in AWS's own shape."""
        return {"name": self.name, "queryString": self.query_string, "queryLanguage": self.query_language}
