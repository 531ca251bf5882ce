/** An answer of AWS's that lacks what it always has: it must not be taken for an empty one. */
export class UnreadableAnswer extends Error {
  override readonly name = "UnreadableAnswer";
}

/**
 * The list in an answer. EC2 sends an empty list as such; no list at all comes from something that is not EC2.
 *
 * @throws UnreadableAnswer when the list is missing
 */
export function listOf<T>(list: readonly T[] | undefined, name: string): readonly T[] {
  return required(list, name);
}

/** @throws UnreadableAnswer when the value is missing */
export function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new UnreadableAnswer(`the answer has no ${name}`);
  return value;
}

/** Text that says something: emulators, and EC2 now and then, send an absent field as an empty one. */
export function textOf(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}

interface SdkTag {
  Key?: string | undefined;
  Value?: string | undefined;
}

/** Tags as the domain has them. `Object.fromEntries` defines own properties, so that a key `__proto__` is only a key. */
export function tagsOf(tags: readonly SdkTag[] | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries((tags ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? ""]])));
}
