import fc from "fast-check";
import { defaultAlphabet } from "../../provider/src/config";
import host from "../../provider/src/resources/host/host";
import { makePassword } from "../../provider/src/resources/password/reconcile";

const classes = [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/];
const visible = Array.from({ length: 94 }, (_, index) => String.fromCharCode(0x21 + index));

test("every length and alphabet: that many characters, none outside, one of each class that it has", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 8, max: 127 }),
      fc.uniqueArray(fc.constantFrom(...visible), { minLength: 10, maxLength: 94 }),
      (length, characters) => {
        const alphabet = characters.join("");
        const password = makePassword(length, alphabet);
        expect(password).toHaveLength(length);
        expect(Array.from(password).filter((character) => !alphabet.includes(character))).toEqual([]);
        for (const one of classes) expect(one.test(password)).toBe(one.test(alphabet));
      },
    ),
    { numRuns: 200 },
  );
});

test("no two are alike, and every character of the alphabet comes up", () => {
  const passwords = Array.from({ length: 200 }, () => makePassword(24, defaultAlphabet));
  expect(new Set(passwords).size).toBe(passwords.length);
  expect(new Set(passwords.join("")).size).toBe(defaultAlphabet.length);
});

test("what is left out: 24 characters that no store, shell or file has to escape", async () => {
  const { outs } = await host.create({ resourceName: "one", kind: "generated-password" });
  expect(outs["result"]).toMatch(/^[A-Za-z0-9\-_.]{24}$/);
});

const inputs = (more: object = {}) => ({ resourceName: "one", kind: "generated-password", ...more });

test.each<[string, object]>([
  ["too short", { length: 7 }],
  ["too long", { length: 128 }],
  ["half a character", { length: 12.5 }],
  ["a length in words", { length: "12" }],
  ["too small an alphabet", { alphabet: "ABCabc123" }],
  ["one letter many times", { alphabet: "AAAAAAAAAAAAAAAA" }],
  ["a blank", { alphabet: "ABCDEFGHIJ abcdef" }],
  ["beyond ASCII", { alphabet: "ABCDEFGHIJäöü" }],
  ["a control character", { alphabet: "ABCDEFGHIJ\u0007" }],
  ["keepers that are no texts", { keepers: { quarter: 4 } }],
])("refuses %s, at check and at create", async (_, more) => {
  const { failures } = await host.check({}, inputs(more));
  expect(failures).toEqual([{ property: "", reason: expect.stringMatching(/^E_INPUT/) }]);
  const created = async (): Promise<unknown> => host.create(inputs(more));
  await expect(created()).rejects.toMatchObject({ code: "E_INPUT" });
});

test("a change of anything declared makes another one; of nothing, none", async () => {
  const before = { ...inputs({ length: 12, keepers: { quarter: "1" } }), result: "kept" };
  const compare = (more: object) =>
    host.diff("generated", before, inputs({ length: 12, keepers: { quarter: "1" }, ...more }));
  expect(await compare({})).toMatchObject({ changes: false });
  expect(await compare({ keepers: { quarter: "2" } })).toMatchObject({
    changes: true,
    replaces: ["keepers"],
  });
  expect(await compare({ length: 13 })).toMatchObject({ changes: true, replaces: ["length"] });
  expect(await compare({ alphabet: "0123456789" })).toMatchObject({ changes: true, replaces: ["alphabet"] });
});

test("refresh and an update keep the one that is there", async () => {
  const state = { ...inputs(), result: "kept" };
  expect(await host.read("generated", state)).toEqual({ id: "generated", props: state });
  expect(await host.update("generated", state, inputs())).toEqual({ outs: state });
});
