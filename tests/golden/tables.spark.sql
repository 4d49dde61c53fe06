-- CloudTrail in S3: gzip, each file one line {"Records": […]}.
-- A record stays the JSON text that it is. CloudTrailSerde and columns of structs turn its values into texts:
--   then 401 cannot be told from "401", null not from an absent member, and members that the table does not name
--   are lost. Rules tell these apart.
-- Athena reads lines of up to 200 MB and values of up to 32 MB.
-- An organization's trail has its id between AWSLogs/ and the account: put it into both paths.
-- Spark has no projection of partitions: every file below the path is listed, and the view reads account, Region
--   and day out of the files' names. Name a folder further down where that is too much.
CREATE TABLE IF NOT EXISTS cloudtrail_lines (value STRING)
USING text
OPTIONS ('recursiveFileLookup' = 'true')
LOCATION 's3://${TRAIL_BUCKET}/AWSLogs/';

-- A row for each record of cloudtrail_lines.
CREATE OR REPLACE VIEW cloudtrail AS
SELECT
  regexp_extract(file, '/([0-9]{12})/CloudTrail', 1) AS account,
  regexp_extract(file, '/(CloudTrail(?:-[A-Za-z]+)?)/', 1) AS folder,
  regexp_extract(file, '/CloudTrail(?:-[A-Za-z]+)?/([^/]+)/', 1) AS region,
  regexp_extract(file, '/([0-9]{4}/[0-9]{2}/[0-9]{2})/', 1) AS day,
  COALESCE(get_json_object(record, '$.eventTime'), get_json_object(record, '$.timeWindow.windowStart')) AS event_time,
  record
FROM (
  SELECT _metadata.file_path AS file, EXPLODE(from_json(get_json_object(value, '$.Records'), 'ARRAY<STRING>')) AS record
  FROM cloudtrail_lines
)
WHERE substr(ltrim(record), 1, 1) = '{';

-- Bedrock's model invocation log in S3: gzip, a record a line. That a file holds several is inferred.
-- A record stays the JSON text that it is. CloudTrailSerde and columns of structs turn its values into texts:
--   then 401 cannot be told from "401", null not from an absent member, and members that the table does not name
--   are lost. Rules tell these apart.
-- Large bodies lie beside the records; the view leaves them out by their missing schemaType.
-- Spark has no projection of partitions: every file below the path is listed, and the view reads account, Region
--   and day out of the files' names. Name a folder further down where that is too much.
CREATE TABLE IF NOT EXISTS model_invocation_log_lines (value STRING)
USING text
OPTIONS ('recursiveFileLookup' = 'true')
LOCATION 's3://${INVOCATION_LOG_BUCKET}/AWSLogs/';

-- A row for each record of model_invocation_log_lines.
CREATE OR REPLACE VIEW model_invocation_log AS
SELECT
  regexp_extract(file, '/([0-9]{12})/BedrockModelInvocationLogs/', 1) AS account,
  regexp_extract(file, '/BedrockModelInvocationLogs/([^/]+)/', 1) AS region,
  regexp_extract(file, '/([0-9]{4}/[0-9]{2}/[0-9]{2})/', 1) AS day,
  get_json_object(record, '$.timestamp') AS event_time,
  record
FROM (
  SELECT _metadata.file_path AS file, value AS record
  FROM model_invocation_log_lines
)
WHERE json_array_length(concat('[', record, ']')) = 1
  AND substr(ltrim(record), 1, 1) = '{'
  AND get_json_object(record, '$.schemaType') IS NOT NULL;

-- Spans of the log group aws/spans. AWS writes them to CloudWatch Logs only; a subscription filter to Amazon
--   Data Firehose brings them to S3.
-- The stream has to decompress, to extract messages (CloudWatchLogProcessing) and to append a newline
--   (AppendDelimiterToRecord), so that every line is a span. Its default prefix is the hour, YYYY/MM/DD/HH/.
-- A record stays the JSON text that it is. CloudTrailSerde and columns of structs turn its values into texts:
--   then 401 cannot be told from "401", null not from an absent member, and members that the table does not name
--   are lost. Rules tell these apart.
-- Spark has no projection of partitions: every file below the path is listed, and the view reads account, Region
--   and day out of the files' names. Name a folder further down where that is too much.
CREATE TABLE IF NOT EXISTS spans_lines (value STRING)
USING text
OPTIONS ('recursiveFileLookup' = 'true')
LOCATION 's3://${SPANS_BUCKET}/';

-- A row for each record of spans_lines.
CREATE OR REPLACE VIEW spans AS
SELECT
  regexp_extract(file, '/([0-9]{4}/[0-9]{2}/[0-9]{2})/', 1) AS day,
  concat(replace(CAST(CAST('1970-01-01' AS TIMESTAMP_NTZ) + make_dt_interval(0, 0, 0, CAST(get_json_object(record, '$.startTimeUnixNano') AS BIGINT) DIV 1000000000) AS STRING), ' ', 'T'), 'Z') AS event_time,
  record
FROM (
  SELECT _metadata.file_path AS file, value AS record
  FROM spans_lines
)
WHERE json_array_length(concat('[', record, ']')) = 1
  AND substr(ltrim(record), 1, 1) = '{'
  AND get_json_object(record, '$.spanId') IS NOT NULL;
