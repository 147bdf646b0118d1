import { foldCase } from "../../domain";

/** A host's name or address in the one spelling in which it can be compared: letter case, and how IPv6 is shortened. */
export function comparableHost(text: string): string {
  const bare = text.replace(/^\[|\]$/g, "").replace(/%\w+$/, "");
  return canonicalIpv6(bare) ?? foldCase(bare);
}

/** An IPv6 address as all spell it, in brackets. @returns `undefined` for what is none */
export function canonicalIpv6(text: string): string | undefined {
  if (!/^[0-9a-f:.]{2,45}$/i.test(text) || !text.includes(":")) return undefined;
  try {
    return new URL(`http://[${text}]`).hostname;
  } catch {
    return undefined;
  }
}
