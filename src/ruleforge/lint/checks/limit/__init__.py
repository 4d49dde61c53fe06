"""AWS's limits: one check for each, under an id `limit/…` that no other place uses.

The principle: a limit of AWS has one id, and a mistake is told once. Where a language or the schema meets a limit while
it reads a rule, it raises the finding under the limit's id itself, and the check here (`reading=True`) is its page,
with the examples that prove it, and its fix. What only shows beside other rules, or what AWS takes and CloudFormation
or the console does not, is asked here. Whatever contradicts AWS's reference is an error; what our tables do not know,
or what AWS's own pages disagree about, is a warning.

What is wrong with a body without a limit behind it (no list where one belongs, an unknown member) keeps the id of its
language, and so do the limits of SQL: they belong to its grammar, and tests of rules expect them by name (`refused:
sql/one-join`). `lint/coverage.py` says which rows of `limits.json` no check is about, and why.
"""
