import { readFileSync } from "node:fs";

/**
 * What task.mjs can run. Each loads what it needs, makes ready what is not to be measured, and returns what is.
 *
 * @type {Readonly<Record<string, (path: string, argument: string) => Promise<() => unknown>>>}
 */
export const tasks = {
  "read-and-decode": (path) => Promise.resolve(() => readFileSync(path, "utf8")),

  "read-metabase": async (path) => {
    const { readMetabase } = await import("../provider/dist/metabase/index.js");
    return () => readMetabase(readFileSync(path));
  },

  "read-apphost": async (path) => {
    const { readAppHost } = await import("../provider/dist/apphost/index.js");
    return () => readAppHost(readFileSync(path));
  },

  "fast-xml-parser": async (path) => {
    const { XMLParser } = await import("fast-xml-parser");
    return () => new XMLParser({ ignoreAttributes: false }).parse(readFileSync(path, "utf8"));
  },

  "fast-xml-parser-validator": async (path) => {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- it is what the package's users call
    const { XMLValidator } = await import("fast-xml-parser");
    return () => XMLValidator.validate(readFileSync(path, "utf8"));
  },

  "parse-xml": async (path) => {
    const { parseXml } = await import("@rgrove/parse-xml");
    return () => parseXml(readFileSync(path, "utf8"));
  },

  saxes: async (path) => {
    const { SaxesParser } = await import("saxes");
    return () => new SaxesParser().write(readFileSync(path, "utf8")).close();
  },

  edits: async (path, count) => {
    const { planEdits, readMetabase, verifyEdits } = await import("../provider/dist/metabase/index.js");
    const { applyEdits } = await import("../provider/dist/document/index.js");
    const document = readMetabase(readFileSync(path));
    const keys = document.keys.filter((key) => key.values.anonymous?.password !== undefined);
    const changes = keys.slice(0, Number(count)).map(({ location }) => ({
      location,
      kind: /** @type {const} */ ("anonymous"),
      password: { set: "Rotated-Pw" },
    }));
    if (changes.length < Number(count)) throw new Error(`The file has ${String(changes.length)} passwords.`);
    return () => verifyEdits(document, applyEdits(document, planEdits(document, changes)), changes);
  },

  open: async (path) => {
    const opened = await storeOf(path);
    return () => opened.store.observe(opened.everything);
  },

  "compare-each": async (path, userName) => {
    const { compareCredential } = await import("../provider/dist/drift/index.js");
    const { Secret } = await import("../provider/dist/domain/index.js");
    const { store, everything } = await storeOf(path);
    const { keys } = await store.observe(everything);
    const copies = keys.filter(({ own }) => own.anonymous?.userName?.value === userName);
    const password = new Secret("Rotated-Pw");
    return async () => {
      for (const { location } of copies) {
        const snapshot = await store.observe({ locations: [location] });
        compareCredential(snapshot, { location, kind: "anonymous", userName, password }, []);
      }
    };
  },

  "plan-account": async (path, userName) => {
    const { planAccount } = await import("../provider/dist/drift/index.js");
    const { Secret } = await import("../provider/dist/domain/index.js");
    const { store, everything, under } = await storeOf(path);
    const snapshot = await store.observe(everything);
    return () =>
      planAccount(
        snapshot,
        {
          userName,
          password: new Secret("Rotated-Pw"),
          passwordless: false,
          previousPassword: undefined,
          kinds: ["anonymous", "wam", "unc"],
          under,
          aliases: [],
          formerNames: [],
          rewriteUnused: false,
        },
        [],
      );
  },
};

/** @param {string} path */
async function storeOf(path) {
  const { metabaseSettings } = await import("../provider/dist/config/index.js");
  const { openStore } = await import("../provider/dist/stores/index.js");
  const { parseLocation } = await import("../provider/dist/domain/index.js");
  const under = parseLocation("/LM");
  return { store: openStore(metabaseSettings.parse({ path })), everything: { locations: [under] }, under };
}
