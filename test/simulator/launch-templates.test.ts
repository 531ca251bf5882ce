import {
  DescribeLaunchTemplatesCommand,
  type DescribeLaunchTemplatesRequest,
  DescribeLaunchTemplateVersionsCommand,
  type DescribeLaunchTemplateVersionsRequest,
  paginateDescribeLaunchTemplates,
  paginateDescribeLaunchTemplateVersions,
} from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClients } from "./clients.ts";
import { type Simulator, startSimulator } from "./simulator.ts";

const NOW = Date.UTC(2026, 10, 1);
const UNKNOWN = "lt-0123456789abcdef0";

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({ now: NOW, frozenClock: true });
});
afterEach(() => simulator.stop());

async function templates(request: DescribeLaunchTemplatesRequest = {}) {
  const { ec2 } = createClients(simulator);
  return (await ec2.send(new DescribeLaunchTemplatesCommand(request))).LaunchTemplates ?? [];
}

async function versions(request: DescribeLaunchTemplateVersionsRequest) {
  const { ec2 } = createClients(simulator);
  return (await ec2.send(new DescribeLaunchTemplateVersionsCommand(request))).LaunchTemplateVersions ?? [];
}

describe("templates", () => {
  test("show which versions are the default and the latest, and who made them when", async () => {
    const options = { name: "appliance", versions: [{}, {}, {}], defaultVersion: 2 };
    const id = simulator.world("us-east-1").createLaunchTemplate(options);

    expect(await templates()).toEqual([
      {
        LaunchTemplateId: id,
        LaunchTemplateName: "appliance",
        DefaultVersionNumber: 2,
        LatestVersionNumber: 3,
        CreateTime: new Date(NOW),
        CreatedBy: "arn:aws:iam::123456789012:user/simulator",
        Tags: [],
      },
    ]);
  });

  test("are found by id, and an unknown one is refused", async () => {
    const world = simulator.world("us-east-1");
    const [, second] = [1, 2].map(() => world.createLaunchTemplate({ versions: [{}] }));
    expect(await templates({ LaunchTemplateIds: [second ?? ""] })).toMatchObject([{ LaunchTemplateId: second }]);
    const unknown = templates({ LaunchTemplateIds: [UNKNOWN] });
    await expect(unknown).rejects.toMatchObject({ name: "InvalidLaunchTemplateId.NotFound" });
  });

  test("come in pages of 1 to 200", async () => {
    const world = simulator.world("us-east-1");
    const made = [1, 2, 3].map(() => world.createLaunchTemplate({ versions: [{}] }));
    const { ec2: client } = createClients(simulator);

    const pages = [];
    for await (const { LaunchTemplates } of paginateDescribeLaunchTemplates({ client, pageSize: 2 }, {})) {
      pages.push(LaunchTemplates?.map(({ LaunchTemplateId }) => LaunchTemplateId));
    }

    expect(pages).toEqual([made.slice(0, 2), made.slice(2)]);
    for (const MaxResults of [0, 201]) {
      await expect(templates({ MaxResults })).rejects.toMatchObject({ name: "InvalidParameterValue" });
    }
  });

  test("have names of their own, and a default version that exists", () => {
    const world = simulator.world("us-east-1");
    world.createLaunchTemplate({ name: "appliance", versions: [{}] });
    expect(() => world.createLaunchTemplate({ name: "appliance", versions: [{}] })).toThrow(/already in use/);
    expect(() => world.createLaunchTemplate({ versions: [{}], defaultVersion: 2 })).toThrow(/version 2/);
    expect(() => world.createLaunchTemplate({ versions: [] })).toThrow(/LaunchTemplateData/);
  });
});

