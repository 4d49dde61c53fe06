"""The nodes of a statement: which there are, in which order, how deep they nest."""

from __future__ import annotations

import pytest
from sqlglot import exp

from ruleforge.diagnostics import SourceText
from ruleforge.languages.logs_sql.dialect import read_statement
from ruleforge.languages.logs_sql.tree import Tree, children


def read(sql):
    tree, findings = read_statement(SourceText("<query>", sql))
    assert tree is not None, findings
    return tree


def test_every_node_is_there_once_and_behind_what_it_stands_in():
    tree = read("SELECT a, max(b) AS m FROM lg WHERE a IN (SELECT c FROM x) AND d = 1 AND e = 2 GROUP BY a ORDER BY m")
    order = {id(node): index for index, node in enumerate(tree.nodes)}
    assert len(order) == len(tree.nodes)
    assert order.keys() == {id(node) for node in tree.statement.walk()}
    assert all(order[id(node.parent)] < order[id(node)] for node in tree.nodes[1:])


def test_children_come_in_the_order_of_the_text():
    (item,) = read("SELECT nvl(a, b, c) FROM lg").statement.expressions
    assert [child.name for child in children(item)] == ["a", "b", "c"]
    assert children(exp.Literal.number(1)) == []


@pytest.mark.parametrize(
    ("condition", "more"),
    [
        ("a = 1 AND b = 2 AND c = 3", 0),
        ("a = 1 AND (b = 2 AND c = 3)", 2),
        ("a = 1 AND b = 2 OR c = 3 AND d = 4", 1),
        ("NOT (a = 1 AND b = 2)", 2),
    ],
)
def test_a_chain_of_one_connective_is_one_level(condition, more):
    least = read("SELECT a FROM lg WHERE a = 1 AND b = 2").levels
    assert read(f"SELECT a FROM lg WHERE {condition}").levels == least + more


def test_nodes_of_a_kind_are_those_of_its_subclasses_too():
    tree = read("SELECT a FROM x UNION SELECT a FROM y EXCEPT SELECT a FROM z")
    assert {type(node) for node in tree.nodes_of(exp.SetOperation)} == {exp.Union, exp.Except}
    assert len(tree.nodes_of(exp.Select)) == 3
    assert tree.nodes_of(exp.Subquery) == []


def test_a_tree_is_that_of_the_statement_without_the_brackets_around_it():
    tree = read("((SELECT a FROM (lg)))")
    assert isinstance(tree.statement, exp.Select)
    assert tree.nodes == Tree.of(tree.statement).nodes
    assert tree.nodes_of(exp.Subquery) == []
