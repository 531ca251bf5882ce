import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import { contractCases } from "./contract-cases.ts";
import { createContractClient } from "./contract-client.ts";
import { MOTO_DIFFERENCES } from "./moto-differences.ts";
import { type Moto, skipWithoutMoto, startMoto } from "./moto-server.ts";

describe("the simulator", () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
    return () => simulator.stop();
  });
  beforeEach(() => simulator.reset());

  test.each(contractCases)("$name", async ({ observe, expected }) => {
    expect(await observe(createContractClient(simulator.url))).toEqual(expected);
  });
});

describe.skipIf(skipWithoutMoto())("moto", { timeout: 30_000 }, () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
    return () => moto.stop();
  }, 90_000);
  beforeEach(() => moto.reset());

  test.each(contractCases.filter(({ name }) => !MOTO_DIFFERENCES.has(name)))("$name", async ({ observe, expected }) => {
    expect(await observe(createContractClient(moto.url))).toEqual(expected);
  });

  test.each(contractCases.filter(({ name }) => MOTO_DIFFERENCES.has(name)))(
    "still differs: $name",
    async ({ name, observe }) => {
      expect(await observe(createContractClient(moto.url))).toEqual(MOTO_DIFFERENCES.get(name));
    },
  );
});

describe("the table of moto's differences", () => {
  test.each([...MOTO_DIFFERENCES.keys()])("names a case, and something else than EC2 does: %s", (name) => {
    const found = contractCases.find((candidate) => candidate.name === name);
    expect(found).toBeDefined();
    expect(MOTO_DIFFERENCES.get(name)).not.toEqual(found?.expected);
  });

  test("no two cases have the same name", () => {
    expect(new Set(contractCases.map(({ name }) => name)).size).toBe(contractCases.length);
  });
});
