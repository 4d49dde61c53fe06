"""Artifacts in the files of other tools: CloudFormation, Terraform in JSON, the JSON of the AWS CLI.

artifacts, findings = read_artifacts(SourceText("template.yaml", text))
for artifact in artifacts:
    findings += check_artifact(artifact)
"""

from ruleforge.foreign.artifact import Artifact
from ruleforge.foreign.check import check_artifact
from ruleforge.foreign.others import Other
from ruleforge.foreign.read import Reading, Shape, is_foreign, read_artifacts, read_file, sniff
from ruleforge.foreign.shapes import ArtifactKind
from ruleforge.foreign.variables import Variable

__all__ = [
    "Artifact",
    "ArtifactKind",
    "Other",
    "Reading",
    "Shape",
    "Variable",
    "check_artifact",
    "is_foreign",
    "read_artifacts",
    "read_file",
    "sniff",
]
