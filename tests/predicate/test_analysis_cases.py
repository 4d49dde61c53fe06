"""What the analysis answers, case by case: languages' own forms, facts, the parts to blame, and giving up."""

from __future__ import annotations

import pytest

from ruleforge import EventSelectors, FilterPattern, InsightRule
from ruleforge.predicate import AllOf, AnyOf, Comparison, Constant, Not
from ruleforge.predicate.analysis import RECORDS, Analysis, Budget, Death, Facts, Truth, implications
from ruleforge.predicate.conditions import IsConstant
from ruleforge.predicate.operands import JsonPath, Member


def pattern(text):
    return FilterPattern.parse(text).predicate


def path(*names):
    return JsonPath(tuple(Member(name) for name in names))


CONTRADICTIONS = [
    '{ $.a = "x" && $.a = "y" }',
    '{ $.a = "x*" && $.a = "y*" }',
    '{ $.a = "*x" && $.a = "*y" }',
    '{ $.a = "xy*" && $.a != "x*" }',
    '{ $.a = "*x*" && $.a != "*x*" }',
    "{ $.a > 1 && $.a < 1 }",
    "{ $.a >= 1 && $.a <= 1 && $.a != 1 }",
    '{ $.a > 1 && $.a = "x" }',
    "{ $.a IS TRUE && $.a = true }",
    "{ $.a IS NULL && $.a NOT EXISTS }",
    "{ $.a NOT EXISTS && $.a.b = 1 }",
    "{ $.a = 1 && $.a.b = 1 }",
    "{ $.a.b = 1 && $.a[0] = 1 }",
    "{ $.a[0] NOT EXISTS && $.a[1] = 1 }",
    "{ $.a[0] = 1 && $.a[*] != 1 && $.a[*] NOT EXISTS }",
    "{ $.a = %^[0-9]+$% && $.a = %[a-z]% }",
    "{ $.a = %^x% && $.a != x* }",
    "[a, b = x && b = y]",
    "[a, b > 4 && b < 3]",
    "[a = 4* && a = 5* && a > 3]",
    "error -err",
]
SATISFIABLE = [
    '{ $.a = "x*" && $.a = "*y" && $.a != "xy" }',
    '{ $.a = 1 && $.a != "1" }',
    '{ $.a = "1" && $.a < 2 }',
    "{ $.a > 1 && $.a < 2 }",
    "{ $.a IS NULL && $.a[1] = 1 }",
    "{ $.a[*] = 1 && $.a[*] = 2 }",
    "{ $.a = %7.*8% && $.a != %78% }",
    '[a = 4* && a > 400, ..., z = "*z"]',
    "[a, b != x]",
    "error -errors",
    "?a ?b",
    "%[A-Z]{4}%",
    "",
]


@pytest.mark.parametrize("text", CONTRADICTIONS)
def test_contradictions(text):
    answer = Analysis().satisfiable(pattern(text))
    assert answer.no
    assert answer.conflict


@pytest.mark.parametrize("text", SATISFIABLE)
def test_satisfiable(text):
    answer = Analysis().satisfiable(pattern(text))
    assert answer.yes
    assert FilterPattern.parse(text).matches(answer.example.message)


def test_the_parts_to_blame_have_their_places():
    text = '{ $.s = "s3" && $.n = "Put*" && ($.c = 1 || $.c = 2) && $.n = "Get*" }'
    answer = Analysis().satisfiable(pattern(text))
    assert [text[part.span.start : part.span.end] for part in answer.conflict] == ['$.n = "Put*"', '$.n = "Get*"']
    assert [part.path for part in answer.conflict] == [(2,), (4,)]


def test_the_values_of_an_example():
    predicate = pattern('{ $.a.b = "x*" && $.r[*].t = 5 }')
    example = Analysis().satisfiable(predicate).example
    values = {str(operand): value for operand, value in example.values(predicate).items()}
    assert values["$.a.b"].startswith("x")
    assert len(values["$.r[*].t"]) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('{ $.n = "PutObject" }', '{ $.n = "Put*" }'),
        ('{ $.n = "Put*" }', '{ $.n != "Get*" }'),
        ("{ $.a > 5 }", "{ $.a >= 5 }"),
        ('{ $.a = 1 || $.a = "x" }', "{ $.a = * }"),
        ("{ $.a.b = 1 }", "{ $.a.b = 1 || $.a NOT EXISTS }"),
        ('{ $.r[0].t = "T" }', '{ $.r[*].t = "T" }'),
        ("{ $.a = abc }", "{ $.a = %^abc$% }"),
        ("{ $.a = %^abc% }", "{ $.a = abc* }"),
        ("[a = x, b = y]", "[a = x, b]"),
        ("error fatal", "err"),
    ],
)
def test_implied(first, second):
    analysis = Analysis()
    first, second = pattern(first), pattern(second)
    assert analysis.implies(first, second).yes
    if first != second:
        back = analysis.implies(second, first)
        assert back.no or analysis.equivalent(first, second).yes


