import { accountActions } from "./actions/account.ts";
import type { ActionTable } from "./actions/action.ts";
import { addressActions } from "./actions/addresses.ts";
import { instanceActions } from "./actions/instances.ts";
import { interfaceActions } from "./actions/interfaces.ts";
import { networkActions } from "./actions/network.ts";
import { regionActions } from "./actions/regions.ts";
import { snsActions } from "./actions/sns.ts";
import { stsActions } from "./actions/sts.ts";
import { tagActions } from "./actions/tags.ts";
import { ServiceError } from "./protocol/errors.ts";
import { awsQuery, ec2Query, type Protocol } from "./protocol/query.ts";

export interface Service {
  readonly protocol: Protocol;
  readonly actions: ActionTable;
  /** How it refuses callers in a region that is not enabled for the account. */
  readonly regionDisabled: () => ServiceError;
}

const EC2: Service = {
  protocol: ec2Query,
  actions: {
    ...accountActions,
    ...addressActions,
    ...instanceActions,
    ...interfaceActions,
    ...networkActions,
    ...regionActions,
    ...tagActions,
  },
  regionDisabled: () =>
    new ServiceError("AuthFailure", "AWS was not able to validate the provided access credentials", 401),
};

const regionDisabled = () =>
  new ServiceError("InvalidClientTokenId", "The security token included in the request is invalid.", 403);

/** Keyed by the name in the credential scope of a signature. */
export const SERVICES: ReadonlyMap<string, Service> = new Map([
  ["ec2", EC2],
  ["sns", { protocol: awsQuery("http://sns.amazonaws.com/doc/2010-03-31/"), actions: snsActions, regionDisabled }],
  ["sts", { protocol: awsQuery("https://sts.amazonaws.com/doc/2011-06-15/"), actions: stsActions, regionDisabled }],
]);
