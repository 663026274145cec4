import { type Architecture, architectureColumns as columns } from "../model";
import { mermaidLabel } from "./markdown/graph";

/** The picture of an environment in Mermaid's language, as Markdown pages show it. */
export function architectureMermaid({ environment, boxes, arrows }: Architecture): string {
  const ids = new Map(boxes.map(({ id }, index) => [id, `n${index}`]));
  return [
    ...["---", `title: ${JSON.stringify(`Architecture of ${environment}`)}`, "---"],
    "flowchart LR",
    ...columns.flatMap((column, index) => {
      const own = boxes.filter((one) => one.column === column);
      return own.length === 0
        ? []
        : [
            `  subgraph c${index}["${column}"]`,
            ...own.map(({ id, noun, name }) => `    ${ids.get(id)!}["${mermaidLabel(`${noun} ${name}`)}"]`),
            "  end",
          ];
    }),
    ...arrows.flatMap(({ from, to }) =>
      ids.has(from) && ids.has(to) ? [`  ${ids.get(from)!} --> ${ids.get(to)!}`] : [],
    ),
  ].join("\n");
}
