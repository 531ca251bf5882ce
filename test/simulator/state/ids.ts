import { createHash } from "node:crypto";
import type { RegionState, Scope } from "./scope.ts";

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/**
 * Ids look like EC2's (17 hexadecimal digits) and are the same in every run: they follow from account, region and
 * the number of the resource.
 */
export function nextId(state: RegionState, prefix: string): { id: string; sequence: number } {
  const sequence = state.sequence;
  state.sequence += 1;
  return { id: partId(state, prefix, sequence), sequence };
}

/** The id of what comes with another resource (a VPC's main route table): it takes no number of its own. */
export function partId(state: RegionState, prefix: string, sequence: number): string {
  return `${prefix}-0${hex(state, prefix, sequence)}`;
}

function hex(state: RegionState, prefix: string, sequence: number): string {
  return digest(`${state.account}/${state.region}/${prefix}/${sequence}`).toString("hex").slice(0, 16);
}

/** From 198.18.0.0/15, which is set aside for tests (RFC 2544): no demo or log ever shows a stranger's address. */
export function nextPublicIp({ state, cloud }: Scope): string {
  const start = digest(`${state.account}/${state.region}/public-ip/${state.sequence}`).readUInt32BE() % 2 ** 17;
  for (let step = 0; step < 2 ** 17; step += 1) {
    const number = (start + step) % 2 ** 17;
    const ip = `198.${18 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`;
    if (!cloud.publicIps.has(ip)) return ip;
  }
  throw new Error("The simulator has no public address left: all 131,072 are allocated.");
}

export function macAddress(sequence: number): string {
  const bytes = Buffer.alloc(6);
  bytes.writeUInt32BE(sequence, 2);
  bytes.writeUInt8(0x02, 0);
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(":");
}

/** The address number `index` (from 0) behind the five that AWS keeps for itself in a subnet. */
export function privateIp(cidrBlock: string, index: number): string {
  const base = (cidrBlock.split("/")[0] ?? "").split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const number = base + 4 + index;
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}
