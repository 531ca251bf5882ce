import { createServer } from "node:http";
import { expect, onTestFinished, test, vi } from "vitest";
import { awsFiles } from "../support/aws-files.ts";
import { command } from "../support/command.ts";

const keys = "[keys]\naws_access_key_id = AKIA123456789012SIMULATOR\naws_secret_access_key = hush-hush\n";
const session = "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n";
const sso = `[profile prod]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Admin\n${session}`;

/** What a plan with these credentials says on its second stream, having failed. */
async function said(environment: Readonly<Record<string, string>>, ...more: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await command(["plan", "--regions", "us-east-1", ...more], { environment });
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  return stderr;
}

test("without any credentials it says where they were looked for, and how to log in", async () => {
  const home = awsFiles();
  const text = await said(home);
  expect(text).toMatch(/^janitor: there are no AWS credentials\.\n/);
  for (const place of ["AWS_ACCESS_KEY_ID", home.AWS_CONFIG_FILE, home.AWS_SHARED_CREDENTIALS_FILE]) {
    expect(text).toContain(place);
  }
  expect(text).toContain("aws configure sso");
  expect(text).not.toContain("--profile NAME");
});

test("without a default profile it names those that there are", async () => {
  expect(await said(awsFiles({ config: sso, credentials: keys }))).toContain("--profile NAME. There are prod, keys.");
});

test("a profile that does not exist is told with the one that was meant", async () => {
  const home = awsFiles({ config: sso, credentials: keys });
  const places = `${home.AWS_CONFIG_FILE} or ${home.AWS_SHARED_CREDENTIALS_FILE}`;
  expect(await said(home, "--profile", "prdo")).toMatch(
    `janitor: there is no profile prdo (--profile) in ${places}.\n  Did you mean prod?\n`,
  );
  expect(await said({ ...home, AWS_PROFILE: "staging" })).toMatch(
    `janitor: there is no profile staging (AWS_PROFILE) in ${places}.\n  There are: prod, keys.\n`,
  );
});

test("a profile on the command line goes before AWS_PROFILE and before keys", async () => {
  // The SDK's own warning about keys beside a profile.
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  onTestFinished(() => warn.mockRestore());
  const environment = { ...awsFiles(), AWS_PROFILE: "one", AWS_ACCESS_KEY_ID: "A", AWS_SECRET_ACCESS_KEY: "B" };
  expect(await said(environment, "--profile", "two")).toContain("no profile two (--profile)");
  expect(await said(environment)).toContain("no profile one (AWS_PROFILE)");
});

test("an SSO session that is missing is told with the line that logs in", async () => {
  const login =
    /the SSO session of the profile prod \(AWS_PROFILE\) is missing or has expired.*\n {2}aws sso login --profile prod\n/;
  expect(await said({ ...awsFiles({ config: sso }), AWS_PROFILE: "prod" })).toMatch(login);
  const old =
    "[profile prod]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 1\nsso_role_name = A\n";
  expect(await said({ ...awsFiles({ config: old }), AWS_PROFILE: "prod" })).toMatch(login);
});

test.each([
  ["by a session", sso, "corp"],
  [
    "by a start URL",
    "[profile prod]\nsso_start_url = https://u\nsso_region = us-east-1\nsso_account_id = 1\nsso_role_name = A\n",
    "https://u",
  ],
])("an SSO session that has expired is told with the line that logs in: %s", async (_, config, name) => {
  const ssoTokens = { [name]: { accessToken: "hush-hush", expiresAt: "2026-01-01T00:00:00Z" } };
  const text = await said(awsFiles({ config, ssoTokens }), "--profile", "prod");
  expect(text).toContain("the SSO session of the profile prod (--profile) is missing or has expired");
  expect(text).toContain("\n  aws sso login --profile prod\n");
  expect(text).not.toContain("hush-hush");
});

test("a default profile that uses SSO is logged in without a name", async () => {
  const text = await said(awsFiles({ config: sso.replace("profile prod", "default") }));
  expect(text).toContain("the profile default is missing or has expired");
  expect(text).toContain("\n  aws sso login\n");
});

