"""Stories: ids that only the story decides, and records of a repeated step that do not change one another."""

import json
import uuid

from hypothesis import given
from hypothesis import strategies as st

from ruleforge.events import Fixtures, tell
from ruleforge.events.story import _guid
from ruleforge.model import Scenario, Step, Twin
from ruleforge.model.scenario import Expectations

FIXTURES = Fixtures.shipped()
CALL = "cloudtrail/bedrock/converse"


def story(*steps: Step) -> Scenario:
    """A scenario of some steps and nothing else."""
    return Scenario("told", "Told", "", "trail", "2026-05-04T10:00:00Z", {}, steps, Expectations())


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_an_id_is_the_uuid_of_its_parts(parts: list[str]) -> None:
    assert _guid(*parts) == str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(parts)))


def test_repetitions_have_ids_and_changes_of_their_own() -> None:
    step = Step(CALL, at=0, repeat=4, every=60, vary={"$.userIdentity.type": ("Root", "AWSService")})
    events = tell(story(step), FIXTURES)
    calls = [event.record for event in events if event.pipeline.value == "cloudtrail"]
    assert [call["eventTime"] for call in calls] == [f"2026-05-04T10:0{minute}:00Z" for minute in range(4)]
    assert [call["userIdentity"]["type"] for call in calls] == ["Root", "AWSService"] * 2
    assert len({call["eventID"] for call in calls}) == 4


def test_a_story_leaves_its_fixtures_as_they_are_and_is_told_alike() -> None:
    before = {name: json.dumps(FIXTURES.load(name)) for name in FIXTURES.names()}
    steps = [Step(name, at=0, repeat=2, every=1, twins={"spans": Twin(set={"$.name": "x"})}) for name in before]
    told = [[event.message for event in tell(story(step), FIXTURES)] for step in steps]
    assert told == [[event.message for event in tell(story(step), FIXTURES)] for step in steps]
    assert all(len(messages) == len(set(messages)) for messages in told)
    assert before == {name: json.dumps(FIXTURES.load(name)) for name in before}
