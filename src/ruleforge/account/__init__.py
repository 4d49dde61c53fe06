"""The account: what is there, what a deployment would change, and the calls that change it.

Needs the extra `aws` (boto3), which nothing else in ruleforge does. Credentials, Regions, retries and endpoints are
botocore's own business: it reads what every AWS tool reads, and no credential is looked at here.
"""

from ruleforge.account.applying import Outcome, deploy
from ruleforge.account.clients import Clients
from ruleforge.account.differences import FieldDifference
from ruleforge.account.plan import Plan, PlannedChange, State, make_plan

__all__ = ["Clients", "FieldDifference", "Outcome", "Plan", "PlannedChange", "State", "deploy", "make_plan"]
