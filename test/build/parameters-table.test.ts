import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withParameters } from "../../build/parameters-table.ts";
import { copyService } from "../infra/service-copy.ts";

test("the README has every parameter as it is (npm run parameters)", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  expect(withParameters(readme)).toBe(readme);
});

test("a README without a place for them is refused", () => {
  expect(() => withParameters("# elastic-janitor\n")).toThrow("README.md has no place for the parameters");
});

test("the README is written when that is asked for, and not when the table is only imported", () => {
  const service = copyService();
  try {
    const before = "# mine\n<!-- npm run parameters -->\nold\n<!-- end -->\nrest\n";
    service.write("README.md", before);
    const file = join(service.folder, "build", "parameters-table.ts");
    const node = (...words: readonly string[]) => {
      const { status, stderr } = spawnSync(process.execPath, words, { cwd: service.folder, encoding: "utf8" });
      expect(status, stderr).toBe(0);
      return readFileSync(join(service.folder, "README.md"), "utf8");
    };
    expect(node("--input-type=module", "--eval", `import ${JSON.stringify(file)}`)).toBe(before);
    expect(node(file)).toBe(withParameters(before));
    expect(withParameters(before)).toMatch(
      /^# mine\n<!-- npm run parameters -->\n\| parameter .*<!-- end -->\nrest\n$/s,
    );
  } finally {
    service.remove();
  }
});
