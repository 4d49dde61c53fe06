"""What a project wants of the linter: found upwards, and refused where it makes no sense."""

from __future__ import annotations

import pytest

from ruleforge.diagnostics import Severity
from ruleforge.errors import UsageError
from ruleforge.lint.settings import Settings, chosen_ids, read_settings


def settings(folder, text):
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    return read_settings(folder)


def refused(folder, text):
    with pytest.raises(UsageError) as caught:
        settings(folder, text)
    return [(item.check, item.message.removeprefix(f"{folder / 'pyproject.toml'}: ")) for item in caught.value.findings]


def test_all_members(tmp_path):
    text = """
[tool.ruleforge.lint]
ignore = ["meta/title", "secret/*"]
baseline = "lint/known.json"

[tool.ruleforge.lint.severity]
"meta/triage" = "note"
"""
    found = settings(tmp_path, text)
    assert found.severity == {"meta/triage": Severity.NOTE}
    assert {"meta/title", "secret/email", "secret/token"} <= found.ignored
    assert found.baseline == tmp_path / "lint" / "known.json"


@pytest.mark.parametrize("order", [0, 1])
def test_what_is_said_of_one_check_counts_before_what_is_said_of_many(tmp_path, order):
    lines = ['"meta/title" = "error"', '"meta/*" = "note"']
    severity = settings(tmp_path, "[tool.ruleforge.lint.severity]\n" + "\n".join(lines[:: 1 - 2 * order])).severity
    assert (severity["meta/title"], severity["meta/triage"]) == (Severity.ERROR, Severity.NOTE)


def test_the_nearest_file_that_has_any_counts(tmp_path):
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text('[tool.ruleforge.lint]\nignore = ["meta/title"]\n')
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.other]\n")
    assert read_settings(inner).ignored == {"meta/title"}
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.ruleforge.lint]\n")
    assert read_settings(inner) == Settings()
    assert read_settings(inner / "rule.yaml") == Settings()


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("[tool.ruleforge]\nlint = 3\n", [("config/member", "[tool.ruleforge.lint] is a table")]),
        ("[tool.ruleforge.lint]\nselect = []\n", [("config/member", "there is no setting select")]),
        ('[tool.ruleforge.lint]\nignore = "meta/title"\n', [("config/member", "ignore is a list of checks")]),
        ("[tool.ruleforge.lint]\nignore = [1]\n", [("config/member", "ignore is a list of checks")]),
        ('[tool.ruleforge.lint]\nignore = ["meta/titel"]\n', [("config/check", "there is no check 'meta/titel'")]),
        ("[tool.ruleforge.lint]\nbaseline = 1\n", [("config/member", "baseline is the name of a file")]),
        ('[tool.ruleforge.lint]\nseverity = "error"\n', [("config/member", "severity is a table")]),
        (
            '[tool.ruleforge.lint.severity]\n"meta/title" = "fatal"\n"x/*" = "note"\n',
            [("config/check", "there is no check 'x/*'"), ("config/severity", "'fatal' is no severity")],
        ),
        ('[tool.ruleforge.lint.severity]\n"meta/title" = ["note"]\n', [("config/severity", "['note'] is no severity")]),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path, text, problems):
    assert sorted(refused(tmp_path, text)) == sorted(problems)


def test_a_file_that_is_no_toml_is_refused(tmp_path):
    assert refused(tmp_path, "[tool")[0][0] == "config/file"


@pytest.mark.parametrize("text", ["tool = 1\n", "[tool]\nruleforge = 1\n", ""])
def test_files_of_others_are_passed_by(tmp_path, text):
    assert settings(tmp_path, text) == Settings()


def test_patterns_and_ids_are_chosen():
    assert chosen_ids(["meta/title"], "x") == {"meta/title"}
    assert {"yaml/syntax", "yaml/size"} <= chosen_ids(["yaml/*"], "x")
    with pytest.raises(UsageError) as caught:
        chosen_ids(["meta/titel", "meta/title"], "--select")
    (problem,) = caught.value.findings
    assert (problem.message, problem.help) == ("--select: there is no check 'meta/titel'", "did you mean meta/title?")
