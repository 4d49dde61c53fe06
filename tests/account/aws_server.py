"""A server that answers like AWS, in this process: moto, with the few calls that it lacks and that a bundle makes.

Moto takes what it is given: it says nothing about whether AWS would. Where it keeps what a call replaces, it is mended.
"""

from __future__ import annotations

import json
import logging
import uuid

from moto import backends
from moto.cloudtrail.models import Trail
from moto.cloudtrail.responses import CloudTrailResponse
from moto.logs.metric_filters import MetricFilters
from moto.logs.responses import LogsResponse

ACCOUNT = "123456789012"
REGION = "us-east-1"
_PAGE = 20

QUERIES: dict[str, dict] = {}
CONFIGURATIONS: dict[str, list] = {}


def put_query_definition(self):
    request = json.loads(self.body)
    request.pop("clientToken", None)
    identifier = request.get("queryDefinitionId") or str(
        uuid.uuid5(uuid.NAMESPACE_URL, f"{request['name']} {len(QUERIES)}")
    )
    QUERIES[identifier] = request | {"queryDefinitionId": identifier, "lastModified": len(QUERIES)}
    return json.dumps({"queryDefinitionId": identifier})


def describe_query_definitions(self):
    found = [item for _, item in sorted(QUERIES.items())]
    start = int(json.loads(self.body).get("nextToken", 0))
    more = {"nextToken": str(start + _PAGE)} if start + _PAGE < len(found) else {}
    return json.dumps({"queryDefinitions": found[start : start + _PAGE], **more})


def put_event_configuration(self):
    request = json.loads(self.body)
    CONFIGURATIONS[request["TrailName"].rpartition("/")[2]] = request["AggregationConfigurations"]
    return json.dumps({})


def get_event_configuration(self):
    name = json.loads(self.body)["TrailName"].rpartition("/")[2]
    return json.dumps({"AggregationConfigurations": CONFIGURATIONS.get(name, [])})


def replace_insight_selectors(self, insight_selectors):
    self.insight_selectors[:] = insight_selectors


def put_filter_in_place(self, filter_name, filter_pattern, log_group_name, metric_transformations):
    self.delete_filter(filter_name, log_group_name)
    add_filter(self, filter_name, filter_pattern, log_group_name, metric_transformations)


# For every request moto looks twice through the folders that it is installed in, and a line is logged.
SERVICES = tuple(backends.list_of_moto_modules())
backends.list_of_moto_modules = lambda: SERVICES
logging.getLogger("werkzeug").setLevel(logging.WARNING)

add_filter = MetricFilters.add_filter
MetricFilters.add_filter = put_filter_in_place
Trail.put_insight_selectors = replace_insight_selectors
LogsResponse.put_query_definition = put_query_definition
LogsResponse.describe_query_definitions = describe_query_definitions
CloudTrailResponse.put_event_configuration = put_event_configuration
CloudTrailResponse.get_event_configuration = get_event_configuration


def forget():
    """What these calls have stored goes; moto's own state goes with its reset."""
    QUERIES.clear()
    CONFIGURATIONS.clear()
