import { defineConfig } from "vitest/config";

/** What mutation testing runs (`npm run mutate`): the tests of `functions/janitor/domain` alone, pure and fast. */
export default defineConfig({
  test: {
    include: ["test/domain/**/*.test.ts", "test/policy/regions.test.ts"],
    setupFiles: ["test/support/clean-environment.ts"],
  },
});
