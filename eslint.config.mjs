import tseslint from "typescript-eslint";

// Imports run one way (docs/decisions/0005-import-directions.md). Each folder lists the folders it may import from.
export const mayImport = {
  domain: [],
  files: ["domain"],
  print: ["domain"],
  schema: ["files", "domain"],
  constructs: ["domain"],
  stacks: ["constructs", "schema", "domain"],
  policy: ["domain"],
  cost: ["domain"],
  review: ["policy", "release", "cost", "domain"],
  release: ["domain"],
  sandbox: ["files", "domain"],
  azure: ["sandbox", "domain"],
  deploy: ["schema", "review", "policy", "release", "sandbox", "azure", "print", "files", "domain"],
  cli: [
    "demo",
    "deploy",
    "azure",
    "schema",
    "review",
    "policy",
    "release",
    "cost",
    "sandbox",
    "print",
    "files",
    "domain",
  ],
  demo: ["cli", "deploy", "azure", "schema", "review", "policy", "release", "sandbox", "print", "files", "domain"],
};
const folders = [...Object.keys(mayImport), "test"];
const engine = ["cdktf", "cdktf/*", "@cdktf/*", "constructs"];

// One writer for every file (docs/decisions/0016-configuration-is-data.md): whole or untouched, on disk when it returns.
const partialWriters = ["writeFile", "writeFileSync", "appendFile", "appendFileSync", "createWriteStream"];
const oneWriter = ["node:fs", "node:fs/promises", "fs", "fs/promises"].map((name) => ({
  name,
  importNames: partialWriters,
  message: "Write files with writeWhole of files/: a full disk must not leave half of one.",
}));

/** How deep a file may lie in its folder: the way up to the others is as long. */
const depths = [0, 1, 2, 3, 4, 5];
const directions = Object.entries(mayImport)
  .flatMap(([folder, allowed]) => depths.map((depth) => [folder, allowed, depth]))
  .map(([folder, allowed, depth]) => {
    const forbidden = folders.filter((other) => other !== folder && !allowed.includes(other));
    const patterns = [
      {
        // All the way up: `domain/azure/` is not the room `azure/`.
        regex: `^(\\.\\./){${depth + 1}}(${[...forbidden, "main"].join("|")})(/|$)`,
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
      files: [`${folder}/${"*/".repeat(depth)}*.ts`],
      rules: { "no-restricted-imports": ["error", { patterns, paths: folder === "files" ? [] : oneWriter }] },
    };
  });

const otherStacks = [
  "ClassDeclaration[superClass.name='TerraformStack']",
  "NewExpression[callee.name='TerraformStack']",
].map((selector) => ({ selector, message: "Extend Stack of stacks/stack.ts." }));

// It bypasses cli/compile.js, which compiles what is required: Node.js finds neither a folder nor a .ts file by it.
const uncompiled = { selector: "ImportExpression[source.value=/^[.]/]", message: "Use require() for files of ours." };

// Each of these makes a folder in the temporary directory that nobody removes.
const leftBehind = {
  selector: "CallExpression[callee.object.name='Testing'][callee.property.name=/^(app|fullSynth|synthScope)$/]",
  message: "Use testApp of test/support/app.ts: cdktf's own leaves a folder behind.",
};

// A construct checks, resolves, defines and exposes, in that order: what is refused leaves nothing half-made in the tree.
const lateCheck = {
  selector:
    "MethodDefinition[kind='constructor'] BlockStatement > :has(NewExpression[arguments.0.type='ThisExpression']) ~ " +
    "ExpressionStatement:has(CallExpression[callee.name='requireValid'])",
  message: "Check before anything is defined.",
};

export default tseslint.config(
  { ignores: ["node_modules", "cdktf.out", ".sandbox", "coverage", ".gen", "ml/.venv*"] },
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
  {
    files: ["cli/**/*.ts", "demo/**/*.ts", "deploy/**/*.ts", "print/**/*.ts", "test/**/*.ts", "main.ts"],
    rules: { "no-console": "off", "max-lines": "off" },
  },
  {
    files: ["**/*.js"],
    languageOptions: { globals: { console: "readonly", module: "writable", process: "readonly", require: "readonly" } },
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
  {
    // Commands load what they run when they run it: `--help` must not wait for the sandbox or the schema. A dynamic
    // import() would bypass cli/compile.js, which compiles what is required.
    files: ["cli/commands/**/*.ts", "cli/run-command.ts", "cli/ml/submit.ts"],
    rules: {
      "@typescript-eslint/no-require-imports": "off",
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
    },
  },
  ...directions,
  // What extends another base would write texts of the configuration as expressions (stacks/literals.ts).
  {
    files: ["**/*.ts"],
    ignores: ["stacks/stack.ts", "test/**"],
    rules: { "no-restricted-syntax": ["error", ...otherStacks, uncompiled] },
  },
  {
    files: ["constructs/**/*.ts"],
    rules: { "no-restricted-syntax": ["error", ...otherStacks, uncompiled, lateCheck] },
  },
  {
    files: ["test/**/*.ts"],
    ignores: ["test/support/app.ts"],
    rules: { "no-restricted-syntax": ["error", leftBehind] },
  },
  {
    // A lock must come into being, or not: it replaces nothing.
    files: ["sandbox/engine/store/store-lock.ts"],
    rules: { "no-restricted-imports": "off" },
  },
);
