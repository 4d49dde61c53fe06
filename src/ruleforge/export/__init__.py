"""The way out: from a bundle of rules to what deploys, in AWS's own words or another tool's.

`assemble` turns a bundle into a `Deployment`: objects in the words of AWS's API, in the order of dependency, with a
value for every placeholder. A `Target` makes files of it.
"""

from ruleforge.export.assemble import Request, assemble, used_parameters
from ruleforge.export.folder import Change, compare, settled
from ruleforge.export.resources import Deployment, Resource, ResourceKind
from ruleforge.export.stamp import Stamp
from ruleforge.export.target import Rendering, Target, target, target_names, with_manifest

__all__ = [
    "Change",
    "Deployment",
    "Rendering",
    "Request",
    "Resource",
    "ResourceKind",
    "Stamp",
    "Target",
    "assemble",
    "compare",
    "settled",
    "target",
    "target_names",
    "used_parameters",
    "with_manifest",
]
