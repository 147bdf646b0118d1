import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository, tableBeneath } from "../support/markdown";
import { adminVariants, type AdminVariant } from "../support/script-host/admin-variants";

const rows = tableBeneath("docs/safety.md", "What only a real IIS can answer");

test("the page lists one question for each that the simulated server answers in more than one way", () => {
  const variants = Object.values(adminVariants);
  const [first] = variants;
  const questions = Object.keys(first ?? {}) as (keyof AdminVariant)[];
  const open = questions.filter((name) => new Set(variants.map((each) => each[name])).size > 1);
  expect(open).toEqual(questions);
  expect(rows).toHaveLength(open.length);
});

test("the page names each line in which doctor answers one, as doctor prints it", () => {
  const examination = readFileSync(join(repository, "provider/agent/src/apphost/examine.js"), "utf8");
  const asked = [...examination.matchAll(/ask\("(.*?)"/g)].map(([, name]) => name);
  const places = ["configuration file", "tags that keep what they set from applications"];
  const answered = rows.map((cells) => cells[3]).filter((line) => line !== "-");
  expect(answered.sort()).toEqual(asked.filter((name) => !places.includes(name ?? "")).sort());
});
