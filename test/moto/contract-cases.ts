import { addressCases } from "./address-cases.ts";
import type { ContractClient } from "./contract-client.ts";
import { instanceCases } from "./instance-cases.ts";
import { interfaceCases } from "./interface-cases.ts";
import { tagCases } from "./tag-cases.ts";

/**
 * One behaviour of EC2 that the janitor or its tests stand on: what is done, and what EC2 lets one see of it then.
 * The same case runs against every EC2 that tests are run on.
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
];
