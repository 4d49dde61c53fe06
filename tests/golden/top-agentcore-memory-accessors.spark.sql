-- top-agentcore-memory-accessors@1.0.0: Who reads and writes agents' memory most
-- contributor-insights: contributors, the largest first
-- Note: of a member that stands twice in an object the first one is read (CloudWatch Logs reads the last one
--   (recorded); no AWS service is known to write such records)
-- Note: key values longer than 1 KB, which Contributor Insights cuts, are whole
-- Note: a record in which a key is null counts for nobody; what AWS does with it is not documented
--   (get_json_object has no null)
SELECT
  `userIdentity.arn`,
  `eventName`,
  `resources[0].ARN`,
  COUNT(*) AS contribution
FROM (
  SELECT
    GET_JSON_OBJECT(record, '$.userIdentity.arn') AS `userIdentity.arn`,
    GET_JSON_OBJECT(record, '$.eventName') AS `eventName`,
    GET_JSON_OBJECT(record, '$.resources[0].ARN') AS `resources[0].ARN`
  FROM cloudtrail
  WHERE
    day BETWEEN '${FROM_DAY}' AND '${TO_DAY}'
    AND GET_JSON_OBJECT(record, '$.eventSource') = 'bedrock-agentcore.amazonaws.com'
    AND GET_JSON_OBJECT(record, '$.resources[0].type') = 'AWS::BedrockAgentCore::Memory'
) AS events
WHERE
  NOT `userIdentity.arn` IS NULL
  AND NOT `eventName` IS NULL
  AND NOT `resources[0].ARN` IS NULL
GROUP BY
  `userIdentity.arn`,
  `eventName`,
  `resources[0].ARN`
ORDER BY
  contribution DESC,
  `userIdentity.arn`,
  `eventName`,
  `resources[0].ARN`
