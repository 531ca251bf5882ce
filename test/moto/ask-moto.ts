import { account, region } from "../infra/template.ts";
import { credentialsFor } from "../simulator/credentials.ts";

/** A request to a service whose client this project does not have. */
interface Question {
  /** As it is named in a signature: moto takes nothing else of it, and does not check it. */
  readonly service: string;
  readonly method?: string;
  readonly path?: string;
  /** The action, where it is not in the path: `TrentService.DescribeKey`. */
  readonly target?: string;
  readonly body?: unknown;
}

interface Answer {
  readonly status: number;
  /** What came back, read as JSON where it is. */
  readonly body: unknown;
}

/** Asks moto in the region that tests deploy to. */
export async function askMoto(url: string, question: Question): Promise<Answer> {
  const response = await send(url, question);
  return { status: response.status, body: readJson(await response.text()) };
}

/** What is in a bucket under a key. */
export async function readObject(url: string, bucket: string, key: string): Promise<Uint8Array> {
  const response = await send(url, { service: "s3", method: "GET", path: `/${bucket}/${key}` });
  if (!response.ok) throw new Error(`moto answered ${response.status}: ${await response.text()}`);
  return new Uint8Array(await response.arrayBuffer());
}

function send(url: string, { service, method = "POST", path = "/", target, body }: Question): Promise<Response> {
  const credential = `${credentialsFor(account).accessKeyId}/20261102/${region}/${service}/aws4_request`;
  return fetch(new URL(path, url), {
    method,
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`,
      ...(target !== undefined && { "x-amz-target": target, "content-type": "application/x-amz-json-1.1" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

/** The same, where anything but success is a mistake. */
export async function askMotoForSure(url: string, question: Question): Promise<unknown> {
  const { status, body } = await askMoto(url, question);
  if (status >= 300) throw new Error(`moto answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
