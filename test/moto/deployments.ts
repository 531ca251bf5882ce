import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import * as z from "zod/mini";
import { type Invoked, type Surroundings, unpack } from "../infra/lambda.ts";
import { forward, type Received, startLoopback } from "../infra/loopback.ts";
import { copyService, type Ended, type ServiceCopy } from "../infra/service-copy.ts";
import { region } from "../infra/template.ts";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import { readObject } from "./ask-moto.ts";
import { type Moto, startMoto } from "./moto-server.ts";
import { readStack } from "./stack-in-moto.ts";

/** An account to deploy to, and where to deploy from. */
export interface Deployments {
  readonly moto: Moto;
  /** What the function of every stage but `prod` sees of AWS. That of `prod` sees moto, of which it takes some regions only. */
  readonly simulator: Simulator;
  /** What osls has asked. */
  readonly asked: readonly Received[];
  /** Runs osls in a copy of the service that a stage has for itself, as a second machine would. */
  readonly osls: (stage: string, words: readonly string[]) => Promise<Ended>;
  readonly stop: () => Promise<void>;
}

/** Those with something in them: it takes moto long to tell that there is nothing in all the others. */
export const regions = ["eu-central-1", "us-east-1"] as const;

/** moto runs no Node.js: here the function that was deployed is invoked in its stead. */
export async function startDeployments(): Promise<Deployments> {
  const [moto, simulator] = await Promise.all([startMoto(), startSimulator()]);
  const copies = new Map<string, ServiceCopy>();
  const front = await startLoopback(async (received) => {
    const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(received.path) ?? [];
    if (name === undefined) return forward(received, moto.url);
    const event = JSON.parse(String(received.body));
    const { failed, payload } = name.endsWith("-prod")
      ? await invokeDeployed(moto, name, { ...event, regions }, { environment: moto.environment, clock: Date })
      : await invokeDeployed(moto, name, event, simulator);
    return { status: 200, headers: failed ? { "x-amz-function-error": "Unhandled" } : {}, body: payload };
  });
  const environment = {
    ...moto.environment,
    AWS_ENDPOINT_URL: front.url,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    // In ms: how often osls asks whether CloudFormation is done.
    SLS_AWS_MONITORING_FREQUENCY: "100",
  };
  return {
    moto,
    simulator,
    asked: front.received,
    osls: (stage, words) => {
      const copy = copies.get(stage) ?? copyService();
      copies.set(stage, copy);
      return copy.osls(words, environment);
    },
    stop: async () => {
      for (const copy of copies.values()) copy.remove();
      await Promise.all([front.stop(), moto.stop(), simulator.stop()]);
    },
  };
}

const deployed = z.looseObject({
  Code: z.object({ S3Bucket: z.string(), S3Key: z.string() }),
  Environment: z.object({ Variables: z.object({ JANITOR_TOPIC_ARN: z.string() }) }),
});

/** The stack and its function have the same name. */
async function invokeDeployed(
  moto: Moto,
  name: string,
  event: unknown,
  aws: Simulator | Surroundings,
): Promise<Invoked> {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const { resources } = await readStack(new CloudFormationClient({ endpoint: moto.url, region, credentials }), name);
  const properties = z.parse(deployed, resources.get("JanitorLambdaFunction")?.Properties);
  const { S3Bucket, S3Key } = properties.Code;
  const topic = properties.Environment.Variables.JANITOR_TOPIC_ARN.split(":").at(-1) ?? "";
  if ("world" in aws) aws.world(region).createTopic(topic);
  const unpacked = unpack(await readObject(moto.url, S3Bucket, S3Key));
  try {
    return await unpacked.invoke(properties, event, aws);
  } finally {
    unpacked.remove();
  }
}
