import type { Call } from "./calls.ts";
import { ServiceError } from "./protocol/errors.ts";
import type { Parameters } from "./protocol/parameters.ts";
import type { XmlObject } from "./protocol/xml.ts";
import type { Service } from "./services.ts";
import type { Scope } from "./state/scope.ts";

/** Runs one call on the scope, or throws the `ServiceError` that AWS would answer with. */
export function dispatch(service: Service, call: Call, parameters: Parameters, scope: Scope): XmlObject {
  if (service.regionDisabled && !scope.cloud.enabledRegions.includes(call.region)) throw service.regionDisabled();
  const action = Object.hasOwn(service.actions, call.action) ? service.actions[call.action] : undefined;
  if (action === undefined) {
    throw new ServiceError("InvalidAction", `The action ${call.action} is not valid for this web service.`);
  }
  const dryRun = parameters.flag("DryRun") ?? false;
  const elements = action.answer({ scope: dryRun ? copyOf(scope) : scope, parameters });
  const unread = parameters.unread();
  if (unread.length > 0) {
    throw new ServiceError("UnknownParameter", `The simulator does not know ${unread.join(", ")} of ${call.action}.`);
  }
  if (dryRun) {
    throw new ServiceError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412);
  }
  return elements;
}

/**
 * A dry run checks everything and changes nothing: it works on a copy that is thrown away. Zones and the trail are not
 * copied, because no call that has dry runs changes them.
 */
function copyOf({ state, cloud }: Scope): Scope {
  return {
    state: structuredClone(state),
    cloud: { ...cloud, publicIps: new Set(cloud.publicIps), published: [...cloud.published] },
  };
}