test.each([
  [401, "UnauthorizedException", "Session token not found or invalid", "\n  aws sso login --profile prod\n"],
  [403, "ForbiddenException", "No access", "may not use the account and the role"],
])("what SSO itself answers is understood: %i %s", async (status, type, message, expected) => {
  const server = createServer((_request, response) => {
    response.writeHead(status, { "content-type": "application/json", "x-amzn-errortype": type });
    response.end(JSON.stringify({ message }));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const ssoTokens = { corp: { accessToken: "hush-hush", expiresAt: "2099-01-01T00:00:00Z" } };
  const home = awsFiles({ config: sso, ssoTokens });
  const text = await said({ ...home, AWS_ENDPOINT_URL_SSO: `http://127.0.0.1:${port}` }, "--profile", "prod");
  expect(text).toContain(expected);
  expect(text).not.toContain("hush-hush");
});

test("an SSO profile that lacks something is told with what to set up anew", async () => {
  const text = await said(awsFiles({ config: "[profile half]\nsso_account_id = 1\n" }), "--profile", "half");
  expect(text).toContain("the profile half (--profile) is not complete");
  expect(text).toContain("sso_role_name");
  expect(text).toContain("aws configure sso --profile half");
});

test("a console login that is missing is told with the line that logs in", async () => {
  const config = "[profile me]\nlogin_session = arn:aws:iam::123456789012:user/me\n";
  const text = await said(awsFiles({ config }), "--profile", "me");
  expect(text).toContain("the login of the profile me (--profile) is missing or has expired");
  expect(text).toContain("\n  aws login --profile me\n");
});

const mfa =
  "[profile admin]\nrole_arn = arn:aws:iam::123456789012:role/admin\nsource_profile = keys\nmfa_serial = arn:aws:iam::123456789012:mfa/me\n";

test("a role that asks for a code is told with the line that hands its keys on", async () => {
  const home = awsFiles({ config: mfa, credentials: keys });
  const line = '\n  eval "$(aws configure export-credentials --format env --profile admin)"\n';
  const byOption = await said(home, "--profile", "admin");
  expect(byOption).toContain(line);
  expect(byOption).toContain("without --profile");
  const byVariable = await said({ ...home, AWS_PROFILE: "admin" });
  expect(byVariable).toContain(line);
  expect(byVariable).toContain("unset AWS_PROFILE");
});

test("a profile whose name a shell would take apart is quoted in the line to copy", async () => {
  const text = await said(
    awsFiles({ config: mfa.replace("profile admin", 'profile "it is $HOME"'), credentials: keys }),
    "--profile",
    "it is $HOME",
  );
  expect(text).toContain("--profile 'it is $HOME'");
});

test.each([
  ["it fails", "false --token hush-hush"],
  ["it says something else", "echo hush-hush"],
])("a credential_process that gives nothing is told without its words, which may be secret: %s", async (_, line) => {
  const text = await said(awsFiles({ config: `[profile tool]\ncredential_process = ${line}\n` }), "--profile", "tool");
  expect(text).toContain("the credential_process of the profile tool (--profile) gave no credentials");
  expect(text).toContain("\n  aws configure export-credentials --profile tool\n");
  expect(text).not.toContain("hush-hush");
});

test("a role is told with the profile that it builds on", async () => {
  const role = (source: string) => `[profile admin]\nrole_arn = arn:aws:iam::1:role/a\nsource_profile = ${source}\n`;
  const missing = await said(awsFiles({ config: role("kyes"), credentials: keys }), "--profile", "admin");
  expect(missing).toContain("the profile admin (--profile) builds on the profile kyes, and there is none of that name");
  expect(missing).toContain("Did you mean keys?");
  const tool = "[profile tool]\ncredential_process = false\n";
  const process = await said(awsFiles({ config: `${role("tool")}${tool}` }), "--profile", "admin");
  expect(process).toContain("of the profile tool, which the profile admin (--profile) builds on,");
});

test("a profile with nothing but a region has no credentials", async () => {
  const text = await said(awsFiles({ config: "[profile half]\nregion = eu-central-1\n" }), "--profile", "half");
  expect(text).toContain("the profile half (--profile) has no credentials");
  expect(text).toContain("aws configure sso --profile half");
});
