import { printable } from "./printable";

/** An argument that cmd.exe, PowerShell and sh read alike; `undefined` if the text can't be written in such a way. */
export function commandArgument(text: string): string | undefined {
  if (/^[\w.:/@-]+$/.test(text)) return text;
  return text === "" || printable(text) !== text || /["%$`!]|\\$/.test(text) ? undefined : `"${text}"`;
}
