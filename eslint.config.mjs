import tseslint from "typescript-eslint";

// Imports run one way (docs/decisions/0005-import-directions.md). Each folder lists the folders it may import from.
const mayImport = {
  core: [],
  config: ["core"],
  constructs: ["core"],
  stacks: ["constructs", "config", "core"],
  policy: ["core"],
  review: ["policy", "core"],
  release: ["core"],
  sandbox: ["core"],
  cli: ["config", "review", "policy", "release", "sandbox", "core"],
};
const folders = [...Object.keys(mayImport), "test"];
const engine = ["cdktf", "cdktf/*", "@cdktf/*", "constructs"];

const directions = Object.entries(mayImport).map(([folder, allowed]) => {
  const forbidden = folders.filter((other) => other !== folder && !allowed.includes(other));
  const patterns = [
    {
      regex: `^(\\.\\./)+(${[...forbidden, "main"].join("|")})(/|$)`,
      message: `${folder}/ may import only from: ${[folder, ...allowed].join(", ")}.`,
    },
  ];
  if (folder !== "constructs" && folder !== "stacks") {
    patterns.push({
      group: engine,
      message: "The engine and its bindings are imported in constructs/ and stacks/ only.",
    });
  } else {
    patterns.push({
      regex: "^@cdktf/provider-azurerm(/lib)?$",
      message: "Import a resource from its own folder: the package root loads 1,500 modules.",
    });
  }
  return {
    files: [`${folder}/**/*.ts`],
    rules: { "no-restricted-imports": ["error", { patterns }] },
  };
});

export default tseslint.config(
  { ignores: ["node_modules", "cdktf.out", ".sandbox", "coverage", ".gen"] },
  ...tseslint.configs.strict,
  {
    files: ["**/*.ts"],
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "no-console": "error",
      "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ["cli/**/*.ts", "test/**/*.ts", "main.ts"], rules: { "no-console": "off", "max-lines": "off" } },
  {
    files: ["**/*.js"],
    languageOptions: { globals: { console: "readonly", module: "writable", process: "readonly", require: "readonly" } },
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
  {
    // Commands load what they run when they run it: `--help` must not wait for the sandbox or the schema. A dynamic
    // import() would bypass tsx, which compiles what is required.
    files: ["cli/commands/**/*.ts", "cli/main.ts"],
    rules: {
      "@typescript-eslint/no-require-imports": "off",
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
    },
  },
  ...directions,
);
