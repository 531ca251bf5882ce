import { assertNever } from "../../functions/janitor/domain/assert-never.ts";
import type { Resource } from "../../functions/janitor/domain/resource.ts";
import { findTag } from "../../functions/janitor/domain/tags.ts";
import { count, oneLine, quoted } from "../../functions/janitor/notify/plain-text.ts";
import { type Output, styled } from "../terminal.ts";
import { type Release, restoredFromKey } from "./releases.ts";
import type { RestoredTags } from "./restored-tags.ts";
import { isWhole, type Lack, type Returned } from "./returned.ts";
import { awsWords, whyWords } from "./why-words.ts";

/** What it is and where. */
export function nameResource(resource: Resource): string {
  const { id, scope } = resource;
  const name = nameOf(resource);
  return [
    resource.kind === "elastic-ip" ? resource.publicIp : id,
    ...(name === undefined ? [] : [name]),
    `in ${scope.region}`,
  ].join(" ");
}

/** The name in its tags, in quotes. */
export function nameOf({ tags }: Resource): string | undefined {
  const name = findTag(tags, { tag: "Name" })?.value ?? "";
  return oneLine(name) === "" ? undefined : quoted(name);
}

/** What has become of one thing: a line, and one for each thing that it has not got back. */
export function returnedLines({ resource }: Release, returned: Returned, out: Output): readonly string[] {
  const what = nameResource(resource);
  switch (returned.kind) {
    case "given-back":
      return [
        `${sign(returned, out)} ${what} is there again, as ${oneLine(returned.id)} instead of ${resource.id}${
          resource.kind === "network-interface" ? ", with another MAC address" : ""
        }`,
        ...notes(resource, returned, out),
      ];
    case "there-already": {
      const how = returned.id === resource.id ? "is still there" : `is there already, as ${oneLine(returned.id)}`;
      return [
        `${sign(returned, out)} ${what} ${how}; nothing was written`,
        ...returned.lacks.map((lack) => note(lackWords(lack), out)),
      ];
    }
    case "completed":
      return [
        `${sign(returned, out)} ${what} is there already, as ${oneLine(returned.id)}, and has got what it lacked`,
        ...returned.lacks.map((lack) => note(lackWords(lack), out)),
      ];
    case "not-had-back":
      return [`${sign(returned, out)} ${what} could not be had back: ${whyWords(returned.why, resource)}`];
    default:
      return assertNever(returned);
  }
}

function sign(returned: Returned, out: Output): string {
  if (returned.kind === "not-had-back") return styled("red", "✗", out);
  return isWhole(returned) ? styled("green", "✓", out) : styled("yellow", "!", out);
}

function note(text: string, out: Output): string {
  return styled("dim", `    ${text}`, out);
}

function notes(resource: Resource, { tags, lacks }: Extract<Returned, { kind: "given-back" }>, out: Output) {
  const keys = (list: readonly string[]) =>
    list
      .slice(0, 5)
      .map((key) => oneLine(key, 60))
      .join(", ");
  return [
    ...lacks.map(lackWords),
    ...(tags.cut.length > 0
      ? [`not had back for want of room: ${count(tags.cut.length, "tag")}: ${keys(tags.cut)}`]
      : []),
    ...(tags.reserved.length > 0 ? [`not had back, because only AWS may write them: ${keys(tags.reserved)}`] : []),
    ...(resource.kind === "network-interface" && !tags.namesOrigin
      ? [`${whyUnnamed(tags)}no tag says what it was made for, so another restore would not know it`]
      : []),
    ...(tags.prefixes.length > 1
      ? [`kept under each of the prefixes ${tags.prefixes.map((prefix) => quoted(prefix)).join(", ")}`]
      : []),
  ].map((text) => note(text, out));
}

function whyUnnamed({ tags }: RestoredTags): string {
  return Object.hasOwn(tags, restoredFromKey) ? `it has a ${restoredFromKey} of its own: ` : "";
}

function lackWords(lack: Lack): string {
  switch (lack.lack) {
    case "groups": {
      const gone = `without ${count(lack.gone.length, "security group")} that it had: ${lack.gone.map((id) => oneLine(id)).join(", ")}`;
      return lack.left === 0 ? `${gone}; it has the default group of its VPC` : gone;
    }
    case "source-dest-check-off":
      return `its source/destination check is on, and was off${because(lack)}`;
    case "addresses":
      return `without ${lack.addresses.map((address) => oneLine(address)).join(", ")}`;
    case "prefixes":
      return `without ${lack.prefixes.map((prefix) => oneLine(prefix)).join(", ")}${because(lack)}`;
    default:
      return assertNever(lack);
  }
}

function because({ error }: Extract<Lack, { error?: unknown }>): string {
  return error === undefined ? "" : `: ${awsWords(error)}`;
}
