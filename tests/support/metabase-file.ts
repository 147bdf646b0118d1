import { applyEdits, type Edit } from "../../provider/src/document";
import { planEdits, readMetabase, type KeyChange } from "../../provider/src/metabase";
import { isIdentityError, parseLocation, type IdentityError } from "../../provider/src/domain";

export type FileEncoding = "utf-8" | "utf-8 with BOM" | "utf-16le" | "utf-16be";

export const fileEncodings: readonly FileEncoding[] = ["utf-8", "utf-8 with BOM", "utf-16le", "utf-16be"];

/** A text as the bytes of a file. */
export function fileOf(text: string, encoding: FileEncoding = "utf-8"): Buffer {
  switch (encoding) {
    case "utf-8":
      return Buffer.from(text, "utf8");
    case "utf-8 with BOM":
      return Buffer.from(`\ufeff${text}`, "utf8");
    case "utf-16le":
      return Buffer.from(`\ufeff${text}`, "utf16le");
    case "utf-16be":
      return Buffer.from(`\ufeff${text}`, "utf16le").swap16();
  }
}

/** Key elements inside the two elements that every metabase has around them. */
export function metabaseOf(...keys: readonly string[]): string {
  return `<configuration>\n<MBProperty>\n${keys.join("\n")}\n</MBProperty>\n</configuration>\n`;
}

/** What one key's element becomes when it is edited in a file of its own. */
export function editOne(
  element: string,
  changes: readonly Omit<KeyChange, "location">[],
  path = "/LM/A",
): string {
  const file = fileOf(metabaseOf(element));
  const location = parseLocation(path);
  const document = readMetabase(file);
  const edits = planEdits(
    document,
    changes.map((change) => ({ location, ...change })),
  );
  const [head, tail] = metabaseOf("|").split("|") as [string, string];
  const edited = Buffer.from(applyEdits(document, edits)).toString();
  expect(edited.startsWith(head) && edited.endsWith(tail)).toBe(true);
  return edited.slice(head.length, edited.length - tail.length);
}

/** The tests' own way to apply edits, so that nothing is proven with the code under test. */
export function splice(
  bytes: Uint8Array,
  edits: readonly Edit[],
  encode: (text: string) => Uint8Array,
): Buffer {
  let result = Buffer.from(bytes);
  for (const { offset, length, content } of [...edits].reverse()) {
    result = Buffer.concat([result.subarray(0, offset), encode(content), result.subarray(offset + length)]);
  }
  return result;
}

/** The error that an action ends with; fails where there is none. */
export function errorOf(action: () => unknown): IdentityError {
  try {
    action();
  } catch (error) {
    if (isIdentityError(error)) return error;
    throw error;
  }
  throw new Error("Nothing was refused.");
}

/** A small file of the real shape, with a bit of everything that may stand in one. Line breaks are `\n`. */
export const sampleMetabase = `<?xml version ="1.0"?>
<!DOCTYPE configuration [ <!ENTITY k '<IIsWebServer Location="/LM/D"></IIsWebServer>'> <!-- ] > ' --> <?p ]> ?> ]>
<configuration xmlns="urn:microsoft-catalog:XML_Metabase_V64_0">
<MBProperty>
<IIS_Global\tLocation ="."
\t\tBINSchemaTimeStamp="76c8bd06"
\t>
</IIS_Global>
<IIsConfigObject\tLocation ="/"
\t\tAdminACL=""
\t>
</IIsConfigObject>
<IIS_ROOT\tLocation ="/LM"
\t>
</IIS_ROOT>
<!-- <IIsWebServer Location="/LM/COMMENT" AnonymousUserPass="no"></IIsWebServer> -->
<IIsWebService\tLocation ="/LM/W3SVC"
\t\tAnonymousUserName="IUSR_WEB"
\t\tAnonymousUserPass="a&amp;b&#x41;"
\t\tWAMUserName="IWAM_WEB"
\t\tWAMUserPass="c&lt;d"
\t>
\t<Custom
\t\tName="UnknownName_3002"
\t\tID="3002"
\t\tValue="CORP\\unc"
\t\tType="STRING"
\t\tUserType="IIS_MD_UT_FILE"
\t\tAttributes="INHERIT"
\t/>
\t<Custom
\t\tName="UNCPassword"
\t\tID="3003"
\t\tValue="u > v"
\t\tType="STRING"
\t\tUserType="IIS_MD_UT_FILE"
\t\tAttributes="SECURE"
\t/>
</IIsWebService>
<![CDATA[ <IIsWebServer Location="/LM/CDATA"></IIsWebServer> ]]>
<IIsWebServer\tLocation ="/LM/W3SVC/1"
\t\tServerBindings=":80:
\t\t\t:8080:"
\t\tServerComment="x > y /> &#13;&#10; </IIsWebServer>"
\t>
</IIsWebServer>
<?pi <IIsWebServer Location="/LM/PI"></IIsWebServer> ?>
<IIsWebVirtualDir\tLocation ="/LM/W3SVC/1/ROOT/Grün und Blau v1.2 😀"
\t\tAnonymousUserName="müller"
\t\tPath="\\\\srv\\share"
\t\tUNCPassword="p😀q"
\t\tUNCUserName="CORP\\u"
\t>
</IIsWebVirtualDir>
</MBProperty>
</configuration>
`.replaceAll('</IIsWebServer>"', '&lt;/IIsWebServer&gt;"');

/** The same file as other editors and tools would have saved it. */
export const twins: readonly { readonly name: string; readonly of: (text: string) => string }[] = [
  { name: "LF", of: (text) => text },
  { name: "CRLF", of: (text) => text.replaceAll("\n", "\r\n") },
  { name: "no final line break", of: (text) => text.trimEnd() },
  {
    name: "single quotes",
    of: (text) => text.replaceAll("'", "`").replaceAll('"', "'").replaceAll("`", '"'),
  },
];
