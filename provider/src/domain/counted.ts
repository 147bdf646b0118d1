/** A count in words: `1 copy`, `2 copies`. */
export function counted(count: number, one: string, more: string): string {
  return `${String(count)} ${count === 1 ? one : more}`;
}
