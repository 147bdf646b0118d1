const opaque = (reason: string) => ({ state: "opaque", reason });

/** Stored texts and what each is. The package and its agent are held to the same table. */
export const passwordStates: readonly (readonly [
  string,
  { readonly state: string; readonly reason?: string },
])[] = [
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
  ["[enc:Provider::enc]\n", { state: "plain" }],
  ["[enc:two\nlines::enc]", opaque("sealed-empty")],
  ["[enc:enc]", opaque("sealed")],
  ["[enc::enc]", opaque("sealed-empty")],
  ["[enc:x", { state: "plain" }],
  ["NOLONGERVALID", opaque("exported")],
  ["NOLONGERVALIDabc", opaque("exported")],
  ["nolongervalid", { state: "plain" }],
  ["**********", opaque("masked")],
  ["*********", { state: "plain" }],
  ["***********", { state: "plain" }],
];
