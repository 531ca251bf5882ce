/**
 * Works through a list, so many items at once. Once one has failed, no further one is begun.
 *
 * @throws the first error
 */
export async function sideBySide<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const next = items.values();
  let failed = false;
  const worker = async () => {
    for (const item of next) {
      if (failed) return;
      await work(item).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
