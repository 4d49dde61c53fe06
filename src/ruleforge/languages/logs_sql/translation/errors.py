"""Why an expression cannot be translated."""

from __future__ import annotations

from sqlglot import exp

__all__ = ["ArgumentError", "placed"]


class ArgumentError(Exception):
    """A function cannot be given such an argument; `unsupported` where AWS would take it and ruleforge does not."""

    def __init__(self, message: str, *, unsupported: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.unsupported = unsupported


def placed(error: ArgumentError, node: exp.Expr) -> ArgumentError:
    """The error with the innermost node that it is about, as `args[1]`."""
    if len(error.args) < 2:
        error.args = (error.message, node)
    return error
