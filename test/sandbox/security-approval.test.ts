import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FakeGitHub, type GitHubState } from "../support/fake-github";
import { execute } from "../support/terraform";

const temp = mkdtempSync(join(tmpdir(), "mlops-security-"));
const hub = new FakeGitHub(temp, join(__dirname, "../../node_modules"));
afterAll(() => rmSync(temp, { recursive: true, force: true }));

const COMMIT = "c".repeat(40);
const env = { PATH: `${hub.bin}:${process.env["PATH"]}`, HOME: temp, GITHUB_REPOSITORY: "pfs-corporation/mlops" };
const script = (name: string) => join(__dirname, "../../pipelines", name);
const empty = hub.read();

/** Somebody's review. */
const by = (login: string, state = "APPROVED", commit_id = COMMIT) => ({ user: { login }, state, commit_id });

interface Situation {
  readonly verdict?: string;
  readonly reviews?: readonly object[];
  readonly approvers?: string | undefined;
  readonly head?: string;
}

async function check({ verdict = "needs-security-approval", reviews = [], ...more }: Situation) {
  const { head = COMMIT } = more;
  const approvers = "approvers" in more ? more.approvers : '["sam","Sue"]';
  const pulls = { "7": { head: { sha: head }, user: { login: "olga" } } };
  hub.write({ ...empty, pulls, reviews: { "7": reviews } } as GitHubState);
  const file = join(temp, "review.json");
  writeFileSync(file, verdict === "none" ? "" : JSON.stringify({ verdict }));
  const given = { ...env, ...(approvers !== undefined && { APPROVERS: approvers }) };
  return execute(script("security-approval.sh"), [file, "7", COMMIT], temp, given);
}

describe("the check of security's approval", () => {
  it.each<readonly [string, Situation, string]>([
    ["nothing that needs it", { verdict: "review", approvers: undefined }, "nothing that needs"],
    ["no change at all", { verdict: "no-change" }, "nothing that needs"],
    ["an approval of the commit", { reviews: [by("sam")] }, "Approved for security by sam."],
    ["a login in other letters", { reviews: [by("SUE")] }, "Approved for security by sue."],
    ["a comment after it", { reviews: [by("sam"), by("sam", "COMMENTED")] }, "by sam."],
    ["an approval after a request for changes", { reviews: [by("sam", "CHANGES_REQUESTED"), by("sam")] }, "by sam."],
    ["two of them", { reviews: [by("sam"), by("sue"), by("mallory")] }, "by sam, sue."],
  ])("passes with %s", async (_, situation, says) => {
    expect(await check(situation)).toEqual({ code: 0, output: expect.stringContaining(says) });
  });

  it.each<readonly [string, Situation, string]>([
    ["nobody's", {}, "Nobody of security has: sam, sue may."],
    ["that of somebody else", { reviews: [by("mallory"), by("samuel")] }, "Nobody of security has"],
    ["the author's own", { reviews: [by("olga")], approvers: '["olga"]' }, "Nobody of security has"],
    ["one of an earlier commit", { reviews: [by("sam", "APPROVED", "b".repeat(40))] }, "Nobody of security has"],
    ["one that was dismissed", { reviews: [by("sam", "DISMISSED")] }, "Nobody of security has"],
    ["one that was taken back", { reviews: [by("sam"), by("sam", "CHANGES_REQUESTED")] }, "Nobody of security has"],
    ["one that is not sent yet", { reviews: [by("sam", "PENDING")] }, "Nobody of security has"],
    ["that of an account that is gone", { reviews: [{ ...by("sam"), user: null }] }, "Nobody of security has"],
    [
      "one that cannot count, because nobody is named",
      { reviews: [by("sam")], approvers: undefined },
      "nobody is named",
    ],
    ["one that cannot count, with an empty list", { reviews: [by("sam")], approvers: "[]" }, "nobody is named"],
    ["one that cannot count, with a list that is none", { reviews: [by("sam")], approvers: "sam" }, "nobody is named"],
    ["one of a commit that is no longer the last", { reviews: [by("sam")], head: "d".repeat(40) }, "has moved on"],
    ["one, of a change that is blocked", { reviews: [by("sam")], verdict: "blocked" }, "is blocked"],
    ["one, without a review", { reviews: [by("sam")], verdict: "none" }, "There is no review"],
    ["one, with a verdict that nobody knows", { reviews: [by("sam")], verdict: "fine" }, "There is no review"],
  ])("fails with %s", async (_, situation, says) => {
    expect(await check(situation)).toEqual({ code: 1, output: expect.stringContaining(says) });
  });
});

describe("a review that came or went", () => {
  const recheck = async (status: string, ...names: string[]) => {
    const jobs = names.map((name, index) => ({ id: 90 + index, name }));
    hub.write({ ...empty, runs: [{ id: 5, head_sha: COMMIT, status, jobs }], rerun: [] });
    const { code, output } = await execute(script("security-recheck.sh"), [COMMIT], temp, env);
    return [code, output.trim(), hub.read().rerun];
  };

  it("runs the check again, and no other job", async () => {
    expect(await recheck("completed", "Test", "Review", "Security approval")).toEqual([0, "", [92]]);
  });

  it("waits for a run that has not ended, which looks for itself", async () => {
    expect(await recheck("in_progress", "Security approval")).toEqual([
      0,
      "No run of this commit has ended: the check will look for itself.",
      [],
    ]);
  });
});
