import { errorCodes } from "../../provider/src/domain";
import { allPages, anchorsOf, readPage } from "../support/markdown";

const page = "docs/errors.md";
const entries = readPage(page)
  .split(/^### /m)
  .slice(1)
  .map((text) => ({ code: text.split("\n")[0], text: text.split(/^## /m)[0]! }));

test("every code has one entry, in the list's order, and there is no other entry", () => {
  expect(entries.map(({ code }) => code)).toEqual([...errorCodes]);
});

test.each(entries)("$code explains the cause, what stays, and the way out", ({ text }) => {
  const [cause, stays, out, ...more] = text.split(/^- \*\*/m).slice(1);
  expect(cause).toMatch(/^Cause:\*\* \S.*\.$/ms);
  expect(stays).toMatch(/^Stays:\*\* \S.*\.$/ms);
  expect(out).toMatch(/^Way out:\*\* \S.*\.$/ms);
  expect(more).toEqual([]);
});

test.each(errorCodes)("the entry of %s can be linked to", (code) => {
  expect(anchorsOf(page)).toContain(code.toLowerCase());
});

test.each(allPages())("%s names no code that does not exist", (each) => {
  const named = readPage(each).match(/\bE_[A-Z_]+\b/g) ?? [];
  const known: readonly string[] = errorCodes;
  expect(named.filter((code) => !known.includes(code))).toEqual([]);
});
