-- agent-session-denials@1.1.0: Which agent session was refused what
-- query: its rows
-- Note: fields are read by the spelling of the query; a member with a dot in its own name is found in attributes
--   only
-- Note: a field is text where nothing else is known of it, and then sorts and compares as text, numbers too
--   (Logs Insights goes by what the logs hold)
WITH "spans_fields" AS (
  SELECT
    JSON_EXTRACT_SCALAR("record", '$.attributes["session.id"]') AS "attributes.session.id",
    JSON_EXTRACT_SCALAR("record", '$.traceId') AS "traceId",
    JSON_EXTRACT_SCALAR("record", '$.resource.attributes["service.name"]') AS "resource.attributes.service.name",
    JSON_EXTRACT_SCALAR("record", '$.attributes["aws.request_id"]') AS "attributes.aws.request_id",
    JSON_EXTRACT_SCALAR("record", '$.resource.attributes["aws.service.type"]') AS "resource.attributes.aws.service.type",
    JSON_EXTRACT_SCALAR("record", '$.spanId') AS "spanId"
  FROM "spans"
  WHERE
    "day" BETWEEN '${FROM_DAY}' AND '${TO_DAY}'
), "cloudtrail_fields" AS (
  SELECT
    JSON_EXTRACT_SCALAR("record", '$.eventTime') AS "eventTime",
    JSON_EXTRACT_SCALAR("record", '$.userIdentity.arn') AS "userIdentity.arn",
    JSON_EXTRACT_SCALAR("record", '$.eventSource') AS "eventSource",
    JSON_EXTRACT_SCALAR("record", '$.eventName') AS "eventName",
    JSON_EXTRACT_SCALAR("record", '$.errorCode') AS "errorCode",
    JSON_EXTRACT_SCALAR("record", '$.errorMessage') AS "errorMessage",
    JSON_EXTRACT_SCALAR("record", '$.requestID') AS "requestID",
    JSON_EXTRACT_SCALAR("record", '$.userIdentity.type') AS "userIdentity.type"
  FROM "cloudtrail"
  WHERE
    "day" BETWEEN '${FROM_DAY}' AND '${TO_DAY}'
)
SELECT
  "spans"."attributes.session.id" AS "sessionId",
  "spans"."traceId",
  "spans"."resource.attributes.service.name" AS "agentService",
  "ct"."eventTime" AS "denialTime",
  "ct"."userIdentity.arn" AS "agentRole",
  "ct"."eventSource" AS "blockedService",
  "ct"."eventName" AS "blockedAction",
  "ct"."errorCode",
  "ct"."errorMessage"
FROM "spans_fields" AS "spans"
INNER JOIN "cloudtrail_fields" AS "ct"
  ON "ct"."requestID" = "spans"."attributes.aws.request_id"
WHERE
  "spans"."resource.attributes.aws.service.type" = 'gen_ai_agent'
  AND "ct"."errorCode" IN (
    'AccessDenied',
    'AccessDeniedException',
    'UnauthorizedOperation',
    'Client.UnauthorizedOperation'
  )
  AND "ct"."userIdentity.type" = 'AssumedRole'
ORDER BY
  "ct"."eventTime" DESC,
  "spans"."spanId" NULLS FIRST
LIMIT 50
