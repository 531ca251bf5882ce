import type { Policy } from "../../domain/policy.ts";
import type { Clock } from "../../ports.ts";
import type { Ec2Clients } from "../clients.ts";
import { activityGuard } from "./activity.ts";
import { allowListGuard } from "./allow-lists.ts";
import { dnsGuard } from "./dns.ts";
import type { Guard } from "./guard.ts";
import { ptrGuard } from "./ptr.ts";
import { routeGuard } from "./routes.ts";
import { templateGuard } from "./templates.ts";
import { transferGuard } from "./transfers.ts";

/** Every guard that the policy has left on. */
export function guardsOf({ guards }: Policy, clients: Ec2Clients, clock: Clock): readonly Guard[] {
  const all = [
    dnsGuard(clock, clients.shared),
    ptrGuard(clients),
    allowListGuard(clients),
    activityGuard(clock, clients.shared),
    transferGuard(clients),
    routeGuard(clients),
    templateGuard(clients, clock),
  ];
  return all.filter(({ name }) => guards[name]);
}
