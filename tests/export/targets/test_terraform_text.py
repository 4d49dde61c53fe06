"""Templates, expressions and regular expressions: what is written means to Terraform what was meant."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess

import pytest

from export.targets.terraform_deployments import PARAMETERS, TARGET, deployment, query, rendered
from ruleforge.catalog.parameters import resolve
from ruleforge.export.targets.terraform_text import anchored, quoted, template
from ruleforge.model import Parameter


class TestTemplates:
    @pytest.mark.parametrize(
        ("text", "written"),
        [
            ("a ${REGION} b", "a ${var.region} b"),
            ("${NOT_DECLARED} ${lower} ${", "$${NOT_DECLARED} $${lower} $${"),
            ("%{ if true }", "%%{ if true }"),
            ("100%, $5, {$.a = %^b$%}", "100%, $5, {$.a = %^b$%}"),
            ("$${REGION}", '${"$"}${var.region}'),
            ("%${REGION}{", "%${var.region}{"),
            ("$$${x", "$$$${x"),
        ],
    )
    def test_a_text_becomes_the_template_that_yields_it(self, text, written):
        assert template(text, {"REGION": "var.region"}) == written


class TestPatterns:
    @pytest.mark.parametrize(
        "pattern",
        [
            "(?=a)a",
            "(?!a)b",
            "(?<=a)b",
            "(?P<n>a)(?P=n)",
            r"(a)\1",
            "a++",
            "a{2}+",
            r"a\Z",
            "a{1,1001}",
            "(a{64}){20}",
            "a{,3}",
            "[[:alpha:]]",
            "(?i)a",
        ],
    )
    def test_patterns_that_re2_may_not_know_are_said_instead_of_checked(self, pattern):
        assert anchored(pattern) is None
        parameters = PARAMETERS | {"X": Parameter("X", "d", pattern, "f", "x")}
        rendering = TARGET.render(deployment(query(), parameters=parameters))
        assert any("X looks like" in finding.message for finding in rendering.notes)
        assert "validation" not in json.loads(rendering.files["variables.tf.json"])["variable"]["x"]

    def test_patterns_that_both_know_are_anchored_on_both_sides(self):
        assert anchored("a|b") == "^(?:a|b)$"
        assert anchored(r"[-._/#A-Za-z0-9]{1,512}:\d{3}\.x{0,}") == r"^(?:[-._/#A-Za-z0-9]{1,512}:\d{3}\.x{0,})$"

    def test_expressions_hold_any_text(self):
        assert quoted('a"b\\c\n${x} %{y} é\x00') == '"a\\"b\\\\c\\n$${x} %%{y} é\\U00000000"'


@pytest.mark.skipif(shutil.which("terraform") is None, reason="there is no terraform here")
class TestTerraformItself:
    """What the program makes of it. Without providers it knows no resources: it is asked about texts and variables."""

    def plan(self, folder, **files):
        for name, content in files.items():
            (folder / name.replace("__", ".")).write_text(
                content if isinstance(content, str) else json.dumps(content), encoding="utf-8"
            )
        environment = {
            **os.environ,
            "CHECKPOINT_DISABLE": "1",
            "TF_CLI_CONFIG_FILE": os.devnull,
            "TF_IN_AUTOMATION": "1",
        }
        run = {"cwd": folder, "env": environment, "capture_output": True, "text": True, "timeout": 60}
        subprocess.run(["terraform", "init", "-input=false", "-no-color"], check=True, **run)
        planned = subprocess.run(["terraform", "plan", "-input=false", "-no-color", "-out=plan"], check=False, **run)
        if planned.returncode:
            return planned.stderr
        shown = subprocess.run(["terraform", "show", "-json", "plan"], check=True, **run)
        return {name: one["after"] for name, one in json.loads(shown.stdout).get("output_changes", {}).items()}

    def test_templates_yield_the_texts(self, tmp_path):
        pieces = ("$", "%", "{", "}", "${X}", "%{", '"', "\n", "\\")
        texts = ["".join(parts) for size in (1, 2, 3) for parts in itertools.product(pieces, repeat=size)]
        texts = [text for text in texts if "${" not in text.replace("${X}", "")]
        templates = [template(text, {"X": "var.x"}) for text in texts]
        keys = dict.fromkeys(templates[:500], "")
        outputs = {"texts": {"value": templates}, "keys": {"value": keys}}
        value = '<${y} %{ z } "\\>'
        found = self.plan(
            tmp_path,
            main__tf__json={"variable": {"x": {"type": "string"}}, "output": outputs},
            terraform__tfvars__json={"x": value},
        )
        assert found["texts"] == [resolve(text, {"X": value}) for text in texts]
        assert found["keys"] == dict.fromkeys(found["texts"][:500], "")

    def test_it_takes_the_variables_with_their_values_and_refuses_others(self, tmp_path):
        names = ("variables.tf.json", "terraform.tfvars.json")
        variables, values = (rendered().files[name] for name in names)
        assert self.plan(tmp_path, variables__tf__json=variables, terraform__tfvars__json=values) == {}
        wrong = {name: f"{value}\n" for name, value in json.loads(values).items()}
        refused = self.plan(tmp_path, variables__tf__json=variables, terraform__tfvars__json=wrong)
        assert refused.count("Invalid value for variable") == len(wrong)
        assert "ACCOUNT_ID is a value such as 111122223333." in refused
