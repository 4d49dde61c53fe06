"""What an SNS topic that a bundle makes allows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["TOPIC_POLICY"]

TOPIC_POLICY: Mapping[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "AllowCloudWatchAlarms",
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": "${TOPIC_ARN}",
            "Condition": {
                "ArnLike": {"aws:SourceArn": "arn:${PARTITION}:cloudwatch:${REGION}:${ACCOUNT_ID}:alarm:*"},
                "StringEquals": {"aws:SourceAccount": "${ACCOUNT_ID}"},
            },
        }
    ],
}
"""Lets CloudWatch publish to the topic TOPIC_ARN, for alarms of the account and the Region only."""
