import {
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  type LaunchTemplateVersion,
} from "@aws-sdk/client-ec2";
import { describe, expect, test } from "vitest";
import { templateGuard } from "../../../functions/janitor/aws/evidence/templates.ts";
import { anAddress, anInterface, awsError, elsewhere, noEnd } from "../../support/samples.ts";
import { sentCalls, signalsOf } from "../sent-calls.ts";
import { ask, type Ec2Stub, ec2InTwoRegions, inPages, type Page, wordsOf } from "./ask.ts";
import { itReadsTheWholeListing } from "./listing-cases.ts";

const words = wordsOf("templates", "launch-template");
const web = words.found({ launchTemplate: "web", version: "1" });

/** The templates of a region, by id: the pages of their versions. */
type Templates = Readonly<Record<string, readonly Page[]>>;

function has(region: Ec2Stub, templates: Templates): void {
  const all = Object.keys(templates).map((LaunchTemplateId) => ({ LaunchTemplateId }));
  region.on(DescribeLaunchTemplatesCommand).resolves({ LaunchTemplates: all });
  hasVersions(region, templates);
}

function hasVersions(region: Ec2Stub, templates: Templates): void {
  region.on(DescribeLaunchTemplateVersionsCommand).callsFake(({ LaunchTemplateId, NextToken }) => {
    const pages = templates[LaunchTemplateId] ?? [awsError("InvalidLaunchTemplateId.NotFound")];
    return inPages("LaunchTemplateVersions", ...pages)({ NextToken });
  });
}

function aVersion(networkInterface: string | undefined, changes: LaunchTemplateVersion = {}): LaunchTemplateVersion {
  return {
    LaunchTemplateName: "web",
    VersionNumber: 1,
    LaunchTemplateData: { NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId: networkInterface }] },
    ...changes,
  };
}

const resources = {
  resource: anInterface(),
  twin: anInterface({ scope: elsewhere }),
  stranger: anAddress(),
};

describe("templates", () => {
  itReadsTheWholeListing({
    guard: templateGuard,
    words,
    list: "LaunchTemplates",
    answers: (region, listing) => {
      region.on(DescribeLaunchTemplatesCommand).callsFake(listing);
      hasVersions(region, { "lt-1": [[aVersion("eni-1")]], "lt-2": [[aVersion("eni-10")]] });
    },
    naming: { LaunchTemplateId: "lt-1" },
    other: { LaunchTemplateId: "lt-2" },
    found: web,
    ...resources,
  });
});

describe("versions of a template", () => {
  itReadsTheWholeListing({
    guard: templateGuard,
    words,
    list: "LaunchTemplateVersions",
    answers: (region, listing) => {
      region.on(DescribeLaunchTemplatesCommand).resolves({ LaunchTemplates: [{ LaunchTemplateId: "lt-1" }] });
      region.on(DescribeLaunchTemplateVersionsCommand).callsFake(listing);
    },
    naming: aVersion("eni-1"),
    other: aVersion("eni-10"),
    found: web,
    ...resources,
  });
});

const { clients, here } = ec2InTwoRegions();
const guard = templateGuard(clients);

test("every version of every template is asked for, as many at once as EC2 gives", async () => {
  has(here, { "lt-1": [[]], "lt-2": [[]] });
  await ask(guard, [anInterface()]);
  expect(sentCalls(here).map(({ input }) => input)).toEqual([
    { MaxResults: 200 },
    { MaxResults: 200, LaunchTemplateId: "lt-1" },
    { MaxResults: 200, LaunchTemplateId: "lt-2" },
  ]);
});

describe("a version that names the interface", () => {
  test.each<[string, LaunchTemplateVersion[], object]>([
    ["the only one", [aVersion("eni-1")], {}],
    [
      "an old one, that nobody has named since",
      [aVersion(undefined, { VersionNumber: 3 }), aVersion("eni-9", { VersionNumber: 2 }), aVersion("eni-1")],
      {},
    ],
    ["of an unknown number", [aVersion("eni-1", { VersionNumber: undefined })], { version: "unknown" }],
    [
      "of a template without a name",
      [aVersion("eni-1", { LaunchTemplateName: undefined })],
      { launchTemplate: "lt-1" },
    ],
  ])("is found: %s", async (_, versions, told) => {
    has(here, { "lt-1": [versions] });
    expect(await ask(guard, [anInterface()])).toEqual([words.found({ launchTemplate: "web", version: "1", ...told })]);
  });

  test("is found as the instance's second interface", async () => {
    const NetworkInterfaces = [{ DeviceIndex: 0 }, { DeviceIndex: 1, NetworkInterfaceId: "eni-1" }];
    has(here, { "lt-1": [[aVersion(undefined, { LaunchTemplateData: { NetworkInterfaces } })]] });
    expect(await ask(guard, [anInterface()])).toEqual([web]);
  });

  test("is told with all others that do", async () => {
    has(here, {
      "lt-1": [[aVersion("eni-1", { VersionNumber: 2 }), aVersion("eni-1")], [aVersion("eni-2")]],
      "lt-2": [[aVersion("eni-1", { LaunchTemplateName: "batch" })]],
    });
    const said = await ask(guard, [anInterface(), anInterface({ id: "eni-2" }), anInterface({ id: "eni-3" })]);
    expect(said).toEqual([
      {
        ...words.found(),
        found: expect.arrayContaining([
          { launchTemplate: "web", version: "2" },
          { launchTemplate: "web", version: "1" },
          { launchTemplate: "batch", version: "1" },
        ]),
      },
      web,
      words.nothing,
    ]);
    expect(said[0]).toHaveProperty("found.length", 3);
  });
});

