-- The metric filters of the catalogue, translated by hand: the count that each must have, by another engine and another hand.
--
-- `events` has one row a record, with just the columns named here. What CloudWatch Logs means, in SQL:
--   a comparison with a member that is absent or null is not true: SQL's unknown, which FILTER does not count either;
--   text compares whole and with its case; `IS FALSE` is the JSON value false (`IS FALSE` of SQL is not true of null);
--   `[0]` is the first element, counted from 1 here.
-- A column is named after its rule's `source.guide`. Change a rule's pattern, and change its line here.
SELECT
    count(*) AS "events",
    count(*) FILTER (WHERE eventSource = 'bedrock.amazonaws.com' AND errorCode IN ('AccessDenied', 'UnauthorizedOperation')) AS "Metric Filter 1",
    count(*) FILTER (WHERE eventSource = 'bedrock.amazonaws.com' AND eventName IN ('InvokeAgent', 'InvokeInlineAgent')) AS "Metric Filter 2",
    count(*) FILTER (WHERE eventSource = 'bedrock.amazonaws.com' AND eventName IN ('Retrieve', 'RetrieveAndGenerate')) AS "Metric Filter 3",
    count(*) FILTER (WHERE eventSource = 'bedrock.amazonaws.com' AND eventName IN (
        'CreateGuardrail', 'UpdateGuardrail', 'DeleteGuardrail', 'CreateGuardrailVersion',
        'DeleteGuardrailVersion')) AS "Metric Filter 4",
    count(*) FILTER (WHERE eventSource = 'bedrock.amazonaws.com' AND eventName IN (
        'PutModelInvocationLoggingConfiguration', 'DeleteModelInvocationLoggingConfiguration')) AS "Metric Filter 5",
    count(*) FILTER (WHERE eventSource = 'bedrock.amazonaws.com' AND eventName IN (
        'InvokeModel', 'InvokeModelWithResponseStream', 'Converse', 'ConverseStream', 'InvokeModelWithBidirectionalStream',
        'GetAsyncInvoke', 'StartAsyncInvoke')) AS "Metric Filter 6",
    count(*) FILTER (WHERE eventSource = 'iam.amazonaws.com' AND eventName IN (
        'AttachRolePolicy', 'DetachRolePolicy', 'PutRolePolicy', 'DeleteRolePolicy')) AS "Metric Filter 7",
    count(*) FILTER (WHERE eventSource = 'bedrock.amazonaws.com' AND eventName = 'InvokeFlow') AS "Metric Filter 8",
    count(*) FILTER (WHERE errorCode = 'VpceAccessDenied' AND eventSource IN (
        'bedrock.amazonaws.com', 's3.amazonaws.com', 'lambda.amazonaws.com')) AS "Metric Filter 9",
    count(*) FILTER (WHERE errorCode = 'AccessDenied' AND userIdentity.type = 'AssumedRole' AND eventSource IN (
        's3.amazonaws.com', 'lambda.amazonaws.com', 'kms.amazonaws.com', 'sagemaker.amazonaws.com',
        'secretsmanager.amazonaws.com')) AS "Metric Filter 10",
    count(*) FILTER (WHERE eventSource = 's3.amazonaws.com' AND eventName IN ('PutObject', 'DeleteObject', 'CopyObject')
        AND readOnly IS FALSE) AS "Metric Filter 11",
    count(*) FILTER (WHERE eventSource = 'lambda.amazonaws.com' AND eventName IN ('Invoke', 'Invoke20150331')) AS "Metric Filter 12",
    count(*) FILTER (WHERE eventCategory = 'Insight') AS "Metric Filter 13",
    count(*) FILTER (WHERE eventName IN ('StopLogging', 'DeleteTrail', 'UpdateTrail')) AS "Metric Filter 14",
    count(*) FILTER (WHERE eventSource = 'bedrock-agentcore.amazonaws.com' AND eventName = 'InvokeGateway') AS "Metric Filter 15",
    count(*) FILTER (WHERE eventSource = 'bedrock-agentcore.amazonaws.com' AND eventName = 'InvokeGateway'
        AND responseElements.statusCode IN (401, 403)) AS "Metric Filter 16",
    count(*) FILTER (WHERE eventSource = 'bedrock-agentcore.amazonaws.com' AND resources[1].type IN (
        'AWS::BedrockAgentCore::CodeInterpreter', 'AWS::BedrockAgentCore::CodeInterpreterCustom',
        'AWS::BedrockAgentCore::Browser', 'AWS::BedrockAgentCore::BrowserCustom')) AS "Metric Filter 17",
    count(*) FILTER (WHERE eventSource = 'bedrock-agentcore.amazonaws.com' AND resources[1].type IN (
        'AWS::BedrockAgentCore::TokenVault', 'AWS::BedrockAgentCore::OAuth2CredentialProvider',
        'AWS::BedrockAgentCore::APIKeyCredentialProvider')) AS "Metric Filter 18",
    count(*) FILTER (WHERE eventSource = 'bedrock-agentcore.amazonaws.com'
        AND resources[1].type = 'AWS::BedrockAgentCore::Memory') AS "Metric Filter 19",
    count(*) FILTER (WHERE eventSource = 'bedrock-agentcore.amazonaws.com' AND eventName IN (
        'CreateGateway', 'UpdateGateway', 'DeleteGateway', 'CreateGatewayTarget', 'UpdateGatewayTarget',
        'DeleteGatewayTarget')) AS "Metric Filter 20",
    count(*) FILTER (WHERE eventSource = 'bedrock.amazonaws.com' AND resources[1].type = 'AWS::Bedrock::Session') AS "Metric Filter 21",
    count(*) FILTER (WHERE eventSource = 'bedrock.amazonaws.com' AND resources[1].type = 'AWS::Bedrock::FlowExecution') AS "Metric Filter 22",
    count(*) FILTER (WHERE eventSource = 'bedrock.amazonaws.com' AND resources[1].type IN (
        'AWS::Bedrock::DataAutomationInvocation', 'AWS::Bedrock::DataAutomationProject',
        'AWS::Bedrock::DataAutomationProfile')) AS "Metric Filter 23",
    count(*) FILTER (WHERE eventSource = 'bedrock.amazonaws.com' AND resources[1].type = 'AWS::Bedrock::Tool') AS "Metric Filter 24",
    count(*) FILTER (WHERE eventSource = 'bedrock.amazonaws.com' AND resources[1].type IN (
        'AWS::Bedrock::AutomatedReasoningPolicy', 'AWS::Bedrock::AutomatedReasoningPolicyVersion')) AS "Metric Filter 25"
FROM events
