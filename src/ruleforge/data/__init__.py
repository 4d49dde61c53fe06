"""Facts about AWS as data with a source and a date, and the way to what the distribution ships."""

from ruleforge.data.limits import Limit, limit, number
from ruleforge.data.shipped import shipped

__all__ = ["Limit", "limit", "number", "shipped"]
