"""Rules as SQL over records in S3: what AWS runs here as filters, selectors, rules and queries, asked of years of them.

`table_statements` make the tables and views, one view for each pipeline with a row for each record; `statement` asks a
rule's question of them. A time range stands in every statement as `${FROM_DAY}` and `${TO_DAY}`, days as `2026/05/04`.
"""

from ruleforge.export.sql.rules import statement
from ruleforge.export.sql.statement import Statement
from ruleforge.export.sql.tables import DAYS, table_statements
from ruleforge.predicate.sql import Dialect

__all__ = ["DAYS", "Dialect", "Statement", "statement", "table_statements"]
