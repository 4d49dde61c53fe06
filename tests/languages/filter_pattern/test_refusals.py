"""The messages are the product: the caret stands at the right character and the help is the fix people need."""

from __future__ import annotations

import pytest

from ruleforge import FilterPattern, PatternSyntaxError

# pattern, what the span covers, a part of the message, a part of the help
REFUSALS = [
    ("{ $.a = 'Root' }", "'Root'", "single quotes", 'write "Root"'),
    ("{ $.a = “Root” }", "“Root”", "typographic quotes", 'write "Root"'),
    ('{ $.a == "x" }', "==", "== is no operator", "write ="),
    ('{ $.a !== "x" }', "!==", "is no operator", "write !="),
    ('{ $.a =~ "x" }', "=~", "is no operator", "%regex%"),
    ("{ $.a <> 1 }", "<>", "is no operator", "write !="),
    ("{ $.a > 0 AND $.b < 2 }", "AND", "does not join", "write &&"),
    ("{ $.a > 0 or $.b < 2 }", "or", "does not join", "write ||"),
    ("{ $.a > 0 & $.b < 2 }", "&", "does not join", "write &&"),
    ('{ $.a = "x", $.b = "y" }', ",", "does not join", "&& or ||"),
    ('{ $."detail-type" = "x" }', '."detail-type"', "quoted name", "write .['detail-type']"),
    ('{ $.["a.b"] = "x" }', '["a.b"]', "double quotes", "write .['a.b']"),
    ("{ $['x'] = 1 }", "$[", "an index needs a property", "$.name[0]"),
    ("{ $.a['x'] = 1 }", "['x']", "a dot is missing", "write .['x']"),
    ("{ $..x = 1 }", "..", "no descent", "name each step"),
    ("{ $.a[-1] = 1 }", "[-1]", "no index", "no negative indexes"),
    ("{ $.a[0:2] = 1 }", "[0:2]", "no index", "no slices"),
    ("{ $.@timestamp = 1 }", "@", "in a selector", "write .['@timestamp']"),
    ('{ status = "401" }', "status", "no selector", "write $.status"),
    ('{ "v": [1] }', '"v":', "a quoted name", "without braces"),
    ("{ $.a = %(x|y)% }", "(", "there are no groups", "\\x28"),
    ("{ $.a = %x!% }", "!", "in a regular expression", "\\x21"),
    ("%a/b(%", "(", "no groups", "\\x28"),
    ("%café%", "é", "in a regular expression", "match around it"),
    ("%[abc%", "[", "never closed", "\\["),
    ("%a{5,3}%", "{5,3}", "backwards", "{3,5}"),
    ("%[z-a]%", "z-a", "backwards", "smaller"),
    ("%*a%", "*", "nothing before", "\\*"),
    ("%a|%", "|", "an empty alternative", "both sides"),
    ("email@someemail.com", "@", "in a term without quotes", '"email@someemail.com"'),
    ("ERROR ?connect()", "(", "in a term without quotes", '?"connect()"'),
    ("x 'two words' y", "'", "does not quote", '"two words"'),
    ("“two words”", "“", "does not quote", '"two words"'),
    ("ERROR || WARN", "||", "does not join terms", "?ERROR ?WARN"),
    ("!ERROR", "!", "does not exclude", "-ERROR"),
    ("a.b", ".", "in a term without quotes", '"a.b"'),
    ('- "term"', "-", "stands alone", "remove the blank"),
    ('""', '""', "nothing between", "write a term"),
    ('"ERROR', '"', "never closed", "close it"),
    ('"a"b', "b", "right after a closing quote", '\\"'),
    ("%a% ERROR", "%", "% inside a pattern of terms", "one %expression%"),
    ("{ $.a IS NOT NULL }", "IS NOT", "no IS NOT", "$.a = *"),
    ("{ $.a => 1 }", "=>", "is no operator", "write >="),
    ("{ $.a > = 1 }", "> =", "is no operator", "write >="),
    ("{ $.a < abc }", "abc", "compares numbers", "use = or !="),
    ("{ $.a = $.b }", "$", "without quotes", "two fields cannot be compared"),
    ("{ $.a = 1E3 }", "1E3", "no number", "write 1e3"),
    ("{ $.a = .50 }", ".50", "no number", "write 0.50"),
    ("{ EXISTS $.a }", "EXISTS", "no EXISTS", "$.name = *"),
    ("ERROR -", "-", "stands alone", "write a term after it"),
    ("%[x-%", "[", "never closed", "close it"),
    ("{ $.a = %[0-% }", "[", "never closed", "close it"),
    ("{ $.a EXISTS }", "EXISTS", "only NOT EXISTS", "$.a = *"),
    ("{ $.a is null }", "is", "upper case", "IS NULL"),
    ("{ $.a not exists }", "not", "upper case", "NOT EXISTS"),
    ('{ $.a LIKE "x" }', "LIKE", "no LIKE", '"*text*"'),
    ("{ $.a IN (1) }", "IN", "no IN", '$.a = "x" ||'),
    ("{ !($.a = 1) }", "!", "cannot be negated", "turn the operators"),
    ("{ NOT $.a = 1 }", "NOT", "cannot be negated", "turn the operators"),
    ('{ $.a > "x" }', '"x"', "compares numbers", "without quotes"),
    ("{ $.a = null }", "null", "no value", "IS NULL"),
    ("{ $.a = 007 }", "007", "no number", '"007"'),
    ("{ $.a = b/c }", "/", "without quotes", '"b/c"'),
    ("{ $.a = two words }", "words", "&& or || is missing", "quote a value"),
    ("{ $.a = }", "}", "a value is missing", '"text"'),
    ("{ $.a }", "a", "an operator is missing", "$.a = *"),
    ("{ }", "}", "no condition", "write one"),
    ("{ $.a = 1 && }", "}", "a condition is missing", "write one"),
    ("{ ($.a = 1 }", "(", "never closed", "close it"),
    ("{ $.a = 1) }", ")", "closes nothing", "drop it"),
    ("{ $.a = 1 } x", " x", "text after the }", "quote it"),
    ("{ $.a = 1", "{", "never closed", "close it with }"),
    ("[SQS] Sent:", " Sent:", "text after the ]", '"[SQS] Sent:"'),
    ("[a, b", "[", "never closed", "close it with ]"),
    ("[a = 4* && b > 1]", "b", "inside the field a", "after its own comma"),
    ("[a, a]", "a", "a stands twice", "name of its own"),
    ("[..., a, ...]", "...", "... stands twice", "keep one"),
    ("[(a = 1), b]", "(", "parentheses", "binds closer"),
    ("[a b, c]", "b", "no operator", "name = value"),
    ('{ $.a[*].b[*] = "x" }', "$.a[*].b[*]", "two wildcards", "keep one"),
]


