import { classifyPassword } from "../../provider/src/domain";

const opaque = (reason: string) => ({ state: "opaque", reason });

test.each([
  ["", { state: "empty" }],
  ["secret", { state: "plain" }],
  [" ", { state: "plain" }],
  // Sealed by IIS 6: magic, length of the whole, length of the sealed text, the rest.
  ["4963446270000000220000004000000001000000ab", opaque("sealed")],
  ["4963446250000000060000004000000001000000ab", opaque("sealed-empty")],
  ["496344625000000006000000", opaque("sealed-empty")],
  ["496344620600000022000000", opaque("sealed")],
  ["49634462", opaque("sealed")],
  ["49634462 and something that is not hexadecimal", opaque("sealed")],
  ["4963446", { state: "plain" }],
  ["x49634462", { state: "plain" }],
  // Sealed by IIS 7.
  ["[enc:IISWASOnlyAesProvider:N8mr4dLU6PnMW5xlmCWg6914cKePgeU0fTbxew=:enc]", opaque("sealed")],
  ["[enc:IISWASOnlyAesProvider::enc]", opaque("sealed-empty")],
  ["[enc:x", { state: "plain" }],
  ["NOLONGERVALID", opaque("exported")],
  ["NOLONGERVALIDabc", opaque("exported")],
  ["nolongervalid", { state: "plain" }],
  ["**********", opaque("masked")],
  ["*********", { state: "plain" }],
  ["***********", { state: "plain" }],
])("%j is %j", (text, state) => {
  expect(classifyPassword(text)).toEqual(state);
  expect(classifyPassword(text)).toEqual(state);
});
