import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { linkPackages } from "./checkout";

/** A comment on a pull request. */
export interface Comment {
  readonly id: number;
  readonly user: { readonly login: string };
  readonly body: string;
}

/** What the stand-in for `gh` keeps. */
export interface GitHubState {
  /** By number of the pull request. */
  readonly comments: Record<string, Comment[]>;
  readonly pulls: Record<string, { head: { sha: string }; user?: { login: string } }>;
  /** Reviews of pull requests, oldest first. */
  readonly reviews?: Record<string, readonly object[]>;
  /** Runs of workflows, newest first, with their jobs. */
  readonly runs?: readonly {
    id: number;
    head_sha: string;
    status: string;
    jobs: readonly { id: number; name: string }[];
  }[];
  /** Ids of jobs that were run again. */
  readonly rerun?: number[];
  readonly issues: { number: number; title: string; state: "open" | "closed"; body: string }[];
  /** Pull requests that were opened, with whether they are drafts. */
  readonly opened: { url: string; title: string; head: string; body: string; draft: boolean }[];
  /** Every call, as it was written. */
  readonly calls: string[];
}

/**
 * A `gh` on the PATH that keeps what it is told in a file, and runs the real `jq` on what it answers; an `npm` whose
 * `npm ci` takes the packages that are here instead of a registry's; and a `curl` and an `az` that sign in as GitHub's token
 * service and Azure would let them: with a token that GitHub signed for this job, and with no other.
 */
export class FakeGitHub {
  readonly bin: string;
  private readonly file: string;

  constructor(folder: string, nodeModules: string) {
    this.bin = join(folder, "bin");
    this.file = join(folder, "github-state.json");
    mkdirSync(this.bin, { recursive: true });
    this.write({ comments: {}, pulls: {}, reviews: {}, runs: [], rerun: [], issues: [], opened: [], calls: [] });
    this.program("gh", `#!${process.execPath}\n(${gh.toString()})(${JSON.stringify(this.file)});\n`);
    const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: allowed } = this.tokenService;
    this.program(
      "curl",
      `#!/bin/bash\ncase "$*" in *"Bearer ${allowed}"*"${url}&audience=api://AzureADTokenExchange"*) echo '{"value":"signed-by-github"}' ;; *) exit 22 ;; esac\n`,
    );
    this.program(
      "az",
      `#!/bin/bash\ncase "$*" in "login --service-principal "*"--federated-token signed-by-github"*) ;; *) echo 'az: not signed in' >&2; exit 1 ;; esac\n`,
    );
    this.program(
      "npm",
      `#!/bin/bash\nif [ "$1" = ci ]; then ${linkPackages(nodeModules, "node_modules")}; exit; fi\nPATH=\${PATH#*:} exec npm "$@"\n`,
    );
  }

  /** What GitHub gives a job that may ask for a signed token. */
  readonly tokenService = {
    ACTIONS_ID_TOKEN_REQUEST_URL: "https://token.actions.example/?job=1",
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "may-ask-for-a-token",
  } as const;

  read(): GitHubState {
    return JSON.parse(readFileSync(this.file, "utf8")) as GitHubState;
  }

  write(state: GitHubState): void {
    writeFileSync(this.file, JSON.stringify(state));
  }

  private program(name: string, text: string): void {
    writeFileSync(join(this.bin, name), text);
    chmodSync(join(this.bin, name), 0o755);
  }
}

