// Compiles TypeScript as it is loaded: `node --require ./cli/compile.js main.ts`. What was compiled is kept under what it was
// compiled from, in the user's cache folder, so that every copy of the same file, wherever it lies, is compiled once.
// That is most of what a short command takes.
require("./node-version.js");
require("./code-cache.js");
const { createHash } = require("node:crypto");
const { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } = require("node:fs");
const { url: debuggerUrl } = require("node:inspector");
const Module = require("node:module");
const { homedir } = require("node:os");
const { join } = require("node:path");

const KEPT_DAYS = 30;

/** A debugger that is there already reads the lines in what it runs. */
const sourcemap = debuggerUrl() === undefined ? false : "inline";
const settings = { loader: "ts", format: "cjs", platform: "node", target: `node${process.versions.node}`, sourcemap };
const compilerVersion = require("esbuild/package.json").version;

let folder = cacheFolder();
let compiledSome = false;

// How Node.js finds files: whatever has an extension that is named here, also without writing it.
Module._extensions[".ts"] = (module, filename) => {
  const source = readFileSync(filename, "utf8");
  const key = createHash("sha256")
    .update(JSON.stringify([compilerVersion, settings, sourcemap && filename]))
    .update(source)
    .digest("hex");
  module._compile(kept(key) ?? compile(source, filename, key), filename);
};

function compile(source, filename, key) {
  const { code } = require("esbuild").transformSync(source, { ...settings, sourcefile: filename });
  keep(key, code);
  return code;
}

/** Its own name ends a file: of one that was torn, or is of somebody's making, nothing is run. */
const ending = (key) => `\n//${key}\n`;

function kept(key) {
  if (folder === undefined) return undefined;
  try {
    const text = readFileSync(join(folder, key), "utf8");
    return text.endsWith(ending(key)) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** A cache that cannot be written is none: the command does what it is asked to. */
function keep(key, code) {
  if (folder === undefined) return;
  const temporary = join(folder, `${key}.${process.pid}`);
  try {
    if (!compiledSome) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      process.once("exit", forgetOld);
    }
    compiledSome = true;
    writeFileSync(temporary, code + ending(key), { mode: 0o600 });
    renameSync(temporary, join(folder, key));
  } catch {
    remove(temporary);
    folder = undefined;
  }
}

function remove(file) {
  try {
    rmSync(file, { force: true });
  } catch {
    // Where nothing can be written, nothing is there to remove.
  }
}

function forgetOld() {
  if (folder === undefined) return;
  const since = Date.now() - KEPT_DAYS * 86_400_000;
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    // What is gone by now another process has removed.
    if ((statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? since) < since) remove(file);
  }
}

/** One that is only the user's: what lies there is run. */
function cacheFolder() {
  try {
    return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "azure-mlops-environments", "compiled");
  } catch {
    // A user without a home.
    return undefined;
  }
}

// Traces name the lines of the TypeScript. They are worked out when somebody reads a trace, which hardly ever happens.
const maps = new Map();

function original(filename, line, column) {
  let map = maps.get(filename);
  if (map === undefined) {
    const compiled = require("esbuild").transformSync(readFileSync(filename, "utf8"), { ...settings, sourcemap: true });
    maps.set(filename, (map = new Module.SourceMap(JSON.parse(compiled.map))));
  }
  const { originalLine, originalColumn } = map.findEntry(line - 1, column - 1);
  return originalLine === undefined ? undefined : `${filename}:${originalLine + 1}:${originalColumn + 1}`;
}

function traced(frame) {
  const [filename, line, column] = [frame.getFileName(), frame.getLineNumber(), frame.getColumnNumber()];
  const said = String(frame);
  if (!filename?.endsWith(".ts")) return said;
  try {
    return said.replace(`${filename}:${line}:${column}`, (as) => original(filename, line, column) ?? as);
  } catch {
    return said;
  }
}

if (sourcemap === false) {
  // cdktf asks plain objects where it is, once even while it is loaded: nobody reads that unless they said so.
  const isRead = (error) => error instanceof Error || process.env.MLOPS_STACK_TRACES === "1";
  const heading = (error) => {
    try {
      return Error.prototype.toString.call(error);
    } catch {
      return "Error";
    }
  };
  Error.prepareStackTrace = (error, frames) =>
    [heading(error), ...frames.map((frame) => `    at ${isRead(error) ? traced(frame) : frame}`)].join("\n");
}
