import { invalidValue, missingParameter, notFound, ServiceError } from "../protocol/errors.ts";
import { nextId } from "./ids.ts";
import type { LaunchTemplate, LaunchTemplateVersion, RegionState, Scope } from "./scope.ts";
import { tagMap } from "./tags.ts";

export interface VersionOptions {
  networkInterfaceIds?: readonly string[];
}

export interface LaunchTemplateOptions {
  name?: string;
  /** The first has the number 1. */
  versions: readonly VersionOptions[];
  /** Default: 1. */
  defaultVersion?: number;
  tags?: Readonly<Record<string, string>>;
}

export function createLaunchTemplate(scope: Scope, options: LaunchTemplateOptions): LaunchTemplate {
  const { state, cloud } = scope;
  const { name, versions, defaultVersion = 1, tags } = options;
  if (versions.length === 0) throw missingParameter("LaunchTemplateData");
  if ([...state.launchTemplates.values()].some(({ launchTemplateName }) => launchTemplateName === name)) {
    throw new ServiceError("InvalidLaunchTemplateName.AlreadyExistsException", "Launch template name already in use.");
  }
  const { id: launchTemplateId, sequence } = nextId(state, "lt");
  const template: LaunchTemplate = {
    launchTemplateId,
    sequence,
    tags: tagMap(tags),
    launchTemplateName: name ?? `template-${sequence}`,
    createTime: cloud.clock.now(),
    versions: [],
    defaultVersion,
  };
  for (const version of versions) addVersion(scope, template, version);
  pickVersion(template, String(defaultVersion));
  state.launchTemplates.set(launchTemplateId, template);
  return template;
}

export function addVersion(
  { state, cloud }: Scope,
  template: LaunchTemplate,
  { networkInterfaceIds }: VersionOptions,
): LaunchTemplateVersion {
  const version: LaunchTemplateVersion = {
    versionNumber: template.versions.length + 1,
    sequence: nextId(state, "lt-version").sequence,
    createTime: cloud.clock.now(),
    ...(networkInterfaceIds !== undefined && { networkInterfaceIds: [...networkInterfaceIds] }),
  };
  template.versions.push(version);
  return version;
}

export function findLaunchTemplate(state: RegionState, launchTemplateId: string): LaunchTemplate {
  const template = state.launchTemplates.get(launchTemplateId);
  if (template === undefined) throw notFound("launchTemplate", launchTemplateId);
  return template;
}

export function launchTemplateNamed(state: RegionState, name: string): LaunchTemplate {
  const template = [...state.launchTemplates.values()].find(({ launchTemplateName }) => launchTemplateName === name);
  if (template === undefined) {
    throw new ServiceError(
      "InvalidLaunchTemplateName.NotFoundException",
      `The specified launch template, with template name ${name}, does not exist.`,
    );
  }
  return template;
}

/** By its number, or by what it is to the template: `$Latest` or `$Default`. */
export function pickVersion(template: LaunchTemplate, wanted: string): LaunchTemplateVersion {
  if (!/^(\d+|\$Latest|\$Default)$/.test(wanted)) {
    throw invalidValue(wanted, "LaunchTemplateVersion", "Expected a number, $Latest or $Default.");
  }
  const number =
    wanted === "$Latest" ? template.versions.length : wanted === "$Default" ? template.defaultVersion : Number(wanted);
  const version = template.versions[number - 1];
  if (version === undefined) {
    throw new ServiceError(
      "InvalidLaunchTemplateId.VersionNotFound",
      `Could not find the specified version ${wanted} for the launch template with ID ${template.launchTemplateId}.`,
    );
  }
  return version;
}