describe("versions", () => {
  test("name their interfaces by device index, and may say nothing about interfaces", async () => {
    const LaunchTemplateId = simulator.world("us-east-1").createLaunchTemplate({
      name: "appliance",
      versions: [{ networkInterfaceIds: ["eni-a", "eni-b"] }, {}],
    });

    const [first, second] = await versions({ LaunchTemplateId });

    expect(first).toMatchObject({
      LaunchTemplateId,
      LaunchTemplateName: "appliance",
      VersionNumber: 1,
      DefaultVersion: true,
    });
    expect(first?.LaunchTemplateData?.NetworkInterfaces).toEqual([
      { DeviceIndex: 0, NetworkInterfaceId: "eni-a" },
      { DeviceIndex: 1, NetworkInterfaceId: "eni-b" },
    ]);
    expect(second).toMatchObject({ VersionNumber: 2, DefaultVersion: false });
    expect(second?.LaunchTemplateData?.NetworkInterfaces).toBeUndefined();
  });

  test.each([
    [["2"], [2]],
    [["$Latest"], [3]],
    [["$Default"], [1]],
    [
      ["1", "$Default", "3"],
      [1, 3],
    ],
  ])("%j of a template are versions %j", async (Versions, numbers) => {
    simulator.world("us-east-1").createLaunchTemplate({ name: "appliance", versions: [{}, {}, {}] });
    const found = await versions({ LaunchTemplateName: "appliance", Versions });
    expect(found.map(({ VersionNumber }) => VersionNumber)).toEqual(numbers);
  });

  test("of all templates are only the latest and the default ones", async () => {
    const world = simulator.world("us-east-1");
    world.createLaunchTemplate({ name: "a", versions: [{}, {}, {}], defaultVersion: 2 });
    world.createLaunchTemplate({ name: "b", versions: [{}] });
    const names = async (...Versions: string[]) =>
      (await versions({ Versions })).map(
        ({ LaunchTemplateName, VersionNumber }) => `${LaunchTemplateName}${VersionNumber}`,
      );

    expect(await names("$Latest")).toEqual(["a3", "b1"]);
    expect(await names("$Default")).toEqual(["a2", "b1"]);
    expect(await names("$Latest", "$Default")).toEqual(["a2", "a3", "b1"]);
    await expect(names()).rejects.toMatchObject({ name: "MissingParameter" });
    await expect(names("$Latest", "1")).rejects.toMatchObject({ name: "InvalidParameterValue" });
  });

  test.each([
    [{ LaunchTemplateId: UNKNOWN }, "InvalidLaunchTemplateId.NotFound"],
    [{ LaunchTemplateName: "nobody" }, "InvalidLaunchTemplateName.NotFoundException"],
    [{ LaunchTemplateName: "appliance", Versions: ["2"] }, "InvalidLaunchTemplateId.VersionNotFound"],
    [{ LaunchTemplateName: "appliance", Versions: ["latest"] }, "InvalidParameterValue"],
    [{ LaunchTemplateName: "appliance", MaxResults: 0 }, "InvalidParameterValue"],
    [{ LaunchTemplateName: "appliance", MaxResults: 201 }, "InvalidParameterValue"],
  ])("asked for as %j are refused", async (request, name) => {
    simulator.world("us-east-1").createLaunchTemplate({ name: "appliance", versions: [{}] });
    await expect(versions(request)).rejects.toMatchObject({ name });
  });

  test("come in pages, of one template and of all", async () => {
    const world = simulator.world("us-east-1");
    const LaunchTemplateId = world.createLaunchTemplate({ versions: [{}, {}, {}] });
    world.createLaunchTemplate({ versions: [{}] });
    const { ec2: client } = createClients(simulator);
    const sizes = async (request: DescribeLaunchTemplateVersionsRequest) => {
      const pages = [];
      for await (const page of paginateDescribeLaunchTemplateVersions({ client, pageSize: 2 }, request)) {
        pages.push(page.LaunchTemplateVersions?.length);
      }
      return pages;
    };

    expect(await sizes({ LaunchTemplateId })).toEqual([2, 1]);
    expect(await sizes({ Versions: ["$Latest", "$Default"] })).toEqual([2, 1]);
  });
});