def test_selectors_and_rules():
    (selector,) = EventSelectors.parse(
        [
            {
                "FieldSelectors": [
                    {"Field": "eventCategory", "Equals": ["Data"]},
                    {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
                    {"Field": "eventName", "StartsWith": ["Put"], "Equals": ["PutObject", "GetObject", "DeleteObject"],
                     "NotStartsWith": ["Delete", "DeleteObjectT"]},
                ]
            }
        ]
    ).predicates  # fmt: skip
    found = [(dead.part.place, dead.part.text, dead.death) for dead in Analysis().dead_parts(selector).parts]
    assert found == [
        (("FieldSelectors", 2, "Equals", 0), "PutObject", Death.COVERED),
        (("FieldSelectors", 2, "Equals", 2), "DeleteObject", Death.NEVER),
        (("FieldSelectors", 2, "NotStartsWith", 1), "DeleteObjectT", Death.IMPLIED),
    ]
    rule = insight([{"Match": "$.eventName", "In": ["PutObject"]}])
    assert Analysis().overlaps(selector, rule).yes
    assert Analysis().overlaps(selector, insight([{"Match": "$.eventCategory", "In": ["Management"]}])).no


def insight(filters):
    return InsightRule.parse(
        {
            "Schema": {"Name": "CloudWatchLogRule", "Version": 1},
            "LogGroupNames": ["group"],
            "LogFormat": "JSON",
            "Contribution": {"Keys": ["$.k"], "Filters": filters},
            "AggregateOn": "Count",
        }
    ).predicate


def test_an_exclusion_that_excludes_nothing():
    """F58 of the guide: sts is none of the services, but only a fact can tell; here the list itself does."""
    names = {"Match": "$.eventName", "In": ["GetObject", "PutObject"]}
    dead = Analysis().dead_parts(insight([names, {"Match": "$.eventName", "NotIn": ["AssumeRole"]}])).parts
    assert [(item.part.place, item.death) for item in dead] == [
        (("Contribution", "Filters", 1, "NotIn"), Death.IMPLIED)
    ]
    assert [part.place for part in dead[0].because] == [("Contribution", "Filters", 0, "In")]


def test_dead_alternatives():
    text = '{ $.n = "A" && ($.n = "B" || $.c = 1 || $.c = 1) && $.n = "A*" }'
    dead = Analysis().dead_parts(pattern(text))
    assert not dead.because
    found = [(text[item.part.span.start : item.part.span.end], item.death) for item in dead.parts]
    assert found == [('$.n = "B"', Death.NEVER), ("$.c = 1", Death.COVERED), ('$.n = "A*"', Death.IMPLIED)]
    assert dead.parts[1].part.path == (2, 2)


def test_facts():
    gateway = Facts.of({path("eventCategory"): "Data", path("managementEvent"): False}, absent=[path("errorCode")])
    analysis = Analysis(gateway)
    answer = analysis.satisfiable(pattern('{ $.errorCode = "AccessDenied" && $.a = 1 }'))
    assert answer.no
    assert answer.facts
    assert [part.path for part in answer.conflict] == [(1,)]
    assert analysis.satisfiable(pattern("{ $.errorCode.x = 1 }")).no
    assert analysis.satisfiable(pattern("{ $.managementEvent IS TRUE }")).no
    assert analysis.satisfiable(pattern('{ $.eventCategory = "Data" }')).yes
    assert analysis.tautology(pattern("{ $.errorCode NOT EXISTS }")).yes
    (dead,) = analysis.dead_parts(pattern('{ $.eventCategory = "Data" && $.a = 1 }')).parts
    assert dead.death is Death.IMPLIED
    assert dead.facts
    assert (RECORDS & gateway).holding


def test_tautologies():
    assert Analysis().tautology(Constant(True)).yes
    assert Analysis().tautology(pattern("{ $.a NOT EXISTS }")).no
    either = AnyOf((pattern("{ $.a = 1 }"), Not(pattern("{ $.a = 1 }"))))
    assert Analysis().tautology(either).yes
    assert Analysis(RECORDS).tautology(pattern("{ $.a.b NOT EXISTS || $.a.c NOT EXISTS || $.a.b.c NOT EXISTS }")).no


def test_questions_that_stay_open():
    answer = Analysis().satisfiable(pattern("{ $.a = %^.*a.{12}b$% && $.a = %^[c]*$% }"))
    assert answer.truth is Truth.UNKNOWN
    assert answer.because
    crossed = pattern("{ $.a[*].b = 1 && $.a[0].b NOT EXISTS && $.a[*] = 1 && $.a[1] NOT EXISTS && $.a IS NULL }")
    assert Analysis().satisfiable(crossed).truth is not Truth.YES


def holes(count):
    """More pigeons than holes: nothing satisfies it, and the search takes exponentially long to see it."""
    sits = {
        (pigeon, hole): Comparison(path(f"p{pigeon}h{hole}"), IsConstant(True))
        for pigeon in range(count + 1)
        for hole in range(count)
    }
    somewhere = [AnyOf(tuple(sits[pigeon, hole] for hole in range(count))) for pigeon in range(count + 1)]
    alone = [
        AnyOf((Not(sits[one, hole]), Not(sits[other, hole])))
        for hole in range(count)
        for one in range(count + 1)
        for other in range(one)
    ]
    return AllOf((*somewhere, *alone))


def test_a_spent_budget_says_so():
    budget = Budget(each=20_000)
    answer = Analysis(budget=budget).satisfiable(holes(8))
    assert answer.truth is Truth.UNKNOWN
    assert answer.because == "the budget is spent"
    assert Analysis(budget=budget).satisfiable(pattern("{ $.a = 1 }")).yes, "one question does not spend it all"
    assert Analysis().satisfiable(holes(3)).no
    assert Analysis(budget=Budget(0)).dead_parts(pattern("{ $.a = 1 }")).because


def test_implications_among_many():
    texts = [
        '{ $.n = "A" }',
        '{ $.n = "A*" }',
        '{ $.n = "B" && $.c = 1 }',
        '{ $.n = "B" }',
        '{ $.n = "C" && $.n = "D" }',
    ]
    predicates = [pattern(text) for text in texts]
    found = [(item.first, item.second) for item in implications(predicates, Analysis())]
    assert found == [(0, 1), (2, 3)]
