import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EC2Client } from "@aws-sdk/client-ec2";
import { IAMClient } from "@aws-sdk/client-iam";
import { Route53Client } from "@aws-sdk/client-route-53";
import { SNSClient } from "@aws-sdk/client-sns";
import { STSClient } from "@aws-sdk/client-sts";
import type { Simulator } from "./simulator.ts";

interface ClientOptions {
  account?: string;
  region?: string;
  /** Default 1: a test that wants the SDK's retries says so. */
  maxAttempts?: number;
}

/** The SDK's own clients, pointed at a simulator. */
export function createClients(simulator: Simulator, options: ClientOptions = {}) {
  const config = {
    endpoint: simulator.url,
    region: options.region ?? "us-east-1",
    credentials: simulator.credentials(options.account),
    maxAttempts: options.maxAttempts ?? 1,
  };
  return {
    cloudtrail: new CloudTrailClient(config),
    ec2: new EC2Client(config),
    iam: new IAMClient(config),
    logs: new CloudWatchLogsClient(config),
    route53: new Route53Client(config),
    sns: new SNSClient(config),
    sts: new STSClient(config),
  };
}
