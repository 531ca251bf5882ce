import type { ServiceError } from "./errors.ts";
import { Parameters } from "./parameters.ts";
import { writeDocument, writeXml, type XmlObject } from "./xml.ts";

export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** Aborted when the caller does not wait for the answer any more. */
  readonly gone: AbortSignal;
}

/** How a service puts calls, answers and refusals on the wire. */
export interface Protocol {
  readonly contentType: string;
  /** The header that repeats the code of a refusal, where a service has one. */
  readonly errorCodeHeader?: string;
  readonly read: (request: WireRequest) => { action: string; parameters: Parameters };
  readonly answer: (action: string, elements: XmlObject, requestId: string) => string;
  readonly refuse: (error: ServiceError, requestId: string) => string;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

function readForm({ body }: WireRequest): { action: string; parameters: Parameters } {
  const parameters = Parameters.fromForm(body);
  parameters.ignore("Version");
  return { action: parameters.text("Action") ?? "", parameters };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html */
export const ec2Query: Protocol = {
  contentType: "text/xml;charset=UTF-8",
  read: readForm,
  answer: (action, elements, requestId) =>
    writeDocument(`${action}Response`, { requestId, ...elements }, "item", "http://ec2.amazonaws.com/doc/2016-11-15/"),
  // The list of errors is the one EC2 does not name its elements `item` in.
  refuse: ({ code, message }, requestId) => {
    const error = writeXml("Error", { Code: code, Message: message }, "item");
    const request = writeXml("RequestID", requestId, "item");
    return `${DECLARATION}<Response><Errors>${error}</Errors>${request}</Response>`;
  },
};

/** SNS, STS and the other services of the Query protocol: results in an element of their own, lists of `member`. */
export function awsQuery(namespace: string): Protocol {
  return {
    contentType: "text/xml;charset=UTF-8",
    read: readForm,
    answer: (action, elements, requestId) => {
      const content = { [`${action}Result`]: elements, ResponseMetadata: { RequestId: requestId } };
      return writeDocument(`${action}Response`, content, "member", namespace);
    },
    refuse: errorResponse(namespace),
  };
}

/** How all services but EC2 refuse in XML. */
export function errorResponse(namespace: string): Protocol["refuse"] {
  return ({ code, message, status }, requestId) => {
    const error = { Type: status < 500 ? "Sender" : "Receiver", Code: code, Message: message };
    return writeDocument("ErrorResponse", { Error: error, RequestId: requestId }, "member", namespace);
  };
}
