import { addressAttributeCases } from "./address-attribute-cases.ts";
import { addressCases } from "./address-cases.ts";
import type { ContractClient } from "./contract-client.ts";
import { dnsCases } from "./dns-cases.ts";
import { instanceCases } from "./instance-cases.ts";
import { interfaceCases } from "./interface-cases.ts";
import { launchTemplateCases } from "./launch-template-cases.ts";
import { routeCases } from "./route-cases.ts";
import { securityGroupCases } from "./security-group-cases.ts";
import { tagCases } from "./tag-cases.ts";

/**
 * One behaviour of AWS that the janitor or its tests stand on: what is done, and what AWS lets one see of it then.
 * The same case runs against every AWS that tests are run on.
 */
export interface ContractCase {
  readonly name: string;
  readonly observe: (client: ContractClient) => Promise<unknown>;
  readonly expected: unknown;
}

export const contractCases: readonly ContractCase[] = [
  ...addressCases,
  ...interfaceCases,
  ...instanceCases,
  ...tagCases,
  ...dnsCases,
  ...addressAttributeCases,
  ...securityGroupCases,
  ...routeCases,
  ...launchTemplateCases,
];
