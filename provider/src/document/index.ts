export { applyEdits } from "./apply";
export type { Edit } from "./apply";
export { documentError } from "./document-error";
export { binaryMetabase, maxMetabaseBytes, openText } from "./encoding";
export type { EncodedText } from "./encoding";
export { decodeValue, escapeValue, normalizedValue, requireXmlText } from "./escape";
export { scanDocument, scanSpan } from "./scan";
export type { ElementSpan, MarkupHandler } from "./scan";
export { isXmlSpace } from "./xml-character";
