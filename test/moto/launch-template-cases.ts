import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  type DescribeLaunchTemplateVersionsRequest,
  type EC2Client,
} from "@aws-sdk/client-ec2";
import type { ContractCase } from "./contract-cases.ts";
import { codeOf, known, shapeOf } from "./contract-client.ts";

const UNKNOWN = "lt-0123456789abcdef0";

function data(networkInterfaceId?: string) {
  return {
    InstanceType: "t3.micro" as const,
    ...(networkInterfaceId && {
      NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId: networkInterfaceId }],
    }),
  };
}

/** A version for each interface; an empty text makes a version without one. */
async function createTemplate(ec2: EC2Client, LaunchTemplateName: string, ...interfaces: string[]): Promise<string> {
  const [first, ...others] = interfaces;
  const request = { LaunchTemplateName, LaunchTemplateData: data(first) };
  const { LaunchTemplate } = await ec2.send(new CreateLaunchTemplateCommand(request));
  const LaunchTemplateId = known(LaunchTemplate?.LaunchTemplateId);
  for (const other of others) {
    const version = { LaunchTemplateId, LaunchTemplateData: data(other) };
    await ec2.send(new CreateLaunchTemplateVersionCommand(version));
  }
  return LaunchTemplateId;
}

async function versions(ec2: EC2Client, request: DescribeLaunchTemplateVersionsRequest) {
  const { LaunchTemplateVersions = [] } = await ec2.send(new DescribeLaunchTemplateVersionsCommand(request));
  return LaunchTemplateVersions;
}

export const launchTemplateCases: readonly ContractCase[] = [
  {
    name: "shows a launch template with its default and latest version",
    observe: async ({ ec2 }) => {
      const id = await createTemplate(ec2, "appliance", "", "", "");
      const { LaunchTemplates } = await ec2.send(new DescribeLaunchTemplatesCommand({ LaunchTemplateIds: [id] }));
      return shapeOf(LaunchTemplates);
    },
    expected: [
      {
        CreateTime: "date",
        CreatedBy: "text",
        DefaultVersionNumber: 1,
        LatestVersionNumber: 3,
        LaunchTemplateId: "text",
        LaunchTemplateName: "text",
        Tags: [],
      },
    ],
  },
  {
    name: "shows in every version of a launch template the interfaces that it names",
    observe: async ({ ec2, createInterface }) => {
      const [first, second] = [await createInterface(), await createInterface()];
      const LaunchTemplateId = await createTemplate(ec2, "appliance", first, "", second);
      const found = await versions(ec2, { LaunchTemplateId });
      return found
        .map(({ VersionNumber = 0, DefaultVersion, LaunchTemplateData }) => {
          const interfaces = LaunchTemplateData?.NetworkInterfaces ?? [];
          const indices = interfaces.map((one) => [first, second].indexOf(known(one.NetworkInterfaceId)));
          return { VersionNumber, DefaultVersion, indices };
        })
        .sort((a, b) => a.VersionNumber - b.VersionNumber);
    },
    expected: [
      { VersionNumber: 1, DefaultVersion: true, indices: [0] },
      { VersionNumber: 2, DefaultVersion: false, indices: [] },
      { VersionNumber: 3, DefaultVersion: false, indices: [1] },
    ],
  },
  {
    name: "picks versions of a launch template by number, $Latest and $Default",
    observe: async ({ ec2 }) => {
      const LaunchTemplateId = await createTemplate(ec2, "appliance", "", "", "");
      const answers = [];
      for (const wanted of ["2", "$Latest", "$Default"]) {
        const found = await versions(ec2, { LaunchTemplateId, Versions: [wanted] });
        answers.push(found.map(({ VersionNumber }) => VersionNumber));
      }
      return answers;
    },
    expected: [[2], [3], [1]],
  },
  {
    name: "gives of all launch templates only the latest and the default versions",
    observe: async ({ ec2 }) => {
      await createTemplate(ec2, "first", "", "", "");
      await createTemplate(ec2, "second", "", "");
      const found = await versions(ec2, { Versions: ["$Latest", "$Default"] });
      return [
        found.map(({ LaunchTemplateName, VersionNumber }) => `${LaunchTemplateName} ${VersionNumber}`).sort(),
        await codeOf(versions(ec2, {})),
        await codeOf(versions(ec2, { Versions: ["1"] })),
      ];
    },
    expected: [["first 1", "first 3", "second 1", "second 2"], "MissingParameter", "InvalidParameterValue"],
  },
  {
    name: "gives launch templates and their versions out in pages",
    observe: async ({ ec2 }) => {
      const LaunchTemplateId = await createTemplate(ec2, "first", "", "");
      await createTemplate(ec2, "second", "");
      const templates = await ec2.send(new DescribeLaunchTemplatesCommand({ MaxResults: 1 }));
      const request = { LaunchTemplateId, MaxResults: 1 };
      const found = await ec2.send(new DescribeLaunchTemplateVersionsCommand(request));
      return [
        templates.LaunchTemplates?.length,
        found.LaunchTemplateVersions?.length,
        ...[templates, found].map(({ NextToken }) => (NextToken === undefined ? "no more" : "more")),
      ];
    },
    expected: [1, 1, "more", "more"],
  },
  {
    name: "refuses launch templates it does not know, and a name that is taken",
    observe: async ({ ec2 }) => {
      await createTemplate(ec2, "appliance", "");
      return [
        await codeOf(ec2.send(new DescribeLaunchTemplatesCommand({ LaunchTemplateIds: [UNKNOWN] }))),
        await codeOf(versions(ec2, { LaunchTemplateId: UNKNOWN })),
        await codeOf(versions(ec2, { LaunchTemplateName: "nobody" })),
        await codeOf(createTemplate(ec2, "appliance", "")),
      ];
    },
    expected: [
      "InvalidLaunchTemplateId.NotFound",
      "InvalidLaunchTemplateId.NotFound",
      "InvalidLaunchTemplateName.NotFoundException",
      "InvalidLaunchTemplateName.AlreadyExistsException",
    ],
  },
];
