import { missingParameter, ServiceError } from "../protocol/errors.ts";
import { applyFilters } from "../protocol/filters.ts";
import { paginate } from "../protocol/pages.ts";
import type { Parameters } from "../protocol/parameters.ts";
import type { XmlObject } from "../protocol/xml.ts";
import {
  addVersion,
  createLaunchTemplate,
  findLaunchTemplate,
  launchTemplateNamed,
  pickVersion,
  type VersionOptions,
} from "../state/launch-templates.ts";
import type { LaunchTemplate, LaunchTemplateVersion, RegionState } from "../state/scope.ts";
import { type ActionTable, reads, writes } from "./action.ts";
import { named, pageRules } from "./listing.ts";
import { tagSet, tagSpecification } from "./tags.ts";

function describe(state: RegionState, template: LaunchTemplate): XmlObject {
  const { launchTemplateId, launchTemplateName, createTime, defaultVersion, versions, tags } = template;
  return {
    launchTemplateId,
    launchTemplateName,
    createTime: new Date(createTime).toISOString(),
    createdBy: creator(state),
    defaultVersionNumber: defaultVersion,
    latestVersionNumber: versions.length,
    tagSet: tagSet(tags),
  };
}

function describeVersion(state: RegionState, template: LaunchTemplate, version: LaunchTemplateVersion): XmlObject {
  return {
    launchTemplateId: template.launchTemplateId,
    launchTemplateName: template.launchTemplateName,
    versionNumber: version.versionNumber,
    defaultVersion: version.versionNumber === template.defaultVersion,
    createTime: new Date(version.createTime).toISOString(),
    createdBy: creator(state),
    launchTemplateData: {
      networkInterfaceSet: version.networkInterfaceIds?.map((networkInterfaceId, deviceIndex) => ({
        deviceIndex,
        networkInterfaceId,
      })),
    },
  };
}

function creator({ account }: RegionState): string {
  return `arn:aws:iam::${account}:user/simulator`;
}

/** The template that the call names by id or by name. */
function templateOf(state: RegionState, parameters: Parameters): LaunchTemplate | undefined {
  const [id, name] = [parameters.text("LaunchTemplateId"), parameters.text("LaunchTemplateName")];
  if (id !== undefined) return findLaunchTemplate(state, id);
  return name === undefined ? undefined : launchTemplateNamed(state, name);
}

/**
 * A template's versions, or those asked for; without a template the latest or default versions of all templates,
 * and nothing else: who wants every version asks template by template.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeLaunchTemplateVersions.html
 */
function versionsAskedFor(state: RegionState, parameters: Parameters) {
  const template = templateOf(state, parameters);
  const wanted = parameters.list("LaunchTemplateVersion");
  if (template === undefined) checkVersionsOfAll(wanted);
  const templates = template === undefined ? [...state.launchTemplates.values()] : [template];
  return templates.flatMap((owner) => {
    const picked = wanted.map((version) => pickVersion(owner, version));
    const versions = wanted.length === 0 ? owner.versions : new Set(picked);
    return [...versions].map((version) => ({ template: owner, version, sequence: version.sequence }));
  });
}

function checkVersionsOfAll(wanted: readonly string[]): void {
  const message = "To describe the versions of all launch templates, ask for $Latest, $Default, or both.";
  // The code for no version at all: https://github.com/localstack/localstack/issues/8606
  if (wanted.length === 0) throw new ServiceError("MissingParameter", message);
  if (wanted.some((version) => version !== "$Latest" && version !== "$Default")) {
    throw new ServiceError("InvalidParameterValue", message);
  }
}

/** Of all that a template can hold, the simulator knows the interfaces that are named. */
function readData(parameters: Parameters): VersionOptions {
  parameters.ignore(
    "LaunchTemplateData.ImageId",
    "LaunchTemplateData.InstanceType",
    "VersionDescription",
    "ClientToken",
  );
  const interfaces = parameters
    .structures("LaunchTemplateData.NetworkInterface")
    .map((one) => ({ id: one.required("NetworkInterfaceId"), index: one.integer("DeviceIndex") ?? 0 }))
    .sort((a, b) => a.index - b.index);
  return interfaces.length === 0 ? {} : { networkInterfaceIds: interfaces.map(({ id }) => id) };
}

export const launchTemplateActions: ActionTable = {
  DescribeLaunchTemplates: reads(({ scope, parameters }) => {
    const templates = named(scope.state.launchTemplates, parameters.list("LaunchTemplateId"), "launchTemplate");
    const found = applyFilters(templates, parameters, {
      "launch-template-name": ({ launchTemplateName }) => [launchTemplateName],
    });
    const rules = pageRules(scope, "DescribeLaunchTemplates", { min: 1, max: 200, ids: "LaunchTemplateId" });
    const { items, nextToken } = paginate(found, parameters, rules);
    return { launchTemplates: items.map((template) => describe(scope.state, template)), nextToken };
  }),

  DescribeLaunchTemplateVersions: reads(({ scope, parameters }) => {
    const found = versionsAskedFor(scope.state, parameters);
    const rules = pageRules(scope, "DescribeLaunchTemplateVersions", { min: 1, max: 200 });
    const { items, nextToken } = paginate(found, parameters, rules);
    return {
      launchTemplateVersionSet: items.map(({ template, version }) => describeVersion(scope.state, template, version)),
      nextToken,
    };
  }),

  CreateLaunchTemplate: writes(({ scope, parameters }) => {
    const template = createLaunchTemplate(scope, {
      name: parameters.required("LaunchTemplateName"),
      versions: [readData(parameters)],
      tags: tagSpecification(parameters, "launch-template"),
    });
    return { launchTemplate: describe(scope.state, template) };
  }),

  CreateLaunchTemplateVersion: writes(({ scope, parameters }) => {
    const template = templateOf(scope.state, parameters);
    if (template === undefined) throw missingParameter("LaunchTemplateId");
    const version = addVersion(scope, template, readData(parameters));
    return { launchTemplateVersion: describeVersion(scope.state, template, version) };
  }),
};
