import type { Output } from "./surroundings";

const patience = 2000;

/** Waits for something, and tells people on standard error what for, once it has taken two seconds. */
export async function withProgress<Result>(
  { stderr }: { readonly stderr: Pick<Output, "write"> },
  what: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const told = setTimeout(() => {
    stderr.write(`${what} …\n`);
  }, patience);
  try {
    return await work();
  } finally {
    clearTimeout(told);
  }
}
