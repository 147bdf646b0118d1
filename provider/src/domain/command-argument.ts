import { printable } from "./printable";

/** An argument that cmd.exe, PowerShell and sh read alike; `undefined` where the text can not be given so. */
export function commandArgument(text: string): string | undefined {
  if (/^[\w.:/@-]+$/.test(text)) return text;
  return text === "" || printable(text) !== text || /["%$`!]|\\$/.test(text) ? undefined : `"${text}"`;
}
