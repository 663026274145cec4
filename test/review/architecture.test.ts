import { architectureOf, type Thing } from "../../review/architecture";
import { architectureMermaid } from "../../review/render/architecture-mermaid";
import { architectureFile } from "../../review/render/html/architecture";
import { renderHtml } from "../../review/render/html";
import { reviewPlans } from "../../review";
import { azapi, change, reviewOf, stack } from "../support/review-plan";

const ML = "microsoft.machinelearningservices";
const thing = (armType: string, name: string, values: object = {}, more: Partial<Thing> = {}): Thing => ({
  stack: "prod",
  address: `azapi_resource.${name}`,
  armType,
  noun: armType.split("/").at(-1)!,
  name,
  values: values as Thing["values"],
  ...more,
});
const workspace = thing(`${ML}/workspaces`, "mlw", { body: { storageAccount: "/x/storageAccounts/st" } });
const storage = thing("microsoft.storage/storageaccounts", "st");
const endpoint = thing(
  `${ML}/workspaces/onlineendpoints`,
  "churn",
  { parent_id: "/x/workspaces/mlw" },
  { stack: "prod-churn" },
);
const deployment = thing(
  `${ML}/workspaces/onlineendpoints/deployments`,
  "model-1",
  { parent_id: "/x/workspaces/mlw/onlineEndpoints/churn" },
  { stack: "prod-churn" },
);
const all = [workspace, storage, endpoint, deployment];
const arrowsOf = (things: readonly Thing[]) =>
  architectureOf("prod", things).arrows.map(({ from, to }) => `${from} ${to}`.replaceAll("azapi_resource.", ""));

describe("the architecture of an environment", () => {
  it("has an arrow to what a resource names, whichever stack that is in, and none that others make", () => {
    expect(arrowsOf(all)).toEqual([
      "prod/mlw prod/st",
      "prod-churn/churn prod/mlw",
      "prod-churn/model-1 prod-churn/churn",
    ]);
  });

  it("takes no name for another that begins with it", () => {
    const other = thing("microsoft.storage/storageaccounts", "s");
    expect(arrowsOf([workspace, other])).toEqual([]);
  });

  it("has arrows to what is not named yet", () => {
    const made = thing(`${ML}/workspaces`, "mlw", {}, { refers: ["azapi_resource.st", "azapi_resource.gone"] });
    expect(arrowsOf([made, storage])).toEqual(["prod/mlw prod/st"]);
  });

  it("ends where resources name each other", () => {
    const a = thing(`${ML}/workspaces`, "a", { x: "/storageAccounts/b" });
    const b = thing("microsoft.storage/storageaccounts", "b", { x: "/workspaces/a" });
    expect(arrowsOf([a, b])).toEqual(["prod/a prod/b", "prod/b prod/a"]);
  });

  it("is the same in whatever order resources come, and leaves details out", () => {
    const role = thing("microsoft.authorization/roleassignments", "r");
    const alert = thing("microsoft.insights/metricalerts", "a");
    const rule = thing("microsoft.insights/scheduledqueryrules", "q");
    const picture = architectureOf("prod", [...all, role, alert, rule]);
    expect(architectureOf("prod", [rule, alert, role, ...all].reverse())).toEqual(picture);
    expect(picture.boxes.map(({ column, name }) => `${column}: ${name}`)).toEqual([
      "Machine learning: mlw",
      "Stands on: st",
      "Use cases: churn",
      "Use cases: model-1",
      "Watches: 2 alert rules",
    ]);
  });

  it("is drawn with every box and every arrow", () => {
    const picture = architectureOf("prod", all);
    const mermaid = architectureMermaid(picture);
    expect(mermaid).toMatch(/^---\ntitle: "Architecture of prod"\n---\nflowchart LR\n/);
    expect(mermaid.match(/^ {4}n\d+\["/gm)).toHaveLength(4);
    expect(mermaid.match(/ --> /g)).toHaveLength(3);
    const svg = architectureFile(picture);
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]*><style>/);
    expect(svg.match(/<rect /g)).toHaveLength(4);
    expect(svg.match(/class="head"/g)).toHaveLength(3);
  });

  it("is text, whatever a name is", () => {
    const hostile = architectureOf("prod", [thing(`${ML}/workspaces`, `"]<script>x</script>`)]);
    expect(architectureFile(hostile)).not.toContain("<script>");
    expect(architectureMermaid(hostile).split("\n")).toHaveLength(7);
  });
});

describe("the report", () => {
  it("has the picture of each environment that is planned, as it will be", () => {
    const made = azapi("Microsoft.MachineLearningServices/workspaces", "mlw-new", {});
    const gone = azapi("Microsoft.Storage/storageAccounts", "stold", {});
    const review = reviewPlans(
      reviewOf(
        stack("prod", [change("azapi_resource.W", { after: made }), change("azapi_resource.S", { before: gone })]),
        stack("registry", []),
      ),
      { today: "2026-12-02" },
    );
    expect(review.architecture!.map(({ environment, boxes }) => [environment, boxes.map(({ name }) => name)])).toEqual([
      ["prod", ["mlw-new"]],
    ]);
    expect(renderHtml(review)).toContain('aria-label="Architecture of prod: 1 box, 0 arrows"');
  });
});
