/**
 * What stands before the agent's path on the script host's command line: no banner, and the language by name,
 * since `.js` may belong to an editor there. Not `//B`: batch mode, says Microsoft, disables all input and output of the
 * script. A script host that was named by hand gets no language: Wine's ends
 * without a word where one is given.
 */
export function scriptHostArguments(namedByHand: boolean): readonly string[] {
  return ["//nologo", ...(namedByHand ? [] : ["//E:JScript"])];
}
