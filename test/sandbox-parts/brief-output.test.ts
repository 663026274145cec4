import { brief } from "../../sandbox/engine/terraform/brief-output";

const printed = [
  "azurerm_a.B: Refreshing state... [id=/x]\n",
  "\n",
  "Terraform will perform the following actions:\n",
  "\n",
  "\u001b[1m  # azurerm_a.B\u001b[0m will be created\n",
  '      + name = "Plan: 9 to add"\n',
  "\n",
  "\u001b[1mPlan:\u001b[0m 1 to add, 0 to change, 0 to destroy.\n",
  "\u001b[1mazurerm_a.B: Creating...\u001b[0m\n",
  "azurerm_a.B: Creation complete after 1s [id=/x]\n",
  "Apply complete! Resources: 1 added, 0 changed, 0 destroyed.\n",
].join("");

const told = [
  "\n",
  "Terraform will perform the following actions:\n",
  "  (4 lines are not shown)\n",
  "\n",
  "\u001b[1mPlan:\u001b[0m 1 to add, 0 to change, 0 to destroy.\n",
  "azurerm_a.B: Creation complete after 1s [id=/x]\n",
  "Apply complete! Resources: 1 added, 0 changed, 0 destroyed.\n",
].join("");

function passed(...pieces: readonly string[]): string {
  const output = brief();
  return [...pieces.map((piece) => output.feed(piece)), output.end()].join("");
}

describe("what is told of an apply", () => {
  it("is all but what the plan does to each resource and what is begun, however it comes in pieces", () => {
    expect(passed(printed)).toBe(told);
    expect(passed(...printed)).toBe(told);
  });

  it("is everything where nothing is changed, and a last line that nobody ended", () => {
    const text = "No changes. Your infrastructure matches the configuration.\n\nApply complete!\nsure?";
    expect(passed(text)).toBe(text);
  });

  it("says that lines are left out where the plan never ended", () => {
    expect(passed("Terraform will perform the following actions:\n", "  # a\n")).toBe(
      "Terraform will perform the following actions:\n  (1 lines are not shown)\n\n",
    );
  });
});
