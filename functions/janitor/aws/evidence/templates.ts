import {
  type EC2Client,
  type LaunchTemplateVersion,
  paginateDescribeLaunchTemplates,
  paginateDescribeLaunchTemplateVersions,
} from "@aws-sdk/client-ec2";
import type { Clock } from "../../ports.ts";
import { listOf, required, textOf } from "../answer.ts";
import type { Ec2Clients } from "../clients.ts";
import { Gate } from "../pacing.ts";
import { checkedPages } from "../pages.ts";
import { NoAnswerInTime } from "../refusal.ts";
import { type Finds, type Guard, interfacesIn, nothingAbout, scopeByScope } from "./guard.ts";
import { sideBySide } from "./side-by-side.ts";

/**
 * Launch templates that name the interface: the next instance is started with it. Every version of every template is
 * read, because an Auto Scaling group may be pinned to an old one.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeLaunchTemplateVersions.html
 */
export function templateGuard(clients: Ec2Clients, clock: Clock): Guard {
  return {
    name: "templates",
    reason: "launch-template",
    about: ["network-interface"],
    examine: ({ due, answer, signal }) =>
      scopeByScope(interfacesIn(due), answer, async ({ region }, interfaces) => {
        const named = nothingAbout(interfaces.map(({ id }) => id));
        await findTemplates(named, new Reader(clients.repeating(region), clock, signal));
        for (const each of interfaces) answer(each, { found: named.get(each.id) ?? [] });
      }),
  };
}

/** How many templates are read at once: enough to use up the rate at any latency. */
const atOnce = 10;

/** Adds to each interface the versions that name it. */
async function findTemplates(named: Finds, reader: Reader): Promise<void> {
  await sideBySide(await reader.templates(), atOnce, async (id) => {
    for (const { LaunchTemplateName, VersionNumber, LaunchTemplateData } of await reader.versions(id)) {
      const fact = { launchTemplate: LaunchTemplateName ?? id, version: String(VersionNumber ?? "unknown") };
      const { NetworkInterfaces } = required(LaunchTemplateData, "LaunchTemplateData");
      for (const { NetworkInterfaceId } of NetworkInterfaces ?? []) {
        named.get(NetworkInterfaceId ?? "")?.push(fact);
      }
    }
  });
}

/**
 * EC2's bucket for a reading call without one of its own.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
const published = { capacity: 100, refill: 20 };

/** Reads templates and their versions, at EC2's pace. */
class Reader {
  readonly #ec2: EC2Client;
  readonly #gate: Gate;
  readonly #signal: AbortSignal;

  constructor(ec2: EC2Client, clock: Clock, signal: AbortSignal) {
    this.#ec2 = ec2;
    this.#gate = new Gate(published, clock);
    this.#signal = signal;
  }

  async templates(): Promise<readonly string[]> {
    const ids: string[] = [];
    const pages = paginateDescribeLaunchTemplates(
      { client: this.#ec2, pageSize: 200 },
      {},
      { abortSignal: this.#signal },
    );
    for await (const page of checkedPages(pages)) {
      for (const { LaunchTemplateId } of listOf(page.LaunchTemplates, "LaunchTemplates")) {
        ids.push(required(textOf(LaunchTemplateId), "LaunchTemplateId"));
      }
    }
    return ids;
  }

  /** A template that was deleted meanwhile has no versions. */
  async versions(LaunchTemplateId: string): Promise<readonly LaunchTemplateVersion[]> {
    const versions: LaunchTemplateVersion[] = [];
    const pages = paginateDescribeLaunchTemplateVersions(
      { client: this.#ec2, pageSize: 200 },
      { LaunchTemplateId },
      { abortSignal: this.#signal },
    );
    try {
      await this.#turn();
      for await (const page of checkedPages(pages)) {
        versions.push(...listOf(page.LaunchTemplateVersions, "LaunchTemplateVersions"));
        if (page.NextToken) await this.#turn();
      }
      return versions;
    } catch (error) {
      if (error instanceof Error && error.name === "InvalidLaunchTemplateId.NotFound") return [];
      throw error;
    }
  }

  async #turn(): Promise<void> {
    if (!(await this.#gate.take(this.#signal))) throw new NoAnswerInTime("the templates could not be read in time");
  }
}