@pytest.mark.parametrize(("pattern", "covered", "message", "help_"), REFUSALS, ids=[case[0] for case in REFUSALS])
def test_refusal(pattern, covered, message, help_):
    with pytest.raises(PatternSyntaxError) as caught:
        FilterPattern.parse(pattern)
    findings = caught.value.findings
    assert len(findings) == 1, str(caught.value)
    finding = findings[0]
    assert finding.span is not None
    assert pattern[finding.span.start : finding.span.end] == covered
    assert message in finding.message
    assert help_ in finding.help
    assert finding.because


def test_all_problems_are_reported_at_once():
    with pytest.raises(PatternSyntaxError) as caught:
        FilterPattern.parse("{ $.a = 'x' && status = 1 || $.b == 2 && $.c = ok }")
    assert [finding.check for finding in caught.value.findings] == [
        "pattern/quotes",
        "pattern/selector",
        "pattern/operator",
    ]


def test_all_terms_are_reported_at_once():
    with pytest.raises(PatternSyntaxError) as caught:
        FilterPattern.parse("a.b c d/e")
    assert [finding.span.start for finding in caught.value.findings] == [1, 7]


def test_message_as_people_read_it():
    with pytest.raises(PatternSyntaxError) as caught:
        FilterPattern.parse("{ $.userIdentity.type = 'Root' }", name="rules/root.yaml")
    assert str(caught.value) == "\n".join(
        (
            "rules/root.yaml:1:25: error[pattern/quotes]: single quotes do not quote here",
            "    1 | { $.userIdentity.type = 'Root' }",
            "      |                         ^^^^^^",
            "   = rule: CloudWatch Logs, filter pattern syntax",
            '   = help: write "Root"',
        )
    )


def test_length_counts_every_character():
    FilterPattern.parse("a" * 1024)
    with pytest.raises(PatternSyntaxError) as caught:
        FilterPattern.parse(" " + "a" * 1024)
    assert "1024" in caught.value.findings[0].because
