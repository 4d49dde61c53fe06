"""An account on a local server, with what a bundle needs to be there before it."""

from __future__ import annotations

from functools import cache

import boto3
import botocore.loaders
import botocore.session
import pytest
from moto.moto_api._internal import moto_api_backend
from moto.server import ThreadedMotoServer

from account import aws_server
from account.wanted import GROUP
from ruleforge.account import Clients


@pytest.fixture(scope="session")
def server():
    """The server's address.

    Its clients share what botocore reads of AWS's models, which takes longer than all calls of a test.
    """
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.session, "create_loader", cache(botocore.loaders.create_loader))
        yield f"http://{host}:{port}"
    moto.stop()


@pytest.fixture
def account(server, monkeypatch):
    """An empty account with a log group, a bucket and a stream; tools find it as they find AWS."""
    moto_api_backend.reset()
    aws_server.forget()
    for name, value in (
        ("AWS_ENDPOINT_URL", server),
        ("AWS_ACCESS_KEY_ID", "testing"),
        ("AWS_SECRET_ACCESS_KEY", "testing"),
        ("AWS_CONFIG_FILE", "/nonexistent"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("AWS_MAX_ATTEMPTS", "1"),
    ):
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    session = boto3.session.Session(region_name=aws_server.REGION)
    session.client("logs").create_log_group(logGroupName=GROUP)
    session.client("s3").create_bucket(Bucket="trail-bucket")
    session.client("kinesis").create_stream(StreamName="siem", ShardCount=1)
    return session


@pytest.fixture
def clients(account):
    return Clients(aws_server.REGION)
