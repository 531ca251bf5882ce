import { request } from "node:http";
import * as z from "zod/mini";
import { type Simulator, startSimulator } from "../test/simulator/simulator.ts";
import { type Figure, median } from "./figure.ts";
import { farthest, home, regions, roundTripMs } from "./round-trips.ts";
import type { Workbench } from "./workbench.ts";
import { ordinaryAccount } from "./worlds.ts";

/**
 * How long it takes to read 17 regions, against what their distance alone makes necessary. Each round measures both, right
 * after each other.
 */
export async function measureSurvey({ scale, subject, bundles, progress }: Workbench): Promise<readonly Figure[]> {
  const { surveyRounds, interfacesPerRegion, distance } = scale;
  const simulator = await startSimulator({ latencyMs: ({ region }) => roundTripMs(region, distance) });
  try {
    ordinaryAccount(simulator, interfacesPerRegion);
    const bounds: number[] = [];
    const runs: number[] = [];
    const answers: number[] = [];
    for (let round = 1; round <= surveyRounds; round++) {
      progress(`survey: round ${round} of ${surveyRounds}`);
      bounds.push(await longestChainMs(simulator));
      const environment = { ...simulator.environment, JANITOR_MODE: "report" };
      const { answer, durationMs } = await subject({ entry: bundles.janitor.entry, environment });
      runs.push(runMs(answer));
      answers.push(durationMs);
      simulator.clearCalls();
    }
    const [near, far] = [home, farthest].map((region) => roundTripMs(region, distance));
    const what = `${regions.length} regions ${near} to ${far} ms away, with 5 addresses and ${interfacesPerRegion} interfaces each`;
    const part = "survey";
    const bound = median(bounds);
    return [
      {
        part,
        name: `${what}, a tenth of them idle: read and decided about`,
        value: median(runs),
        bound,
        unit: "ms",
        derivation: "measured over bare HTTP: the regions, then the farthest one's addresses, then their instances",
        most: 1.15,
      },
      {
        part,
        name: "the same, journaled and answered",
        value: median(answers),
        bound,
        unit: "ms",
        derivation: "the same",
      },
    ];
  } finally {
    await simulator.stop();
  }
}

const times = z.object({
  startedAt: z.string(),
  finishedAt: z.string(),
  regions: z.array(z.object({ status: z.literal("scanned") })),
});

/** From the first line of the run to its last decision, as its report has it. A region that was not seen is an error. */
function runMs(answer: unknown): number {
  const { startedAt, finishedAt } = z.parse(times, answer);
  return Date.parse(finishedAt) - Date.parse(startedAt);
}

/** The calls that must wait for each other, and nothing else. */
async function longestChainMs(simulator: Simulator): Promise<number> {
  const begin = performance.now();
  await ask(simulator, home, { Action: "DescribeRegions" });
  await ask(simulator, farthest, { Action: "DescribeAddresses" });
  const instances = simulator.world(farthest).instances();
  await ask(simulator, farthest, {
    Action: "DescribeInstances",
    ...Object.fromEntries(instances.map(({ instanceId }, at) => [`Filter.1.Value.${at + 1}`, instanceId])),
    "Filter.1.Name": "instance-id",
    "Filter.2.Name": "instance-state-name",
    "Filter.2.Value.1": "stopped",
  });
  return performance.now() - begin;
}

/** One call without an SDK. The simulator takes the account, the region and the service from the signature, and believes it. */
async function ask({ url, credentials }: Simulator, region: string, parameters: Record<string, string>): Promise<void> {
  const scope = `${credentials().accessKeyId}/20261101/${region}/ec2/aws4_request`;
  const body = new URLSearchParams({ Version: "2016-11-15", ...parameters }).toString();
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const headers = {
      "content-type": "application/x-www-form-urlencoded",
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}`,
    };
    const sent = request(url, { method: "POST", headers }, (response) => {
      response.resume().once("end", () => resolve(response.statusCode));
    });
    sent.once("error", reject).end(body);
  });
  if (status !== 200) throw new Error(`${parameters.Action} answered with ${status}`);
}
