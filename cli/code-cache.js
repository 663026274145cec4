// Keeps what V8 made of the source of modules, so that the next start of the same command need not make it again: `mlops validate` takes a seventh
// less of the processor with it, a synthesis a fifth. Newer versions of Node.js do that by themselves.
const { createHash } = require("node:crypto");
const { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } = require("node:fs");
const { url: debuggerUrl } = require("node:inspector");
const Module = require("node:module");
const { homedir } = require("node:os");
const { basename, dirname, join } = require("node:path");
const { cachedDataVersionTag } = require("node:v8");
const vm = require("node:vm");

const KEPT_DAYS = 30;
/** Of so few modules nothing is kept: reading it would take as long. */
const FEWEST_MODULES = 20;
/** What takes so long to compile that it is worth a warning. Characters. */
const LARGE = 1_000_000;
/** A file that grew beyond this is begun anew. Bytes. */
const LARGEST = 64 * 1024 * 1024;
/** V8 copies what does not begin at such an address. Bytes. */
const ALIGNMENT = 8;
const INSTALLED = Symbol.for("azure-mlops-environments.code-cache");

if (Module.enableCompileCache !== undefined) Module.enableCompileCache();
// It is in every process once, from whichever checkout, and a debugger wants to see sources compiled.
else if (globalThis[INSTALLED] === undefined && debuggerUrl() === undefined && process.argv[1] !== undefined) install();

function install() {
  globalThis[INSTALLED] = true;
  const folder = cacheFolder();
  if (folder === undefined) return;
  const file = join(folder, nameOf(process.argv));
  let known;
  const made = new Map();
  const compile = Module.prototype._compile;
  Module.prototype._compile = function (content, filename) {
    const imports = /\bimport\s*\(/.test(content);
    // Of finding what another way of compiling imports, Node.js 20 says that it is new. Bundles as large import hardly ever.
    if (imports && content.length < LARGE) return compile.call(this, content, filename);
    known ??= read(file) ?? new Map();
    const key = createHash("sha256").update(content).digest("base64url");
    const cachedData = known.get(key);
    let script;
    try {
      script = new vm.Script(Module.wrap(content), {
        filename,
        cachedData,
        ...(imports && { importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER }),
        columnOffset: -Module.wrap("").indexOf("\n"),
      });
    } catch {
      // What cannot be compiled Node.js says better.
      return compile.call(this, content, filename);
    }
    if (cachedData === undefined || script.cachedDataRejected === true) made.set(key, script);
    const load = script.runInThisContext();
    return load.call(this.exports, this.exports, requireOf(this), this, filename, dirname(filename));
  };
  process.once("exit", () => {
    if (made.size >= FEWEST_MODULES || (made.size > 0 && known?.size > 0)) keep(folder, file, made);
  });
}

/** What a module calls as `require`, as Node.js makes it. */
function requireOf(module) {
  const require = (id) => module.require(id);
  require.resolve = (request, options) => Module._resolveFilename(request, module, false, options);
  require.resolve.paths = (request) => Module._resolveLookupPaths(request, module);
  require.main = process.mainModule;
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  return require;
}

/** One file for each command of a program: they load different modules. */
function nameOf([, program, command = ""]) {
  const known = /^[a-z][a-z-]*$/.test(command) ? `-${command}` : "";
  return `${basename(program)}${known}-${cachedDataVersionTag().toString(16)}`;
}

/** Ends a file: of one that was torn nothing is taken. */
const ending = (file) => Buffer.from(`\n//${basename(file)}\n`);

/** By key what V8 made; undefined if there is none. First its places in the file, then itself. */
function read(file) {
  try {
    const bytes = readFileSync(file);
    if (!bytes.subarray(-ending(file).length).equals(ending(file))) return undefined;
    const begin = bytes.readUInt32LE(0);
    const places = JSON.parse(bytes.toString("utf8", 4, begin).trimEnd());
    return new Map(
      Object.entries(places).map(([key, [at, length]]) => [key, bytes.subarray(begin + at, begin + at + length)]),
    );
  } catch {
    return undefined;
  }
}

/** Adds to what is kept by now. A cache that cannot be written is none. */
function keep(folder, file, made) {
  const temporary = `${file}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const small = (statSync(file, { throwIfNoEntry: false })?.size ?? 0) < LARGEST;
    const all = new Map([
      ...((small ? read(file) : undefined) ?? []),
      ...[...made].map(([key, script]) => [key, script.createCachedData()]),
    ]);
    const padded = (length) => Math.ceil(length / ALIGNMENT) * ALIGNMENT;
    const places = {};
    let end = 0;
    for (const [key, { length }] of all) {
      places[key] = [end, length];
      end += padded(length);
    }
    const index = JSON.stringify(places);
    const begin = padded(4 + index.length);
    const bytes = Buffer.alloc(begin + end, " ");
    bytes.writeUInt32LE(begin, 0);
    bytes.write(index, 4);
    for (const [key, data] of all) data.copy(bytes, begin + places[key][0]);
    writeFileSync(temporary, Buffer.concat([bytes, ending(file)]), { mode: 0o600 });
    renameSync(temporary, file);
    forgetOld(folder);
  } catch {
    remove(temporary);
  }
}

function remove(file) {
  try {
    rmSync(file, { force: true });
  } catch {
    // Where nothing can be written, nothing is there to remove.
  }
}

function forgetOld(folder) {
  const since = Date.now() - KEPT_DAYS * 86_400_000;
  for (const name of readdirSync(folder)) {
    // What is gone by now another process has removed.
    if ((statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? since) < since) remove(join(folder, name));
  }
}

/** One that is only the user's: what lies there is run. */
function cacheFolder() {
  try {
    return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "azure-mlops-environments", "code");
  } catch {
    // A user without a home.
    return undefined;
  }
}
