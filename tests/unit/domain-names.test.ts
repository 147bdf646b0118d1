import { foldCase, isBuiltIn, parseLocation, sameAccount } from "../../provider/src/domain";

describe("names are one where Windows holds them for one", () => {
  test.each([
    ["iusr_web", "IUSR_WEB", true],
    ["größe", "GRÖßE", true],
    ["straße", "STRASSE", false],
    ["ıusr", "IUSR", false],
    ["ſvc", "SVC", false],
    ["ÿ", "Ÿ", true],
  ])("%s and %s: %s", (left, right, same) => {
    expect(foldCase(left) === foldCase(right)).toBe(same);
  });

  test.each([
    ["x", ".\\X", undefined, true],
    ["x", "WEB01\\x", undefined, false],
    ["x", "web01\\x", "WEB01", true],
    [".\\x", "WEB01\\x", "web01", true],
    ["x", "x@farm.example", "WEB01", false],
    ["FARM\\x", "farm\\X", undefined, true],
    ["IUSR", "NT AUTHORITY\\iusr", undefined, true],
    ["IUSR", ".\\IUSR", undefined, false],
    ["IUSR", "WEB01\\IUSR", "WEB01", false],
    ["NETWORK SERVICE", "nt authority\\network service", undefined, true],
  ])("%s and %s on %s: %s", (left, right, machine, same) => {
    expect(sameAccount(left, right, machine)).toBe(same);
  });

  test("built-in accounts are distinguished from local ones", () => {
    expect(["iusr", "NT AUTHORITY\\SYSTEM", ".\\IUSR", "IUSR_WEB01"].map(isBuiltIn)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe("a location is what it names, however it is written", () => {
  test.each([
    ["W3SVC/1/ROOT", "/LM/W3SVC/1/ROOT"],
    ["/LM/W3SVC/1/ROOT", "/LM/W3SVC/1/ROOT"],
    ["/lm/W3SVC/1/ROOT/", "/LM/W3SVC/1/ROOT"],
    ["\\W3SVC\\1\\Root", "/LM/W3SVC/1/Root"],
    ["LM", "/LM"],
    ["W3SVC/1/ROOT/a b.c ü", "/LM/W3SVC/1/ROOT/a b.c ü"],
  ])("%s is %s", (text, location) => {
    expect(parseLocation(text)).toBe(location);
  });

  test.each(["", "/", "W3SVC//1", "a\u0000b", "a\nb", "a\u0085b"])("%j is refused", (text) => {
    expect(() => parseLocation(text)).toThrow(expect.objectContaining({ code: "E_LOCATION" }));
  });
});
