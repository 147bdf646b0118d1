import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { allPages, anchorsOf, codeSpansOf, linksOf, repository } from "../support/markdown";

const pages = allPages();

/** Folders that a page explains and that need not be there yet. */
const optional = ["tests/fixtures"];

test("the pages are found", () => {
  expect(pages).toEqual(expect.arrayContaining(["README.md", "CONTRIBUTING.md", "docs/errors.md"]));
});

test.each(pages)("the links of %s lead somewhere", (page) => {
  const broken = linksOf(page).filter((link) => {
    if (link.startsWith("https://")) return false;
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? page : relative(repository, join(repository, dirname(page), path));
    if (target.startsWith("..") || !existsSync(join(repository, target))) return true;
    return anchor !== undefined && !anchorsOf(target).has(anchor);
  });
  expect(broken).toEqual([]);
});

test.each(pages)("the files that %s names are there", (page) => {
  const folders = "scripts|tests|provider|examples|docs|\\.ci";
  const layers = "domain|metabase|drift|config|io|transports|stores|resources";
  const missing = codeSpansOf(page).filter((span) => {
    if (optional.includes(span)) return false;
    if (new RegExp(`^(?:${folders})/[\\w./-]+$`).test(span)) return !existsSync(join(repository, span));
    if (new RegExp(`^(?:${layers})/[\\w/-]+\\.ts$`).test(span)) {
      return !existsSync(join(repository, "provider/src", span));
    }
    return false;
  });
  expect(missing).toEqual([]);
});

test("README leads to every page of docs", () => {
  const linked = linksOf("README.md").map((link) => link.split("#")[0]);
  expect(pages.filter((page) => page.startsWith("docs/") && !linked.includes(page))).toEqual([]);
});
