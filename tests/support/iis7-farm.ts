import fc from "fast-check";
import { anonymousOf, applicationOf, configOf, hostOf, siteOf, tagOf } from "./iis7-config";

/** What a random farm holds; texts are escaped already. */
export interface Farm {
  readonly server: string | undefined;
  readonly poolDefaults: string | undefined;
  readonly pools: readonly string[];
  readonly directoryDefaults: string | undefined;
  readonly sites: readonly {
    readonly defaults: string | undefined;
    readonly applications: readonly {
      readonly path: string;
      readonly defaults: string | undefined;
      readonly directories: readonly { readonly path: string; readonly halves: string }[];
    }[];
  }[];
  readonly tags: readonly { readonly path: string; readonly attributes: string; readonly halves: string }[];
}

const names = ["", "IUSR", "FARM\\test", "&lt;a&gt; &quot;b&quot;", "x&#x9;é😀"];
const passwords = ["", "p&amp;1", "[enc:AesProvider:AAAA:enc]", "[enc:P::enc]", "--&gt;&lt;!--"];

const half = (name: string, values: readonly string[]): fc.Arbitrary<string> =>
  fc.constantFrom("", ...values.map((value) => `${name}="${value}"`));
const halves = fc.tuple(half("userName", names), half("password", passwords)).map((both) => both.join(" "));
const maybe = fc.option(halves, { nil: undefined });
const path = fc.constantFrom("/", "/a", "/A/b", "/a/b/c", "/é");

/** A farm of up to three sites named S1 to S3, and tags of them, of the server and of sites that are gone. */
export const randomFarm: fc.Arbitrary<Farm> = fc.record({
  server: maybe,
  poolDefaults: maybe,
  pools: fc.array(halves, { maxLength: 3 }),
  directoryDefaults: maybe,
  sites: fc.array(
    fc.record({
      defaults: maybe,
      applications: fc.array(
        fc.record({
          path,
          defaults: maybe,
          directories: fc.array(fc.record({ path, halves }), { maxLength: 3 }),
        }),
        { maxLength: 3 },
      ),
    }),
    { maxLength: 3 },
  ),
  tags: fc.array(
    fc.record({
      path: fc.constantFrom("", ".", "S1", "s1", "S1/a", "S1/A/B", "S2", "S2/a/b/c/d", "S3/", "gone", "S1/x"),
      attributes: fc.constantFrom("", 'overrideMode="Allow"', 'inheritInChildApplications="false"'),
      halves,
    }),
    { maxLength: 5 },
  ),
});

/** How a farm is written: noise stands wherever white space may, and the tags in this order. */
export interface Writing {
  readonly noise: (place: number) => string;
  readonly tagOrder: readonly number[];
}

export const plainly: Writing = { noise: () => "", tagOrder: [] };

export function farmFile(farm: Farm, { noise, tagOrder }: Writing = plainly): string {
  let place = 0;
  const n = (): string => noise((place += 1));
  const defaults = (of: string | undefined): string =>
    of === undefined ? "" : `<virtualDirectoryDefaults ${of}>${n()}</virtualDirectoryDefaults>${n()}`;
  const tags = farm.tags.map((tag) => tagOf(tag.path, n() + anonymousOf(tag.halves) + n(), tag.attributes));
  const order = tagOrder.length === tags.length ? tagOrder : tags.map((_, index) => index);
  return configOf(
    n(),
    hostOf(
      `${n()}<applicationPools>${n()}`,
      ...farm.pools.map((pool, at) => `<add name="P${at}">${n()}<processModel ${pool}/>${n()}</add>${n()}`),
      farm.poolDefaults === undefined
        ? ""
        : `<applicationPoolDefaults>${n()}<processModel ${farm.poolDefaults}/></applicationPoolDefaults>`,
      `</applicationPools>${n()}<sites>${n()}`,
      ...farm.sites.map((site, at) =>
        siteOf(
          `S${at + 1}`,
          at + 1,
          n(),
          ...site.applications.map((application) =>
            applicationOf(
              application.path,
              n(),
              ...application.directories.map(
                (each) =>
                  `<virtualDirectory path="${each.path}" ${each.halves}>${n()}</virtualDirectory>${n()}`,
              ),
              defaults(application.defaults),
            ),
          ),
          defaults(site.defaults),
          "<bindings/>",
        ),
      ),
      `${defaults(farm.directoryDefaults)}</sites>${n()}`,
    ),
    farm.server === undefined ? "" : anonymousOf(farm.server),
    n(),
    ...order.map((index) => (tags[index] ?? "") + n()),
  );
}

const noises = [
  "",
  "\n\t",
  "<!-- <site name='S1' id='1'/> <location path=\"S1\"> -->",
  "<?pi <sites> ?>",
  "<![CDATA[<processModel userName='x' password='y'/>]]>",
  "<noise a='1'><anonymousAuthentication enabled='x'/></noise>",
  "<other xmlns='urn:x' b=\"&lt;\"/>",
  "text é",
];

/** Noise of every sort that XML has, and the tags in any order. */
export const randomWriting = (farm: Farm): fc.Arbitrary<Writing> =>
  fc
    .tuple(
      fc.array(fc.nat(noises.length - 1), { minLength: 1, maxLength: 20 }),
      fc.shuffledSubarray(
        farm.tags.map((_, index) => index),
        { minLength: farm.tags.length },
      ),
    )
    .map(([chosen, tagOrder]) => ({
      noise: (place) => noises[chosen[place % chosen.length] ?? 0] ?? "",
      tagOrder,
    }));
