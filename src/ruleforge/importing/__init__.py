"""The way in: from what a team has in CloudFormation, Terraform or an account to rules of a catalogue.

`import_rules` makes rules of files; `plan` says which files they go to in a folder. What cannot be taken over is told
by name, with the reason.
"""

from ruleforge.importing.collect import Imported, ImportedRule, Options, import_rules
from ruleforge.importing.folder import VALUES, declared_in, plan

__all__ = ["VALUES", "Imported", "ImportedRule", "Options", "declared_in", "import_rules", "plan"]
