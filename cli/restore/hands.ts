import type { EC2Client } from "@aws-sdk/client-ec2";
import type { Clock } from "../../functions/janitor/ports.ts";

/** What giving something back takes in its region. */
export interface Hands {
  /** For calls that may be repeated as they are. */
  readonly ec2: EC2Client;
  /** One call is one attempt. */
  readonly once: EC2Client;
  readonly clock: Clock;
  readonly tagPrefix: string;
}

/** A tag as EC2 takes it. */
export function tagList(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