/** Runs in a process of its own, from its text: it may use nothing from outside but what it loads. */
function gh(file: string): void {
  /* eslint-disable @typescript-eslint/no-require-imports, @typescript-eslint/consistent-type-imports */
  const fs = require("node:fs") as typeof import("node:fs");
  const { spawnSync } = require("node:child_process") as typeof import("node:child_process");
  /* eslint-enable @typescript-eslint/no-require-imports, @typescript-eslint/consistent-type-imports */
  const given = process.argv.slice(2);
  const state = JSON.parse(fs.readFileSync(file, "utf8")) as GitHubState;
  state.calls.push(given.join(" "));
  const flag = (name: string): string | undefined => {
    const at = given.indexOf(name);
    return at < 0 ? undefined : given[at + 1];
  };
  const answer = (value: unknown): void => {
    const filter = flag("--jq");
    if (filter === undefined) {
      process.stdout.write(`${typeof value === "string" ? value : JSON.stringify(value)}\n`);
      return;
    }
    const { stdout, stderr, status } = spawnSync("jq", ["-r", filter], { input: JSON.stringify(value) });
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    process.exitCode = status ?? 1;
  };
  const fail = (): void => {
    process.stderr.write(`gh: nothing stands in for: ${given.join(" ")}\n`);
    process.exitCode = 1;
  };
  const body = (): string => {
    const path = flag("--body-file") ?? flag("--field")?.replace("body=@", "");
    return fs.readFileSync(path === "-" ? 0 : path!, "utf8");
  };
  const [command, verb] = given;
  if (command === "--version") answer("gh version 2.60.0");
  else if (command === "auth" && verb === "setup-git") {
    // From now on git asks gh for the token; without one gh refuses.
    if ((process.env["GH_TOKEN"] ?? "") === "") {
      process.stderr.write("You are not logged into any GitHub hosts. Run gh auth login to authenticate.\n");
      process.exitCode = 1;
    }
  } else if (command === "api") {
    const path = given.find((one) => one.startsWith("repos/"))!;
    const list = /issues\/(\d+)\/comments$/.exec(path)?.[1];
    const one = /issues\/comments\/(\d+)$/.exec(path)?.[1];
    const pull = /pulls\/(\d+)$/.exec(path)?.[1];
    if (list !== undefined && flag("--method") === "POST") {
      const comments = (state.comments[list] ??= []);
      comments.push({ id: 1000 + comments.length, user: { login: "github-actions[bot]" }, body: body() });
    } else if (list !== undefined) answer(state.comments[list] ?? []);
    else if (one !== undefined && flag("--method") === "PATCH") {
      for (const comments of Object.values(state.comments)) {
        const at = comments.findIndex(({ id }) => id === Number(one));
        if (at >= 0) comments[at] = { ...comments[at]!, body: body() };
      }
    } else if (pull !== undefined && state.pulls[pull] !== undefined) answer(state.pulls[pull]);
    else if (/pulls\/\d+\/reviews$/.test(path)) answer(state.reviews?.[/pulls\/(\d+)/.exec(path)![1]!] ?? []);
    else if (path.includes("/actions/workflows/")) {
      const sha = /head_sha=(\w+)/.exec(path)![1];
      answer({ workflow_runs: (state.runs ?? []).filter((run) => run.head_sha === sha).slice(0, 1) });
    } else if (/actions\/runs\/\d+\/jobs/.test(path)) {
      const id = Number(/runs\/(\d+)/.exec(path)![1]);
      answer({ jobs: (state.runs ?? []).find((run) => run.id === id)!.jobs });
    } else if (/actions\/jobs\/\d+\/rerun$/.test(path) && flag("--method") === "POST") {
      state.rerun!.push(Number(/jobs\/(\d+)/.exec(path)![1]));
    } else fail();
  } else if (command === "issue" && verb === "list") {
    answer(state.issues.filter((issue) => issue.state === "open").map(({ number }) => ({ number })));
  } else if (command === "issue" && verb === "create") {
    const number = state.issues.length + 1;
    state.issues.push({ number, title: flag("--title")!, state: "open", body: body() });
  } else if (command === "issue") {
    const issue = state.issues.find(({ number }) => number === Number(given[2]))!;
    if (verb === "close") issue.state = "closed";
    else issue.body = body();
  } else if (command === "pr" && verb === "create") {
    const url = `https://github.com/pfs-corporation/mlops-environments/pull/${state.opened.length + 50}`;
    const draft = given.includes("--draft");
    state.opened.push({ url, title: flag("--title")!, head: flag("--head")!, body: body(), draft });
    answer(url);
  } else if (command === "pr" && verb === "ready") {
    const opened = state.opened.find(({ url }) => url === given.at(-1));
    if (opened !== undefined) opened.draft = given.includes("--undo");
    else fail();
  } else if (command !== "label") fail();
  fs.writeFileSync(file, JSON.stringify(state));
}
