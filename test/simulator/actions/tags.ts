import { missingParameter } from "../protocol/errors.ts";
import { applyFilters } from "../protocol/filters.ts";
import { paginate } from "../protocol/pages.ts";
import type { Parameters } from "../protocol/parameters.ts";
import { allTags, checkTags, createTags, deleteTags } from "../state/tags.ts";
import { type ActionTable, reads, writes } from "./action.ts";

export function tagSet(tags: ReadonlyMap<string, string>): { key: string; value: string }[] {
  return [...tags].map(([key, value]) => ({ key, value }));
}

/** The tags that a creating call gives to one kind of the resources it makes. */
export function tagSpecification(parameters: Parameters, resourceType: string): Record<string, string> {
  const tags = parameters
    .structures("TagSpecification")
    .filter((specification) => specification.text("ResourceType") === resourceType)
    .flatMap((specification) => [...readTags(specification)]);
  checkTags(new Map(tags));
  return Object.fromEntries(tags);
}

function readTags(parameters: Parameters): Map<string, string> {
  return new Map(parameters.structures("Tag").map((tag) => [tag.required("Key"), tag.text("Value") ?? ""]));
}

function requiredList(parameters: Parameters, name: string): string[] {
  const list = parameters.list(name);
  if (list.length === 0) throw missingParameter(name);
  return list;
}

export const tagActions: ActionTable = {
  CreateTags: writes(({ scope, parameters }) => {
    const tags = readTags(parameters);
    if (tags.size === 0) throw missingParameter("Tag");
    createTags(scope.state, requiredList(parameters, "ResourceId"), tags);
    return { return: true };
  }),

  DeleteTags: writes(({ scope, parameters }) => {
    const tags = parameters.structures("Tag").map((tag) => ({ key: tag.required("Key"), value: tag.text("Value") }));
    deleteTags(scope.state, requiredList(parameters, "ResourceId"), tags);
    return { return: true };
  }),

  DescribeTags: reads(({ scope: { state }, parameters }) => {
    const rows = allTags(state).map((row, sequence) => ({ ...row, sequence, tags: new Map([[row.key, row.value]]) }));
    const found = applyFilters(rows, parameters, {
      key: ({ key }) => [key],
      value: ({ value }) => [value],
      "resource-id": ({ resourceId }) => [resourceId],
      "resource-type": ({ resourceType }) => [resourceType],
    });
    const owner = `DescribeTags|${state.account}|${state.region}`;
    const { items, nextToken } = paginate(found, parameters, { owner, min: 5, max: 1000, ids: "TagId" });
    return {
      tagSet: items.map(({ resourceId, resourceType, key, value }) => ({ resourceId, resourceType, key, value })),
      nextToken,
    };
  }),
};
