import type { ServiceError } from "./errors.ts";
import { Parameters } from "./parameters.ts";
import { writeXml, type XmlObject } from "./xml.ts";

export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** How a service puts calls, answers and refusals on the wire. */
export interface Protocol {
  readonly contentType: string;
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
  answer: (action, elements, requestId) => {
    const response = writeXml(`${action}Response`, { requestId, ...elements }, "item");
    return `${DECLARATION}${withNamespace(response, "http://ec2.amazonaws.com/doc/2016-11-15/")}`;
  },
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
      return DECLARATION + withNamespace(writeXml(`${action}Response`, content, "member"), namespace);
    },
    refuse: ({ code, message, status }, requestId) => {
      const error = { Type: status < 500 ? "Sender" : "Receiver", Code: code, Message: message };
      const content = { Error: error, RequestId: requestId };
      return DECLARATION + withNamespace(writeXml("ErrorResponse", content, "member"), namespace);
    },
  };
}

function withNamespace(xml: string, namespace: string): string {
  return xml.replace(/^<(\w+)/, `<$1 xmlns="${namespace}"`);
}
