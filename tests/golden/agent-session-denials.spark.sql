-- agent-session-denials@1.1.0: Which agent session was refused what
-- query: its rows
-- Note: fields are read by the spelling of the query; a member with a dot in its own name is found in attributes
--   only
-- Note: a field is text where nothing else is known of it, and then sorts and compares as text, numbers too
--   (Logs Insights goes by what the logs hold)
-- Note: a field that holds an object or an array reads as its JSON text; Logs Insights has no such field
--   (get_json_object)
WITH spans_fields AS (
  SELECT
    GET_JSON_OBJECT(record, '$.attributes[\'session.id\']') AS `attributes.session.id`,
    GET_JSON_OBJECT(record, '$.traceId') AS `traceId`,
    GET_JSON_OBJECT(record, '$.resource.attributes[\'service.name\']') AS `resource.attributes.service.name`,
    GET_JSON_OBJECT(record, '$.attributes[\'aws.request_id\']') AS `attributes.aws.request_id`,
    GET_JSON_OBJECT(record, '$.resource.attributes[\'aws.service.type\']') AS `resource.attributes.aws.service.type`,
    GET_JSON_OBJECT(record, '$.spanId') AS `spanId`
  FROM spans
  WHERE
    day BETWEEN '${FROM_DAY}' AND '${TO_DAY}'
), cloudtrail_fields AS (
  SELECT
    GET_JSON_OBJECT(record, '$.eventTime') AS `eventTime`,
    GET_JSON_OBJECT(record, '$.userIdentity.arn') AS `userIdentity.arn`,
    GET_JSON_OBJECT(record, '$.eventSource') AS `eventSource`,
    GET_JSON_OBJECT(record, '$.eventName') AS `eventName`,
    GET_JSON_OBJECT(record, '$.errorCode') AS `errorCode`,
    GET_JSON_OBJECT(record, '$.errorMessage') AS `errorMessage`,
    GET_JSON_OBJECT(record, '$.requestID') AS `requestID`,
    GET_JSON_OBJECT(record, '$.userIdentity.type') AS `userIdentity.type`
  FROM cloudtrail
  WHERE
    day BETWEEN '${FROM_DAY}' AND '${TO_DAY}'
)
SELECT
  spans.`attributes.session.id` AS sessionId,
  spans.traceId,
  spans.`resource.attributes.service.name` AS agentService,
  ct.eventTime AS denialTime,
  ct.`userIdentity.arn` AS agentRole,
  ct.eventSource AS blockedService,
  ct.eventName AS blockedAction,
  ct.errorCode,
  ct.errorMessage
FROM spans_fields AS spans
INNER JOIN cloudtrail_fields AS ct
  ON ct.requestID = spans.`attributes.aws.request_id`
WHERE
  spans.`resource.attributes.aws.service.type` = 'gen_ai_agent'
  AND ct.errorCode IN (
    'AccessDenied',
    'AccessDeniedException',
    'UnauthorizedOperation',
    'Client.UnauthorizedOperation'
  )
  AND ct.`userIdentity.type` = 'AssumedRole'
ORDER BY
  ct.eventTime DESC,
  spans.spanId
LIMIT 50
