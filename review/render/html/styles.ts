import { content } from "./styles/content";
import { frame } from "./styles/frame";
import { print } from "./styles/print";
import { tables } from "./styles/tables";
import { tokens } from "./styles/tokens";

/** The style sheet of the page, as text: it stands in the document. */
export const styles = [tokens, frame, content, tables, print].join("\n");
