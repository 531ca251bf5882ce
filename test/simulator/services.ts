import { accountActions } from "./actions/account.ts";
import type { ActionTable } from "./actions/action.ts";
import { addressAttributeActions } from "./actions/address-attributes.ts";
import { addressActions } from "./actions/addresses.ts";
import { cloudtrailActions } from "./actions/cloudtrail.ts";
import { iamActions } from "./actions/iam.ts";
import { instanceActions } from "./actions/instances.ts";
import { interfaceActions } from "./actions/interfaces.ts";
import { launchTemplateActions } from "./actions/launch-templates.ts";
import { logsActions } from "./actions/logs.ts";
import { networkActions } from "./actions/network.ts";
import { regionActions } from "./actions/regions.ts";
import { route53Actions, route53Routes } from "./actions/route53.ts";
import { routeActions } from "./actions/routes.ts";
import { securityGroupActions } from "./actions/security-groups.ts";
import { snsActions } from "./actions/sns.ts";
import { stsActions } from "./actions/sts.ts";
import { tagActions } from "./actions/tags.ts";
import { ServiceError } from "./protocol/errors.ts";
import { awsJson } from "./protocol/json.ts";
import { awsQuery, ec2Query, type Protocol } from "./protocol/query.ts";
import { restXml } from "./protocol/rest-xml.ts";

export interface Service {
  readonly protocol: Protocol;
  readonly actions: ActionTable;
  /** How it refuses callers in a region that is not enabled for the account. Absent: it is the same in all regions. */
  readonly regionDisabled?: () => ServiceError;
  /** Whether CloudTrail keeps its calls that change something. */
  readonly recorded?: boolean;
}

const EC2: Service = {
  protocol: ec2Query,
  actions: {
    ...accountActions,
    ...addressActions,
    ...addressAttributeActions,
    ...instanceActions,
    ...interfaceActions,
    ...launchTemplateActions,
    ...networkActions,
    ...regionActions,
    ...routeActions,
    ...securityGroupActions,
    ...tagActions,
  },
  regionDisabled: () =>
    new ServiceError("AuthFailure", "AWS was not able to validate the provided access credentials", 401),
  recorded: true,
};

const unrecognized = () =>
  new ServiceError("UnrecognizedClientException", "The security token included in the request is invalid.");

const CLOUDTRAIL: Service = { protocol: awsJson, actions: cloudtrailActions, regionDisabled: unrecognized };

const LOGS: Service = { protocol: awsJson, actions: logsActions, regionDisabled: unrecognized };

const ROUTE53: Service = {
  protocol: restXml("https://route53.amazonaws.com/doc/2013-04-01/", route53Routes),
  actions: route53Actions,
};

const regionDisabled = () =>
  new ServiceError("InvalidClientTokenId", "The security token included in the request is invalid.", 403);

/** Keyed by the name in the credential scope of a signature. */
export const SERVICES: ReadonlyMap<string, Service> = new Map<string, Service>([
  ["cloudtrail", CLOUDTRAIL],
  ["ec2", EC2],
  // The same in all regions.
  ["iam", { protocol: awsQuery("https://iam.amazonaws.com/doc/2010-05-08/"), actions: iamActions }],
  ["logs", LOGS],
  ["route53", ROUTE53],
  ["sns", { protocol: awsQuery("http://sns.amazonaws.com/doc/2010-03-31/"), actions: snsActions, regionDisabled }],
  ["sts", { protocol: awsQuery("https://sts.amazonaws.com/doc/2011-06-15/"), actions: stsActions, regionDisabled }],
]);
