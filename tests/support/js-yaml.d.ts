/** The one function used of js-yaml 3, which comes without types. */
declare module "js-yaml" {
  /** Reads one YAML document of plain data. @throws an error whose text shows the line in question */
  export function safeLoad(text: string): unknown;
}
