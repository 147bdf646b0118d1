import { readConfiguration, type FileDocument } from "../../provider/src/stores/file/file-document";

const host = "<system.applicationHost/>";
const properties = "<MBProperty/>";
const long = `<!--${" ".repeat(100_000)}-->`;

const files: readonly (readonly [what: string, inside: string, format: FileDocument["format"]])[] = [
  ["an MBProperty", properties, "metabase"],
  ["an MBProperty far down", long + properties, "metabase"],
  ["an applicationHost's section", host, "appHost"],
  ["such a section, and MBProperty in a comment", `<!--MBProperty-->${host}`, "appHost"],
  ["such a section, and MBProperty in a comment far down", `${host}${long}<!--MBProperty-->`, "appHost"],
  ["such a section, and an MBProperty in another element", `${host}${long}<a>${properties}</a>`, "appHost"],
  ["both", host + properties, "metabase"],
  ["both, the MBProperty far down", host + long + properties, "metabase"],
];

test.each(files)("the format of a file that holds %s", (_, inside, format) => {
  const text = `<configuration>${inside}</configuration>`;
  expect(readConfiguration(Buffer.from(text)).format).toBe(format);
  expect(readConfiguration(Buffer.from(`\ufeff${text}`, "utf16le")).format).toBe(format);
});
