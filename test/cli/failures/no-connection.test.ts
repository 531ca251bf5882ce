import { createServer } from "node:http";
import { EC2Client } from "@aws-sdk/client-ec2";
import { expect, onTestFinished, test, vi } from "vitest";
import { explainFailure } from "../../../cli/explain-failure.ts";
import { startSimulator } from "../../simulator/simulator.ts";
import { awsFiles } from "../support/aws-files.ts";
import { command } from "../support/command.ts";

const keys = { AWS_ACCESS_KEY_ID: "AKIA123456789012SIMULATOR", AWS_SECRET_ACCESS_KEY: "hush-hush" };

async function said(environment: Readonly<Record<string, string>>): Promise<string> {
  const { code, stderr } = await command(["plan"], { environment: { ...awsFiles(), ...keys, ...environment } });
  expect(code).toBe(1);
  return stderr;
}

test("where nobody listens, the variable that leads there is named, without a password in it", async () => {
  expect(await said({ AWS_ENDPOINT_URL: "http://me:hush-hush@127.0.0.1:9/path" })).toBe(
    "janitor: no connection to AWS: connect ECONNREFUSED 127.0.0.1:9.\n" +
      "  AWS_ENDPOINT_URL is http://127.0.0.1:9: unset it to talk to AWS itself.\n",
  );
});

test("a name without an address is told with the name", async () => {
  const text = await said({ AWS_ENDPOINT_URL_STS: "http://nowhere.invalid", AWS_ENDPOINT_URL: "http://127.0.0.1:9" });
  expect(text).toMatch(/no connection to AWS: nowhere\.invalid has no address \((ENOTFOUND|EAI_AGAIN)\)\./);
  expect(text).toContain("AWS_ENDPOINT_URL_STS is http://nowhere.invalid");
});

test("a proxy that is set and not used is named", async () => {
  expect(await said({ AWS_ENDPOINT_URL: "http://127.0.0.1:9", HTTPS_PROXY: "http://p:1" })).toContain(
    "HTTPS_PROXY is set, but this command does not go through a proxy.",
  );
});

test("a connection that is cut, something else than TLS, and something else than AWS are told apart", async () => {
  const simulator = await startSimulator();
  const { environment, url } = simulator;
  expect(await said({ ...environment, AWS_ENDPOINT_URL: url.replace("http:", "https:") })).toContain(
    "what answers in AWS's stead does not speak TLS",
  );
  const heal = simulator.fault({ action: "GetCallerIdentity", answer: { kind: "reset" } });
  expect(await said(environment)).toContain("no connection to AWS: socket hang up.");
  heal();
  simulator.fault({ action: "GetCallerIdentity", answer: { kind: "garbage", body: "<html>Log in</html>" }, times: 1 });
  expect(await said(environment)).toContain("what answers in AWS's stead says nothing that AWS would say");
  simulator.fault({ action: "GetCallerIdentity", answer: { kind: "garbage" } });
  expect(await said(environment)).toContain("what answers in AWS's stead says nothing that AWS would say");
  await simulator.stop();
});

test("a page that was not found is not taken for AWS's word", async () => {
  const server = createServer((_request, response) => response.writeHead(404).end("<html>Not found</html>"));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  expect(await said({ AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` })).toBe(
    "janitor: what answers in AWS's stead says nothing that AWS would say.\n" +
      `  AWS_ENDPOINT_URL is http://127.0.0.1:${port}: unset it to talk to AWS itself.\n`,
  );
});

test("an endpoint that is no URL is told to be none", async () => {
  expect(await said({ AWS_ENDPOINT_URL: "nonsense" })).toContain("AWS_ENDPOINT_URL is nonsense, which is not a URL.");
});

/** What the SDK throws that has to find its region in this environment. */
async function regionError(environment: Readonly<Record<string, string>>): Promise<unknown> {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const client = new EC2Client({});
  onTestFinished(() => {
    client.destroy();
    vi.unstubAllEnvs();
  });
  return client.config.region().catch((error: unknown) => error);
}

async function explained(thrown: unknown, environment: Readonly<Record<string, string>>) {
  const { message, advice } = await explainFailure(thrown, { environment, profile: undefined, now: 0 });
  return [message, ...advice].join("\n");
}

test("no region at all is told with the ways to name one", async () => {
  const { AWS_REGION: _, ...home } = awsFiles();
  const text = await explained(await regionError(home), { ...home, AWS_DEFAULT_REGION: "eu-west-1" });
  expect(text).toMatch(/^no AWS region is configured/);
  expect(text).toContain("AWS_DEFAULT_REGION is set, but");
  expect(text).toContain("AWS_REGION=eu-west-1 janitor …");
  expect(text).toContain("--regions");
});

test("no region, because the profile does not exist, is told as that", async () => {
  const { AWS_REGION: _, ...home } = awsFiles();
  expect(await explained(await regionError(home), { ...home, AWS_PROFILE: "prod" })).toMatch(
    /^there is no profile prod \(AWS_PROFILE\)/,
  );
});

test("a region that is no name at all is told to be none", async () => {
  const home = { ...awsFiles(), AWS_REGION: "eu central" };
  expect(await explained(await regionError(home), home)).toMatch(/^"eu central" is no name of a region\./);
});

/** As Node.js throws them. */
function error(code: string, message: string, more = {}): Error {
  return Object.assign(new Error(message), { code, ...more });
}

test("a region that does not exist is told as that, and not as a network that is down", async () => {
  const hostname = "sts.eu-central-9.amazonaws.com";
  const thrown = error("ENOTFOUND", `getaddrinfo ENOTFOUND ${hostname}`, { hostname });
  expect(await explained(thrown, { ...awsFiles(), AWS_REGION: "eu-central-9" })).toMatch(
    /^there is no region eu-central-9 \(AWS_REGION\)\. Did you mean eu-central-1\?/,
  );
  const there = await explained(thrown, { ...awsFiles(), AWS_REGION: "eu-central-1" });
  expect(there).toContain(`no connection to AWS: ${hostname} has no address (ENOTFOUND).`);
  expect(there).toContain("Is the network up");
});

test.each([
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_HAS_EXPIRED",
  "ERR_TLS_CERT_ALTNAME_INVALID",
])("%s: the certificate of a proxy can be named", async (code) => {
  const text = await explained(error(code, "certificate"), awsFiles());
  expect(text).toContain(`no safe connection to AWS (${code}): certificate`);
  expect(text).toContain("NODE_EXTRA_CA_CERTS=");
});

test("no answer in time is told as that", async () => {
  expect(await explained(AbortSignal.abort().reason, awsFiles())).toMatch(/^AWS did not answer in time\.\n/);
  expect(await explained(error("ETIMEDOUT", "connect ETIMEDOUT"), awsFiles())).toMatch(/^AWS did not answer in time\./);
});
