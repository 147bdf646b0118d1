import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { metabaseSettings } from "../../provider/src/config";
import { everyStore, storeOf, type StoreOption } from "../../provider/src/stores";

/* What differs between stores is said by each of them in its own folder. */

const folders = readdirSync(resolve(__dirname, "../../provider/src/stores"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

test("every folder of a store is in the one list, under its name", () => {
  expect(everyStore.map(({ name }) => name).sort()).toEqual(folders.sort());
});

test.each(everyStore.map((store) => [store.name, store] as const))("the store %s", (name, store) => {
  const others = everyStore.filter((each) => each !== store);
  const { options, permissions } = store.commandLine;
  const names = [...options, ...permissions].map((option) => option.name);

  // No option means two things; one and the same may name several stores.
  const taken = others.flatMap(({ commandLine }) => [...commandLine.options, ...commandLine.permissions]);
  const own: readonly StoreOption[] = [...options, ...permissions];
  expect(taken.filter((option) => names.includes(option.name) && !own.includes(option))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);

  // Its settings are read as its own, and as no other's.
  const named = Object.fromEntries(options.slice(0, 1).map((option) => [option.name, "x"]));
  const example = { ...store.commandLine.settings(named, "/srv"), store: name };
  const settings = metabaseSettings.parse(example);
  expect(storeOf(settings)).toBe(store);
  for (const other of others) expect(other.settings.safeParse(example).success).toBe(false);

  // What is taken for valid as it was given is what reading it comes to.
  const flags = Object.fromEntries(permissions.map((option) => [option.name, true]));
  for (const given of [{}, named, { ...named, ...flags }, { ...named, machine: "a b" }]) {
    const plain = store.commandLine.plain?.(given, "/srv");
    const read = { ...store.commandLine.settings(given, "/srv"), store: name };
    if (plain !== undefined) expect(plain).toEqual(metabaseSettings.parse(read));
  }

  // What discover writes is read as the same settings, from wherever the project is.
  const written = metabaseSettings.parse(store.written(settings, "/srv"));
  expect(storeOf(written).countedFrom("/srv", written)).toEqual(settings);
});
