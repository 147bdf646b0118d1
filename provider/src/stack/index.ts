export { clearPasswords } from "./clear-passwords";
export type { HandedOver } from "./clear-passwords";
export { findProjectFile, readProject, stackFilePath } from "./project";
export type { Project } from "./project";
export { quietly, readYaml } from "./read-yaml";
