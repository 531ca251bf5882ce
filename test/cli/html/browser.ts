import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { findOnPath } from "../../support/on-path.ts";

const MISSING = "chromium is not installed";

/**
 * For `describe.skipIf`: whether there is no Chromium and nobody insists on it. Says so in one line, so that a run without
 * these tests does not look like a run with them. With REQUIRE_CHROMIUM=1 the suite runs, and fails at `startBrowser`.
 */
export function skipWithoutChromium(): boolean {
  if (findChromium() !== undefined || process.env.REQUIRE_CHROMIUM === "1") return false;
  process.stderr.write(`Skipping the tests in a browser: ${MISSING}.\n`);
  return true;
}

/** Starts a browser that has nothing to say to anybody by itself. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(`${MISSING}.`);
  const args = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ];
  return chromium.launch({ executablePath, args });
}

function findChromium(): string | undefined {
  return ["chromium", "chromium-browser", "google-chrome"].map(findOnPath).find((path) => path !== undefined);
}

/** A page in the browser, and what should not have happened on it. */
export interface Opened {
  readonly page: Page;
  /** Errors, warnings, violations of the page's policy, dialogs, and requests beside the page itself. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Opens a page as somebody does who was sent the file. */
export async function openPage(browser: Browser, html: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), "janitor-page-"));
  const file = join(folder, "report.html");
  await writeFile(file, html);
  const url = pathToFileURL(file).href;
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  context.on("request", (request) => {
    if (request.url().split("#")[0] !== url) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  const close = async () => {
    await context.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { page, complaints, close };
}
