/**
 * A server of examples/two-servers and, by hand, what a run is to show and to make of it. The texts hold the
 * placeholders of that example, `{{web-user}}` and so on.
 *
 * @typedef {object} Example
 * @property {string} name
 * @property {readonly string[]} drifted the lines that the first preview shows, sorted
 * @property {readonly Edit[]} repairs what the first up makes of the metabase
 *
 * @typedef {readonly [location: string, find: string, replace: string]} Edit the first such text in a location's key
 */

/** @type {Example} */
export const web01Example = {
  name: "web01",
  drifted: [
    "/LM/W3SVC/1/ROOT/Shop AnonymousUserPass: differs, foreign",
    '/LM/W3SVC/1962875481/root AnonymousUserName: differs, found "IUSR_OLDBOX" (declared "IUSR_WEB01")',
    "/LM/W3SVC/2/ROOT/legacy AnonymousUserPass: differs, foreign, inherited from /LM/W3SVC",
  ],
  repairs: [
    ["/LM/W3SVC/1/ROOT/Shop", "{{web-user-old}}", "{{web-user}}"],
    ["/LM/W3SVC/1962875481/root", "IUSR_OLDBOX", "IUSR_WEB01"],
    ["/LM/W3SVC/2/ROOT/legacy", 'svc-web"', 'svc-web"\r\n\t\tAnonymousUserPass="{{web-user}}"'],
  ],
};

/**
 * Makes edits by plain replacement of text; an edit that does not fit spoils the text, and the comparison fails.
 *
 * @param {string} template
 * @param {readonly Edit[]} edits
 */
export function edited(template, edits) {
  return edits.reduce((text, [location, find, replace]) => {
    const at = text.indexOf(find, text.indexOf(`Location ="${location}"`));
    return text.slice(0, at) + replace + text.slice(at + find.length);
  }, template);
}

/**
 * Puts passwords in the place of the placeholders, escaped for an attribute's value.
 *
 * @param {string} template
 * @param {(name: string) => string} passwordOf
 */
export function filled(template, passwordOf) {
  return template.replace(/\{\{([a-z-]+)\}\}/g, (_, /** @type {string} */ name) =>
    passwordOf(name).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;"),
  );
}
