import fc from "fast-check";
import type { Address } from "../../provider/src/explain/question/address";
import { sitesBound } from "../../provider/src/explain/locate/bound-sites";
import { keyServing } from "../../provider/src/explain/locate/key-serving";
import { sitesOf, type Binding, type Site } from "../../provider/src/explain/locate/sites";
import { parseLocation } from "../../provider/src/domain";
import { MemoryStore, type MemoryKey } from "../support/memory-store";

const ips = ["", "10.0.0.1", "10.0.0.2", "[fe80::1]"];
const hosts = ["", "one", "two"];
const binding = fc
  .tuple(fc.constantFrom(...ips), fc.constantFrom(80, 81), fc.constantFrom(...hosts))
  .map(([ip, port, host]) => `${ip}:${String(port)}:${host}`);
const site = fc.record({
  service: fc.constantFrom("W3SVC", "W3SVC", "MSFTPSVC"),
  open: fc.array(binding, { maxLength: 3 }),
  secure: fc.array(binding, { maxLength: 1 }),
});
const address: fc.Arbitrary<Address> = fc
  .record({
    scheme: fc.constantFrom("http" as const, "https" as const, "ftp" as const, undefined),
    host: fc.constantFrom("one", "TWO", "other", undefined),
    ip: fc.constantFrom("10.0.0.1", "10.0.0.3", "fe80:0::1", undefined),
    port: fc.constantFrom(80, 81, 82),
    hostIsKnown: fc.boolean(),
  })
  .filter(({ host, ip }) => host !== undefined || ip !== undefined)
  .map((asked) => ({ ...asked, hostIsKnown: asked.host !== undefined || asked.hostIsKnown, path: "/" }));

/** HTTP.SYS's rule, one binding at a time: 0 where only the name that was asked for, or what it stands for, decides. */
function rank(one: Binding, { host, hostIsKnown, ip, port }: Address): number | undefined {
  const asked = host?.toUpperCase() ?? ip;
  if (one.port !== port) return undefined;
  if (one.host !== "" && hostIsKnown && one.host !== asked) return undefined;
  if (one.ip !== "" && ip !== undefined && one.ip !== ip) return undefined;
  if (one.host !== "") return !hostIsKnown ? 0 : one.ip === "" ? 3 : 4;
  if (one.ip === "") return 1;
  return ip === undefined ? 0 : 2;
}

function bindingsFor(
  { service, bindings, secureBindings }: Site,
  scheme: Address["scheme"],
): readonly Binding[] {
  if (scheme === undefined) return [...bindings, ...secureBindings];
  if (scheme === "ftp") return service === "MSFTPSVC" ? bindings : [];
  return service !== "W3SVC" ? [] : scheme === "https" ? secureBindings : bindings;
}

test("an address leads where HTTP.SYS's rule leads, asked of one binding after the other", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(site, { maxLength: 5 }), fc.array(address), async (drawn, addresses) => {
      const keys: MemoryKey[] = drawn.map(({ service, open, secure }, index) => ({
        location: parseLocation(`${service}/${String(index + 1)}`),
        keyType: "IIsWebServer",
        own: {},
        settings: { ServerBindings: open.join("\n"), SecureBindings: secure.join("\n") },
      }));
      const sites = sitesOf(await new MemoryStore("sites", keys).observe({ locations: [] }));
      for (const asked of addresses) {
        const comparable = { ...asked, ip: asked.ip === "fe80:0::1" ? "[fe80::1]" : asked.ip };
        const ranked = sites.all.flatMap((one) => {
          const ranks = bindingsFor(one, asked.scheme).flatMap((each) => rank(each, comparable) ?? []);
          return ranks.length === 0 ? [] : [{ one, best: Math.max(...ranks) }];
        });
        const best = Math.max(...ranked.map((each) => each.best));
        const names = (of: readonly Site[]): readonly string[] => of.map(({ key }) => key.location).sort();
        const at = (wanted: number): readonly Site[] =>
          ranked.filter((each) => each.best === wanted).map(({ one }) => one);
        const bound = sitesBound(sites, asked);
        expect([names(bound.sites), bound.count, names(bound.perhaps)]).toEqual([
          names(ranked.length === 0 ? [] : at(best)),
          ranked.length === 0 ? 0 : at(best).length,
          best >= 3 || best < 1 ? [] : names(at(0)),
        ]);
      }
    }),
  );
});

test("a path is served by the longest key that exists, asked of one prefix after the other", async () => {
  const name = fc.constantFrom("a", "A", "b", "ß", "x y");
  const path = fc.array(name, { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.array(path, { maxLength: 6 }), fc.boolean(), path, async (paths, root, asked) => {
      const keys: MemoryKey[] = [
        "W3SVC/1",
        ...(root ? ["W3SVC/1/root"] : []),
        ...new Map(paths.map((parts) => [parts.join("/").toUpperCase(), parts])).values(),
      ].map((parts) => ({
        location: parseLocation(
          typeof parts === "string" ? parts : ["W3SVC/1/ROOT", "z", ...parts].join("/"),
        ),
        keyType: "IIsWebVirtualDir",
        own: {},
      }));
      const snapshot = await new MemoryStore("paths", keys).observe({ locations: [] });
      const [only] = sitesOf(snapshot).all;
      const names = ["z", ...asked];
      const prefixes = names.map((_, index) => ["W3SVC/1/ROOT", ...names.slice(0, index + 1)].join("/"));
      const longest = ["W3SVC/1/ROOT", ...prefixes]
        .map((prefix) => snapshot.key(parseLocation(prefix)))
        .filter((key) => key !== undefined)
        .at(-1);
      expect(keyServing(snapshot, only!, names)).toBe(root ? longest : only!.key);
    }),
  );
});
