/**
 * What comes before the agent's path on the script host's command line: no banner, and the language by name, because
 * `.js` may belong to an editor there. Not `//B`: according to Microsoft, batch mode disables all input and output of
 * the script. A script host that was named by hand gets no language, because Wine's then ends without an answer.
 */
export function scriptHostArguments(namedByHand: boolean): readonly string[] {
  return ["//nologo", ...(namedByHand ? [] : ["//E:JScript"])];
}