test.each<[string, LaunchTemplateVersion]>([
  ["interfaces that are yet to be made", aVersion(undefined)],
  ["an interface whose name is empty", aVersion("")],
  ["no interfaces", { LaunchTemplateData: {} }],
  ["no data", { VersionNumber: 1 }],
])("a version with %s says nothing", async (_, version) => {
  has(here, { "lt-1": [[version]] });
  expect(await ask(guard, [anInterface()])).toEqual([words.nothing]);
});

describe("many templates", () => {
  function many(count: number, of: (at: number) => readonly Page[] = () => [[]]): Templates {
    return Object.fromEntries(Array.from({ length: count }, (_, at) => [`lt-${at + 1}`, of(at + 1)]));
  }

  test.each([9, 10, 11, 35])("are all read: %i", async (count) => {
    has(
      here,
      many(count, (at) => [[], [aVersion(`eni-${at}`, { LaunchTemplateName: `t${at}` })]]),
    );
    const interfaces = Array.from({ length: count }, (_, at) => anInterface({ id: `eni-${at + 1}` }));
    expect(await ask(guard, interfaces)).toEqual(
      interfaces.map((_, at) => words.found({ launchTemplate: `t${at + 1}`, version: "1" })),
    );
    expect(here.commandCalls(DescribeLaunchTemplateVersionsCommand)).toHaveLength(2 * count);
  });

  test("are read at most ten at once", async () => {
    let [open, most] = [0, 0];
    here.on(DescribeLaunchTemplatesCommand).resolves({
      LaunchTemplates: Array.from({ length: 25 }, (_, at) => ({ LaunchTemplateId: `lt-${at}` })),
    });
    here.on(DescribeLaunchTemplateVersionsCommand).callsFake(async () => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
      return { LaunchTemplateVersions: [] };
    });
    expect(await ask(guard, [anInterface()])).toEqual([words.nothing]);
    expect(most).toBe(10);
  });

  test.each([1, 17, 35])("are not seen whole when number %i of 35 fails", async (failing) => {
    has(
      here,
      many(35, (at) => [[], at === failing ? awsError("RequestLimitExceeded") : [aVersion("eni-2")]]),
    );
    const failed = words.couldNotTell("RequestLimitExceeded");
    expect(await ask(guard, [anInterface(), anInterface({ id: "eni-2" })])).toEqual([failed, failed]);
  });

  test("are not read on once one has failed", async () => {
    has(
      here,
      many(35, (at) => (at === 1 ? [awsError("RequestLimitExceeded")] : [[], []])),
    );
    expect(await ask(guard, [anInterface()])).toEqual([words.couldNotTell("RequestLimitExceeded")]);
    expect(here.commandCalls(DescribeLaunchTemplateVersionsCommand).length).toBeLessThanOrEqual(20);
  });

  test("can be broken off, each of them", async () => {
    has(here, many(25));
    const signal = noEnd();
    await ask(guard, [anInterface()], { signal });
    const signals = signalsOf(here);
    expect(signals).toHaveLength(26);
    for (const each of signals) expect(each).toBe(signal);
  });
});

test("a template that is not named cannot be read, so the guard cannot tell", async () => {
  for (const template of [{}, { LaunchTemplateId: "" }]) {
    here.on(DescribeLaunchTemplatesCommand).resolves({ LaunchTemplates: [template] });
    hasVersions(here, {});
    expect(await ask(guard, [anInterface()])).toEqual([
      words.couldNotTell("UnreadableAnswer", "the answer has no LaunchTemplateId"),
    ]);
  }
});

test("a template that is deleted between its listing and its reading leaves the guard unable to tell", async () => {
  here.on(DescribeLaunchTemplatesCommand).resolves({ LaunchTemplates: [{ LaunchTemplateId: "lt-1" }] });
  hasVersions(here, {});
  expect(await ask(guard, [anInterface()])).toEqual([
    words.couldNotTell("InvalidLaunchTemplateId.NotFound", undefined, "unexpected"),
  ]);
});
