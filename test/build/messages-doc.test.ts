import { spawnSync } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { withSamples } from "../../build/messages-doc.ts";
import { writeMessage } from "../../functions/janitor/notify/message.ts";
import { copyService } from "../infra/service-copy.ts";
import { samples } from "../notify/samples.ts";

const page = readFileSync(new URL("../../docs/messages.md", import.meta.url), "utf8");

describe("docs/messages.md", () => {
  test("has every sample as it is (npm run messages)", () => {
    expect(withSamples(page)).toBe(page);
  });

  test("has no sample that nobody writes", () => {
    const emptied = page.replaceAll(/(?<=<!-- npm run messages: [\w ]+ -->\n)[\s\S]*?(?=<!-- end -->)/g, "old\n");
    expect(withSamples(emptied)).toBe(page);
  });

  test("without a place for one of them it is refused", () => {
    for (const [marker = "", name = ""] of page.matchAll(/<!-- npm run messages: ([\w ]+) -->\n/g)) {
      expect(() => withSamples(page.replace(marker, ""))).toThrow(
        `docs/messages.md has no place for the sample "${name}"`,
      );
    }
  });

  test("leads to headings that are there", () => {
    const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, "")
        .replaceAll(" ", "-"),
    );
    expect([...page.matchAll(/^- \[.*\]\(#(.+)\)$/gm)].map(([, anchor]) => anchor)).toEqual(headings);
  });

  test("names a body for every protocol of the message, and says the same limits", () => {
    const { bodies } = writeMessage(samples.ordinary.report);
    const [, table = ""] = /^\| a subscription by[\s\S]*?\n\n/m.exec(page)?.[0].split("|---|---|") ?? [];
    for (const protocol of Object.keys(JSON.parse(bodies)).filter((name) => name !== "default")) {
      expect(table).toContain(`\`${protocol}\``);
    }
  });

  test("filters by attributes that there are", () => {
    const policies = [...page.matchAll(/^(\{ .* \})$/gm)].map(([policy]) => JSON.parse(policy));
    const attributes = Object.keys(writeMessage(samples.ordinary.report).attributes);
    const named = policies.flatMap((policy) => policy.$or.flatMap(Object.keys));
    expect(named).not.toHaveLength(0);
    for (const name of named) expect(attributes).toContain(name);
    expect(policies).toHaveLength(2);
  });
});

test("the page is written when that is asked for, and not when its samples are only imported", () => {
  const service = copyService();
  try {
    const before = page.replace(/(?<=<!-- npm run messages: sizes -->\n)[\s\S]*?(?=<!-- end -->)/, "old\n");
    for (const name of ["docs", "test/notify", "test/domain", "test/slack"]) {
      cpSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), join(service.folder, name), { recursive: true });
    }
    service.write("docs/messages.md", before);
    const file = join(service.folder, "build", "messages-doc.ts");
    const node = (...words: readonly string[]) => {
      const { status, stderr } = spawnSync(process.execPath, words, { cwd: service.folder, encoding: "utf8" });
      expect(status, stderr).toBe(0);
      return readFileSync(join(service.folder, "docs/messages.md"), "utf8");
    };
    expect(node("--input-type=module", "--eval", `import ${JSON.stringify(file)}`)).toBe(before);
    expect(node(file)).toBe(page);
  } finally {
    service.remove();
  }
});
