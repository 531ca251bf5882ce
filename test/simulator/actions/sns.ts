import { ServiceError } from "../protocol/errors.ts";
import type { Parameters } from "../protocol/parameters.ts";
import { nextId } from "../state/ids.ts";
import type { Scope, Topic } from "../state/scope.ts";
import { type ActionTable, reads, writes } from "./action.ts";
import { readMessageAttributes } from "./message-attributes.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_MESSAGE_BYTES = 262_144;
const MAX_SUBJECT_LENGTH = 99;

function invalid(message: string): ServiceError {
  return new ServiceError("InvalidParameter", `Invalid parameter: ${message}`);
}

export function createTopic({ state }: Scope, name: string): Topic {
  if (!/^[\w-]{1,256}$/.test(name)) throw invalid("Topic Name");
  const topicArn = `arn:aws:sns:${state.region}:${state.account}:${name}`;
  const topic = state.topics.get(topicArn) ?? { topicArn, subscriptions: [] };
  state.topics.set(topicArn, topic);
  return topic;
}

function findTopic({ state }: Scope, topicArn: string): Topic {
  if (!topicArn.startsWith(`arn:aws:sns:${state.region}:`)) throw invalid("TopicArn");
  const topic = state.topics.get(topicArn);
  if (topic === undefined) throw new ServiceError("NotFound", "Topic does not exist", 404);
  return topic;
}

/** A message for several protocols: a JSON object of strings, with one for everybody else. */
function checkStructure(message: string): void {
  const problem = "Message Structure - ";
  let parsed: unknown;
  try {
    parsed = JSON.parse(message);
  } catch {
    throw invalid(`${problem}JSON message body failed to parse`);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw invalid(`${problem}JSON message body failed to parse`);
  }
  const entries = Object.entries(parsed);
  if (!entries.some(([key]) => key === "default")) {
    throw invalid(`${problem}No default entry in JSON message body`);
  }
  if (entries.some(([key, value]) => key === "default" && typeof value !== "string")) {
    throw invalid(`${problem}The default entry of the JSON message body must be a string`);
  }
}

function publish(scope: Scope, parameters: Parameters): string {
  const { topicArn } = findTopic(scope, parameters.text("TopicArn") ?? parameters.required("TargetArn"));
  const message = parameters.text("Message") ?? "";
  const subject = parameters.text("Subject");
  const messageStructure = parameters.text("MessageStructure");
  const attributes = readMessageAttributes(parameters);
  if (message === "") throw invalid("Empty message");
  if (Buffer.byteLength(message) + attributes.bytes > MAX_MESSAGE_BYTES) throw invalid("Message too long");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is forbidden
  if (subject !== undefined && (subject.length > MAX_SUBJECT_LENGTH || /^$|[\u0000-\u001f\u007f]/.test(subject))) {
    throw invalid("Subject");
  }
  if (messageStructure !== undefined) {
    if (messageStructure !== "json") throw invalid("MessageStructure");
    checkStructure(message);
  }
  const { account, region } = scope.state;
  scope.cloud.published.push({
    topicArn,
    message,
    ...(messageStructure !== undefined && { messageStructure }),
    ...(subject !== undefined && { subject }),
    attributes: attributes.values,
    region,
    account,
  });
  return nextId(scope.state, "message").id;
}

export const snsActions: ActionTable = {
  CreateTopic: writes(({ scope, parameters }) => {
    parameters.ignore("Attributes", "Tags");
    return { TopicArn: createTopic(scope, parameters.required("Name")).topicArn };
  }),

  ListTopics: reads(({ scope }) => ({
    Topics: [...scope.state.topics.values()].map(({ topicArn }) => ({ TopicArn: topicArn })),
  })),

  Subscribe: writes(({ scope, parameters }) => {
    parameters.ignore("Attributes", "ReturnSubscriptionArn");
    const { topicArn, subscriptions } = findTopic(scope, parameters.required("TopicArn"));
    const subscriptionArn = `${topicArn}:${nextId(scope.state, "subscription").id}`;
    const protocol = parameters.required("Protocol");
    subscriptions.push({ subscriptionArn, protocol, endpoint: parameters.text("Endpoint") ?? "" });
    return { SubscriptionArn: subscriptionArn };
  }),

  /** Telling somebody changes no resource, so it is not a writing call in the log. */
  Publish: reads(({ scope, parameters }) => ({ MessageId: publish(scope, parameters) })),
};
