import { count, oneLine } from "../../functions/janitor/notify/plain-text.ts";
import type { Explanation } from "./explanation.ts";
import { listed, wasAsked } from "./guards-in-words.ts";
import type { NamedId } from "./named-id.ts";

/**
 * What could not be read and might change what is explained, in sentences; none where all that matters was seen.
 *
 * @param unread the regions that could not be asked about the name itself
 */
export function notSeen(explanation: Explanation, named: NamedId, unread: readonly string[]): readonly string[] {
  const { resource, guards } = explanation;
  const unable = guards.flatMap(({ guard, answer }) => (answer === "could-not-tell" ? [guard] : []));
  const regions = regionsOfMatter(explanation, named, unread);
  return [
    ...(unable.length === 0
      ? []
      : [
          `The ${unable.length === 1 ? "guard" : "guards"} ${listed(unable)} could not tell about ${oneLine(resource.id)}.`,
        ]),
    ...(regions.length === 0
      ? []
      : [`${count(regions.length, "region")} could not be read: ${regions.map((each) => oneLine(each)).join(", ")}.`]),
  ];
}

function regionsOfMatter(
  { resource, guards, notRead }: Explanation,
  { id }: NamedId,
  unread: readonly string[],
): readonly string[] {
  // Other networks may have given out the same carrier address; every other name stands for one thing alone.
  const isAlsoElsewhere = resource.kind === "elastic-ip" && resource.carrierIp === id;
  const forItself = unread.filter((region) => isAlsoElsewhere || region === resource.scope.region);
  // Somebody else's rules and routes may name it from any region.
  return [...new Set([...(guards.some(wasAsked) ? notRead : []), ...forItself])];
}
