import {
  type EC2Client,
  paginateDescribeLaunchTemplates,
  paginateDescribeLaunchTemplateVersions,
} from "@aws-sdk/client-ec2";
import { listOf, required, textOf } from "../answer.ts";
import type { Ec2Clients } from "../clients.ts";
import { checkedPages } from "../pages.ts";
import { type Finds, type Guard, interfacesIn, nothingAbout, scopeByScope } from "./guard.ts";
import { sideBySide } from "./side-by-side.ts";

/**
 * Launch templates that name the interface: the next instance is started with it. Every version of every template is
 * read, because an Auto Scaling group may be pinned to an old one.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeLaunchTemplateVersions.html
 */
export function templateGuard(clients: Ec2Clients): Guard {
  return {
    name: "templates",
    reason: "launch-template",
    about: ["network-interface"],
    examine: ({ due, answer, signal }) =>
      scopeByScope(interfacesIn(due), answer, async ({ region }, interfaces) => {
        const named = nothingAbout(interfaces.map(({ id }) => id));
        await findTemplates(named, clients.repeating(region), signal);
        for (const each of interfaces) answer(each, { found: named.get(each.id) ?? [] });
      }),
  };
}

/** How many templates are read at once: few enough to stay inside EC2's bucket for reading. */
const atOnce = 10;

/** Adds to each interface the versions that name it. */
async function findTemplates(named: Finds, ec2: EC2Client, signal: AbortSignal): Promise<void> {
  await sideBySide(await listTemplates(ec2, signal), atOnce, (id) => readVersions(ec2, id, named, signal));
}

async function listTemplates(ec2: EC2Client, signal: AbortSignal): Promise<readonly string[]> {
  const ids: string[] = [];
  const pages = paginateDescribeLaunchTemplates({ client: ec2, pageSize: 200 }, {}, { abortSignal: signal });
  for await (const page of checkedPages(pages)) {
    for (const { LaunchTemplateId } of listOf(page.LaunchTemplates, "LaunchTemplates")) {
      ids.push(required(textOf(LaunchTemplateId), "LaunchTemplateId"));
    }
  }
  return ids;
}

async function readVersions(ec2: EC2Client, id: string, named: Finds, signal: AbortSignal): Promise<void> {
  const pages = paginateDescribeLaunchTemplateVersions(
    { client: ec2, pageSize: 200 },
    { LaunchTemplateId: id },
    { abortSignal: signal },
  );
  for await (const page of checkedPages(pages)) {
    for (const version of listOf(page.LaunchTemplateVersions, "LaunchTemplateVersions")) {
      for (const { NetworkInterfaceId } of version.LaunchTemplateData?.NetworkInterfaces ?? []) {
        if (!NetworkInterfaceId) continue;
        const fact = {
          launchTemplate: version.LaunchTemplateName ?? id,
          version: String(version.VersionNumber ?? "unknown"),
        };
        named.get(NetworkInterfaceId)?.push(fact);
      }
    }
  }
}
