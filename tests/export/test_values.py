from __future__ import annotations

import pytest

from ruleforge.errors import CatalogError, UsageError
from ruleforge.export.values import from_environment, parameters_template, read_values, settle
from ruleforge.model import Parameter

DECLARED = {
    name: Parameter(name, f"the {name}", pattern, "in the console", example, default=default)
    for name, pattern, example, default in (
        ("ACCOUNT_ID", "[0-9]{12}", "111122223333", None),
        ("PARTITION", "aws(-[a-z]+)*", "aws", "aws"),
        ("GROUP", "[a-z]+", "trail", None),
    )
}


def test_later_layers_override_earlier_ones_and_defaults_come_last():
    values = settle(["ACCOUNT_ID", "PARTITION"], DECLARED, {"ACCOUNT_ID": "1" * 12}, {"ACCOUNT_ID": "2" * 12})
    assert values == {"ACCOUNT_ID": "2" * 12, "PARTITION": "aws"}
    assert settle(["PARTITION"], DECLARED, {"PARTITION": "aws-cn"}) == {"PARTITION": "aws-cn"}


def test_what_is_missing_and_what_does_not_fit_is_told_at_once():
    with pytest.raises(UsageError) as caught:
        settle(["ACCOUNT_ID", "GROUP", "NOBODY"], DECLARED, {"ACCOUNT_ID": "12", "ELSE": "x"})
    found = {finding.message.split(":")[0] for finding in caught.value.findings}
    assert found == {
        "'12' cannot be ACCOUNT_ID",
        "there is no parameter ELSE",
        "GROUP has no value",
        "${NOBODY} is not declared",
    }


def test_an_example_stands_in_only_when_it_is_asked_for():
    with pytest.raises(UsageError, match="GROUP has no value"):
        settle(["GROUP"], DECLARED)
    assert settle(["GROUP"], DECLARED, examples=True) == {"GROUP": "trail"}


def test_values_that_are_not_used_are_not_passed_on():
    assert settle(["GROUP"], DECLARED, {"GROUP": "a", "ACCOUNT_ID": "1" * 12}) == {"GROUP": "a"}


def test_the_environment_gives_values():
    environment = {"RULEFORGE_PARAMETER_ACCOUNT_ID": "1" * 12, "RULEFORGE_PARAMETER_": "x", "PATH": "/bin"}
    assert from_environment(environment) == {"ACCOUNT_ID": "1" * 12}


def test_a_file_gives_values(tmp_path):
    file = tmp_path / "values.yaml"
    file.write_text("ACCOUNT_ID: '012345678901'\nGROUP: trail\n")
    assert read_values(file) == {"ACCOUNT_ID": "012345678901", "GROUP": "trail"}
    file.write_text('{"GROUP": "trail"}')
    assert read_values(file) == {"GROUP": "trail"}
    file.write_text("# nothing yet\n")
    assert read_values(file) == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ACCOUNT_ID: 123456789012\n", "ACCOUNT_ID is 123456789012, and values are texts"),
        ("- a\n", "a file of values is a mapping"),
        ("A: [1\n", ""),
    ],
)
def test_a_file_that_holds_anything_else_is_refused(tmp_path, text, message):
    file = tmp_path / "values.yaml"
    file.write_text(text)
    with pytest.raises(CatalogError) as caught:
        read_values(file)
    assert message in str(caught.value)
    assert "values.yaml" in str(caught.value)


def test_the_file_to_fill_in_can_be_read_back(tmp_path):
    file = tmp_path / "values.yaml"
    text = parameters_template(["GROUP", "ACCOUNT_ID", "PARTITION"], DECLARED, {"GROUP": "it's"})
    file.write_text(text)
    assert read_values(file) == {"GROUP": "it's", "PARTITION": "aws"}
    assert "# ACCOUNT_ID: '111122223333'" in text
