-- CloudTrail in S3: gzip, each file one line {"Records": […]}.
-- A record stays the JSON text that it is. CloudTrailSerde and columns of structs turn its values into texts:
--   then 401 cannot be told from "401", null not from an absent member, and members that the table does not name
--   are lost. Rules tell these apart.
-- Athena reads lines of up to 200 MB and values of up to 32 MB.
-- An organization's trail has its id between AWSLogs/ and the account: put it into both paths.
-- The separator is a character that JSON never holds as it is, so a line is one column.
CREATE EXTERNAL TABLE IF NOT EXISTS cloudtrail_lines (
  line STRING
)
PARTITIONED BY (account STRING, folder STRING, region STRING, day STRING)
ROW FORMAT DELIMITED FIELDS TERMINATED BY '\001'
STORED AS TEXTFILE
LOCATION 's3://${TRAIL_BUCKET}/AWSLogs/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.account.type' = 'enum',
  'projection.account.values' = '${ACCOUNT_IDS}',
  'projection.folder.type' = 'enum',
  'projection.folder.values' = 'CloudTrail,CloudTrail-Insight,CloudTrail-Aggregated',
  'projection.region.type' = 'enum',
  'projection.region.values' = '${REGIONS}',
  'projection.day.type' = 'date',
  'projection.day.format' = 'yyyy/MM/dd',
  'projection.day.range' = '${FIRST_DAY},NOW',
  'projection.day.interval' = '1',
  'projection.day.interval.unit' = 'DAYS',
  'storage.location.template' = 's3://${TRAIL_BUCKET}/AWSLogs/${account}/${folder}/${region}/${day}/'
);

-- A row for each record of cloudtrail_lines.
CREATE OR REPLACE VIEW cloudtrail AS
SELECT account, folder, region, day,
  COALESCE(json_extract_scalar(item, '$.eventTime'), json_extract_scalar(item, '$.timeWindow.windowStart')) AS event_time,
  json_format(item) AS record
FROM cloudtrail_lines
CROSS JOIN UNNEST(TRY_CAST(json_extract(line, '$.Records') AS ARRAY(JSON))) AS t (item)
WHERE substr(json_format(item), 1, 1) = '{';

-- Bedrock's model invocation log in S3: gzip, a record a line. That a file holds several is inferred.
-- A record stays the JSON text that it is. CloudTrailSerde and columns of structs turn its values into texts:
--   then 401 cannot be told from "401", null not from an absent member, and members that the table does not name
--   are lost. Rules tell these apart.
-- Large bodies lie beside the records; the view leaves them out by their missing schemaType.
-- The separator is a character that JSON never holds as it is, so a line is one column.
CREATE EXTERNAL TABLE IF NOT EXISTS model_invocation_log_lines (
  line STRING
)
PARTITIONED BY (account STRING, region STRING, day STRING)
ROW FORMAT DELIMITED FIELDS TERMINATED BY '\001'
STORED AS TEXTFILE
LOCATION 's3://${INVOCATION_LOG_BUCKET}/AWSLogs/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.account.type' = 'enum',
  'projection.account.values' = '${ACCOUNT_IDS}',
  'projection.region.type' = 'enum',
  'projection.region.values' = '${REGIONS}',
  'projection.day.type' = 'date',
  'projection.day.format' = 'yyyy/MM/dd',
  'projection.day.range' = '${FIRST_DAY},NOW',
  'projection.day.interval' = '1',
  'projection.day.interval.unit' = 'DAYS',
  'storage.location.template' = 's3://${INVOCATION_LOG_BUCKET}/AWSLogs/${account}/BedrockModelInvocationLogs/${region}/${day}/'
);

-- A row for each record of model_invocation_log_lines.
CREATE OR REPLACE VIEW model_invocation_log AS
SELECT account, region, day,
  json_extract_scalar(line, '$.timestamp') AS event_time,
  line AS record
FROM model_invocation_log_lines
WHERE substr(json_format(TRY(json_parse(line))), 1, 1) = '{'
  AND json_extract_scalar(line, '$.schemaType') IS NOT NULL;

-- Spans of the log group aws/spans. AWS writes them to CloudWatch Logs only; a subscription filter to Amazon
--   Data Firehose brings them to S3.
-- The stream has to decompress, to extract messages (CloudWatchLogProcessing) and to append a newline
--   (AppendDelimiterToRecord), so that every line is a span. Its default prefix is the hour, YYYY/MM/DD/HH/.
-- A record stays the JSON text that it is. CloudTrailSerde and columns of structs turn its values into texts:
--   then 401 cannot be told from "401", null not from an absent member, and members that the table does not name
--   are lost. Rules tell these apart.
-- The separator is a character that JSON never holds as it is, so a line is one column.
CREATE EXTERNAL TABLE IF NOT EXISTS spans_lines (
  line STRING
)
PARTITIONED BY (day STRING)
ROW FORMAT DELIMITED FIELDS TERMINATED BY '\001'
STORED AS TEXTFILE
LOCATION 's3://${SPANS_BUCKET}/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.day.type' = 'date',
  'projection.day.format' = 'yyyy/MM/dd',
  'projection.day.range' = '${FIRST_DAY},NOW',
  'projection.day.interval' = '1',
  'projection.day.interval.unit' = 'DAYS',
  'storage.location.template' = 's3://${SPANS_BUCKET}/${day}/'
);

-- A row for each record of spans_lines.
CREATE OR REPLACE VIEW spans AS
SELECT day,
  to_iso8601(from_unixtime(TRY_CAST(json_extract_scalar(line, '$.startTimeUnixNano') AS BIGINT) / 1000000000, 'UTC')) AS event_time,
  line AS record
FROM spans_lines
WHERE substr(json_format(TRY(json_parse(line))), 1, 1) = '{'
  AND json_extract_scalar(line, '$.spanId') IS NOT NULL;
