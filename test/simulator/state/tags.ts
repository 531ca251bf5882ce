import { invalidValue, notFound, type ResourceKind, ServiceError } from "../protocol/errors.ts";
import type { RegionState } from "./scope.ts";

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
const MAX_TAGS = 50;
const MAX_KEY_LENGTH = 128;
const MAX_VALUE_LENGTH = 256;
const MAX_RESOURCES = 1000;
const RESERVED = /^aws:/i;

/** What a tag can be put on: how its ids start, what EC2 calls it, and where it is kept. */
const TAGGABLE: readonly {
  prefix: string;
  resourceType: string;
  kind: ResourceKind;
  resources: (state: RegionState) => ReadonlyMap<string, { tags: Map<string, string> }>;
}[] = [
  { prefix: "eipalloc-", resourceType: "elastic-ip", kind: "addressToTag", resources: (state) => state.addresses },
  {
    prefix: "eni-",
    resourceType: "network-interface",
    kind: "networkInterface",
    resources: (state) => state.networkInterfaces,
  },
  { prefix: "i-", resourceType: "instance", kind: "instance", resources: (state) => state.instances },
  { prefix: "vpc-", resourceType: "vpc", kind: "vpc", resources: (state) => state.vpcs },
  { prefix: "subnet-", resourceType: "subnet", kind: "subnet", resources: (state) => state.subnets },
  { prefix: "sg-", resourceType: "security-group", kind: "securityGroup", resources: (state) => state.securityGroups },
  { prefix: "rtb-", resourceType: "route-table", kind: "routeTable", resources: (state) => state.routeTables },
  {
    prefix: "lt-",
    resourceType: "launch-template",
    kind: "launchTemplate",
    resources: (state) => state.launchTemplates,
  },
];

export function tagMap(tags: Readonly<Record<string, string>> = {}): Map<string, string> {
  return new Map(Object.entries(tags));
}

/** One request names up to 1000 resources; if one of them is unknown, none is touched. */
function taggedResources(state: RegionState, ids: readonly string[]): { tags: Map<string, string> }[] {
  if (ids.length > MAX_RESOURCES) {
    throw new ServiceError("InvalidParameterValue", `At most ${MAX_RESOURCES} resources can be tagged in one request.`);
  }
  return ids.map((id) => ({ tags: resourceTags(state, id) }));
}

export function resourceTags(state: RegionState, id: string): Map<string, string> {
  const entry = TAGGABLE.find(({ prefix }) => id.startsWith(prefix));
  if (entry === undefined) throw new ServiceError("InvalidID", `The ID '${id}' is not valid`);
  const resource = entry.resources(state).get(id);
  if (resource === undefined) throw notFound(entry.kind, id);
  return resource.tags;
}

export function checkTags(tags: ReadonlyMap<string, string>): void {
  for (const [key, value] of tags) {
    if (key === "") throw invalidValue(key, "Tag key", "Tag keys cannot be empty.");
    if (RESERVED.test(key)) {
      throw invalidValue(key, "Tag key", "Tag keys starting with 'aws:' are reserved for internal use.");
    }
    if ([...key].length > MAX_KEY_LENGTH) throw invalidValue(key, "Tag key", "It exceeds the maximum length.");
    if ([...value].length > MAX_VALUE_LENGTH) throw invalidValue(value, "Tag value", "It exceeds the maximum length.");
  }
  checkTagCount(tags);
}

/** Tags that AWS sets itself do not count. */
function checkTagCount(tags: ReadonlyMap<string, string>): void {
  if ([...tags.keys()].filter((key) => !RESERVED.test(key)).length > MAX_TAGS) {
    throw new ServiceError("TagLimitExceeded", "The maximum number of Tags for a resource has been reached.");
  }
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTags.html */
export function createTags(state: RegionState, ids: readonly string[], tags: ReadonlyMap<string, string>): void {
  checkTags(tags);
  const resources = taggedResources(state, ids);
  for (const resource of resources) checkTagCount(new Map([...resource.tags, ...tags]));
  for (const resource of resources) for (const [key, value] of tags) resource.tags.set(key, value);
}

/**
 * A tag with a value goes only if the value is the same (an empty one included), one without goes whatever its value;
 * no tag at all means every tag that AWS has not set itself.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteTags.html
 */
export function deleteTags(
  state: RegionState,
  ids: readonly string[],
  tags: readonly { key: string; value: string | undefined }[],
): void {
  const reserved = tags.find(({ key }) => RESERVED.test(key));
  if (reserved !== undefined) {
    throw invalidValue(reserved.key, "Tag key", "Tag keys starting with 'aws:' are reserved for internal use.");
  }
  for (const resource of taggedResources(state, ids)) {
    for (const [key, value] of resource.tags) {
      const named = tags.some((tag) => tag.key === key && (tag.value === undefined || tag.value === value));
      if (named || (tags.length === 0 && !RESERVED.test(key))) resource.tags.delete(key);
    }
  }
}

/** Every tag in the scope with what it is on, for DescribeTags. */
export function allTags(state: RegionState) {
  return TAGGABLE.flatMap(({ resourceType, resources }) =>
    [...resources(state)].flatMap(([resourceId, { tags }]) =>
      [...tags].map(([key, value]) => ({ resourceType, resourceId, key, value })),
    ),
  );
}
