import { assertNever } from "../../functions/janitor/domain/assert-never.ts";
import type { Finding } from "../../functions/janitor/domain/outcome.ts";
import { oneLine } from "../../functions/janitor/notify/plain-text.ts";
import { type Output, styled } from "../terminal.ts";

/** What has just become of one resource. */
export function outcomeLine({ resource, outcome }: Finding, out: Output): string {
  const what = `${resource.kind === "elastic-ip" ? `${resource.publicIp} (${resource.id})` : resource.id} in ${resource.scope.region}`;
  switch (outcome.kind) {
    case "released":
      return `${styled("green", "✓", out)} ${resource.kind === "elastic-ip" ? "released" : "deleted"} ${what}`;
    case "failed": {
      const { code, message } = outcome.failure;
      return `${styled("red", "✗", out)} ${what}: ${oneLine(message, 200)} (${oneLine(code)})`;
    }
    case "withheld":
      return `${styled("yellow", "·", out)} ${what}: not started`;
    case "changed":
      return `${styled("yellow", "·", out)} ${what}: changed meanwhile, so it was left`;
    case "already-gone":
      return `${styled("dim", "·", out)} ${what}: gone already`;
    case "none":
    case "marked":
    case "unmarked":
      return `${what}: ${outcome.kind}`;
    default:
      return assertNever(outcome);
  }
}
