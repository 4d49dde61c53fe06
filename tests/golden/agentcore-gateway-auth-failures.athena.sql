-- agentcore-gateway-auth-failures@1.0.0: AgentCore gateway refused a caller
-- metric-filter: what AIWorkloadMetrics/AgentCoreGatewayAuthFailures gets, by the minute: SampleCount and Sum
-- Note: of a member that stands twice in an object the first one is read (CloudWatch Logs reads the last one
--   (recorded); no AWS service is known to write such records)
-- Note: numbers are compared as doubles: beyond 15 digits two may pass for equal that are not (whether AWS
--   compares more digits is not documented)
-- Note: minutes without a match, for which the filter publishes 0, are left out
SELECT
  SUBSTR(event_time, 1, 16) AS minute,
  COUNT(*) AS sample_count,
  SUM(1) AS total
FROM cloudtrail
WHERE
  day BETWEEN '${FROM_DAY}' AND '${TO_DAY}'
  AND JSON_EXTRACT_SCALAR(record, '$.eventSource') = 'bedrock-agentcore.amazonaws.com'
  AND JSON_EXTRACT_SCALAR(record, '$.eventName') = 'InvokeGateway'
  AND (
    COALESCE(
      TRY_CAST(JSON_FORMAT(JSON_EXTRACT(record, '$.responseElements.statusCode')) AS DOUBLE) = 401,
      JSON_EXTRACT_SCALAR(record, '$.responseElements.statusCode') = '401'
    )
    OR COALESCE(
      TRY_CAST(JSON_FORMAT(JSON_EXTRACT(record, '$.responseElements.statusCode')) AS DOUBLE) = 403,
      JSON_EXTRACT_SCALAR(record, '$.responseElements.statusCode') = '403'
    )
  )
  AND NOT event_time IS NULL
GROUP BY
  SUBSTR(event_time, 1, 16)
ORDER BY
  minute NULLS FIRST
