/**
 * What stands before the agent's path on the script host's command line: no banner, no message boxes, and the language
 * by name, since `.js` may belong to an editor there. A script host that was named by hand gets no language: Wine's ends
 * without a word where one is given.
 */
export function scriptHostArguments(namedByHand: boolean): readonly string[] {
  return ["//nologo", "//B", ...(namedByHand ? [] : ["//E:JScript"])];
}
