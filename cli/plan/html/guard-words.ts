import type { Evidence } from "../../../functions/janitor/domain/evidence.ts";

/** What each guard looks at. */
export const guardWords: Readonly<Record<Evidence["guard"], string>> = {
  dns: "DNS records in Route 53",
  ptr: "Reverse DNS",
  "allow-lists": "Rules of security groups",
  activity: "CloudTrail since the mark",
  transfers: "Address transfers",
  routes: "Route tables",
  templates: "Launch templates",
  stacks: "CloudFormation stacks",
  evidence: "All guards",
};
