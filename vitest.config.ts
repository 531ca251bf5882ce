import { defineConfig } from "vitest/config";
import { policyForVite } from "./build/policy-plugin.ts";

/** Where a machine-readable report goes, if anywhere. */
const { TEST_REPORT } = process.env;

export default defineConfig({
  plugins: [policyForVite()],
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/support/clean-environment.ts"],
    // All cores: what takes long here waits for an AWS in another process.
    maxWorkers: "100%",
    testTimeout: 20_000,
    hookTimeout: 60_000,
    reporters: TEST_REPORT ? ["default", ["json", { outputFile: TEST_REPORT }]] : ["default"],
  },
});
