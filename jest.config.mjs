export default {
  testEnvironment: "node",
  // Its warnings about what Pulumi keeps on the global object would stand among what tests read from standard error.
  testEnvironmentOptions: { globalsCleanup: "off" },
  roots: ["<rootDir>/tests"],
  testMatch: ["**/*.test.ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "commonjs" } },
    ],
  },
  modulePathIgnorePatterns: ["<rootDir>/.work/"],
  // Guards against a test that hangs, not against a slow machine: engine tests run for a minute.
  testTimeout: 180_000,
};
