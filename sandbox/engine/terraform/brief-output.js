// A program that passes on what `terraform apply` prints, without what the plan does to each resource, which is thousands of lines in a
// first deployment, and without what is begun: what is finished is told. For every few lines the cdktf CLI draws its screen anew, and
// in each it looks for every resource of the stack: a quarter of what `npm start` computed went into lines that nobody sees.
const { readSync, writeSync } = require("node:fs");
const { StringDecoder } = require("node:string_decoder");
const { stripVTControlCharacters } = require("node:util");

const BEGIN = /^Terraform will perform the following actions:/;
const END = /^Plan: \d/;
const BEGUN = /^\S+: (?:Creating|Reading|Refreshing state)\.\.\./;
const LARGEST_READ_BYTES = 65_536;

/** What is left of an output that is fed piece by piece: `feed` and, once it has ended, `end` return what to print. */
function brief() {
  let rest = "";
  let leftOut;
  const told = () => `  (${leftOut} lines are not shown)\n\n`;
  const kept = (line) => {
    const text = stripVTControlCharacters(line);
    if (leftOut === undefined) {
      if (BEGIN.test(text)) leftOut = 0;
      return BEGUN.test(text) ? "" : line;
    }
    if (END.test(text)) {
      const before = told();
      leftOut = undefined;
      return before + line;
    }
    leftOut += 1;
    return "";
  };
  return {
    feed(text) {
      const lines = (rest + text).split(/(?<=\n)/);
      rest = lines.at(-1).endsWith("\n") ? "" : lines.pop();
      return lines.map(kept).join("");
    },
    end: () => (leftOut === undefined ? rest : told() + rest),
  };
}

/** Passes on standard input to its end, whoever is stopped or hangs up meanwhile: Terraform must not lose its reader. */
function main() {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => undefined);
  const output = brief();
  const decoder = new StringDecoder("utf8");
  const bytes = Buffer.alloc(LARGEST_READ_BYTES);
  for (let length = readSync(0, bytes); length > 0; length = readSync(0, bytes)) {
    print(output.feed(decoder.write(bytes.subarray(0, length))));
  }
  print(output.end());
}

function print(text) {
  try {
    const bytes = Buffer.from(text);
    for (let done = 0; done < bytes.length;) done += writeSync(1, bytes, done);
  } catch {
    // Nobody looks any more.
  }
}

if (require.main === module) main();

module.exports = { brief };
