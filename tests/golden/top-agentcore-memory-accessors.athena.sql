-- top-agentcore-memory-accessors@1.0.0: Who reads and writes agents' memory most
-- contributor-insights: contributors, the largest first
-- Note: of a member that stands twice in an object the first one is read (CloudWatch Logs reads the last one
--   (recorded); no AWS service is known to write such records)
-- Note: key values longer than 1 KB, which Contributor Insights cuts, are whole
SELECT
  "userIdentity.arn",
  "eventName",
  "resources[0].ARN",
  COUNT(*) AS contribution
FROM (
  SELECT
    COALESCE(
      JSON_EXTRACT_SCALAR(record, '$.userIdentity.arn'),
      JSON_FORMAT(JSON_EXTRACT(record, '$.userIdentity.arn'))
    ) AS "userIdentity.arn",
    COALESCE(
      JSON_EXTRACT_SCALAR(record, '$.eventName'),
      JSON_FORMAT(JSON_EXTRACT(record, '$.eventName'))
    ) AS "eventName",
    CASE
      WHEN JSON_ARRAY_LENGTH(JSON_EXTRACT(record, '$.resources')) > 0
      THEN COALESCE(
        JSON_EXTRACT_SCALAR(record, '$.resources[0].ARN'),
        JSON_FORMAT(JSON_EXTRACT(record, '$.resources[0].ARN'))
      )
    END AS "resources[0].ARN"
  FROM cloudtrail
  WHERE
    day BETWEEN '${FROM_DAY}' AND '${TO_DAY}'
    AND JSON_EXTRACT_SCALAR(record, '$.eventSource') = 'bedrock-agentcore.amazonaws.com'
    AND JSON_ARRAY_LENGTH(JSON_EXTRACT(record, '$.resources')) > 0
    AND JSON_EXTRACT_SCALAR(record, '$.resources[0].type') = 'AWS::BedrockAgentCore::Memory'
) AS events
WHERE
  NOT "userIdentity.arn" IS NULL
  AND NOT "eventName" IS NULL
  AND NOT "resources[0].ARN" IS NULL
GROUP BY
  "userIdentity.arn",
  "eventName",
  "resources[0].ARN"
ORDER BY
  contribution DESC,
  "userIdentity.arn",
  "eventName",
  "resources[0].ARN"
