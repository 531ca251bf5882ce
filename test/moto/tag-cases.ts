import { CreateTagsCommand, DeleteTagsCommand, DescribeTagsCommand } from "@aws-sdk/client-ec2";
import type { ContractCase } from "./contract-cases.ts";
import { type ContractClient, codeOf } from "./contract-client.ts";

async function tagsOf({ address }: ContractClient, id: string): Promise<Record<string, string>> {
  const tags = (await address(id))?.Tags ?? [];
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

function tag(client: ContractClient, ids: string[], tags: Record<string, string>) {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return client.ec2.send(new CreateTagsCommand({ Resources: ids, Tags }));
}

export const tagCases: readonly ContractCase[] = [
  {
    name: "gives an address its tags at allocation, and an interface at creation",
    observe: async (client) => {
      const { id } = await client.allocate({ Name: "web", empty: "" });
      const found = await client.networkInterface(await client.createInterface({ tags: { Name: "eth1" } }));
      return [await tagsOf(client, id), found?.TagSet];
    },
    expected: [{ Name: "web", empty: "" }, [{ Key: "Name", Value: "eth1" }]],
  },
  {
    name: "adds tags to several resources at once, and replaces values",
    observe: async (client) => {
      const [first, second] = [await client.allocate({ a: "1" }), await client.allocate()];
      await tag(client, [first.id, second.id], { a: "2", b: "3" });
      return [await tagsOf(client, first.id), await tagsOf(client, second.id)];
    },
    expected: [
      { a: "2", b: "3" },
      { a: "2", b: "3" },
    ],
  },
  {
    name: "brings tag values back as they were written, whatever is in them",
    observe: async (client) => {
      const { id } = await client.allocate();
      await tag(client, [id], { text: 'a\nb <c> & "d" 🙂 ]]>', Ключ: "значение" });
      return tagsOf(client, id);
    },
    expected: { text: 'a\nb <c> & "d" 🙂 ]]>', Ключ: "значение" },
  },
  {
    name: "deletes a tag by key, and by key and value only if the value is the same",
    observe: async (client) => {
      const { id } = await client.allocate({ a: "1", b: "2", c: "3", d: "4" });
      const remove = (Tags: { Key: string; Value?: string }[]) =>
        client.ec2.send(new DeleteTagsCommand({ Resources: [id], Tags }));
      await remove([{ Key: "a" }]);
      await remove([{ Key: "b", Value: "2" }]);
      await remove([{ Key: "c", Value: "another" }]);
      await remove([{ Key: "d", Value: "" }, { Key: "never there" }]);
      return tagsOf(client, id);
    },
    expected: { c: "3", d: "4" },
  },
  {
    name: "tags nothing when one of the resources is unknown",
    observe: async (client) => {
      const { id } = await client.allocate();
      const codes = [];
      for (const unknown of ["eipalloc-0123456789abcdef0", "eni-0123456789abcdef0", "nonsense"]) {
        codes.push(await codeOf(tag(client, [id, unknown], { a: "1" })));
      }
      return [codes, await tagsOf(client, id)];
    },
    expected: [["InvalidElasticIpID.NotFound", "InvalidNetworkInterfaceID.NotFound", "InvalidID"], {}],
  },
  {
    name: "refuses tags whose keys start with aws:",
    observe: async (client) => {
      const { id } = await client.allocate();
      return [await codeOf(tag(client, [id], { "aws:mine": "1" })), await tagsOf(client, id)];
    },
    expected: ["InvalidParameterValue", {}],
  },
  {
    name: "refuses a fifty-first tag",
    observe: async (client) => {
      const { id } = await client.allocate();
      await tag(client, [id], Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key-${index}`, ""])));
      return [
        await codeOf(tag(client, [id], { "key-50": "" })),
        await codeOf(tag(client, [id], { "key-49": "replaced" })),
        Object.keys(await tagsOf(client, id)).length,
      ];
    },
    expected: ["TagLimitExceeded", "ok", 50],
  },
  {
    name: "lists tags by resource",
    observe: async (client) => {
      const { id } = await client.allocate({ a: "1" });
      await client.allocate({ a: "2" });
      const { Tags = [] } = await client.ec2.send(
        new DescribeTagsCommand({ Filters: [{ Name: "resource-id", Values: [id] }] }),
      );
      return Tags.map(({ Key, Value, ResourceType, ResourceId }) => [Key, Value, ResourceType, ResourceId === id]);
    },
    expected: [["a", "1", "elastic-ip", true]],
  },
];
