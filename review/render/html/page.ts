import { createHash } from "node:crypto";
import type { Section } from "./parts";
import { script } from "./script";
import { styles } from "./styles";
import { count, type Markup, markup, trusted } from "./text";

export interface Page {
  readonly title: string;
  /** What it is, where a reader skips to it. @default "review" */
  readonly what?: string;
  readonly banner: Markup;
  readonly figures: Markup;
  readonly sections: readonly Section[];
  readonly data: Markup;
}

/** The document around the sections. Its policy lets run and apply exactly our script and our style sheet. */
export function page({ title, what = "review", banner, figures, sections, data }: Page): string {
  const { html } = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(contentSecurityPolicy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${trusted(styles)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the ${what}</a>
${banner}
<div class="wide layout">
${contents(sections)}
<main id="main" tabindex="-1">
${figures}
${sections.map(section)}
</main>
</div>
${data}
<script>${trusted(script)}</script>
</body>
</html>
`;
  return html;
}

function contents(sections: readonly Section[]): Markup {
  return markup`<nav class="contents" aria-label="Contents"><ul>${sections.map(
    ({ id, title, size, alarming }) =>
      markup`<li><a href="#${id}">${title} <span class="size${alarming === true && " alarming"}">${
        alarming === true && markup`<span class="unseen">needs attention: </span>`
      }${count(size)}</span></a></li>`,
  )}</ul></nav>`;
}

function section({ id, title, size, depth, body }: Section): Markup {
  const heading = markup`<h2 id="${id}-title">${title} <span class="size">${count(size)}</span></h2>`;
  const content =
    depth === true && size > 0
      ? markup`<details class="depth" open><summary>${heading}</summary>${body}</details>`
      : markup`${heading}${body}`;
  return markup`<section class="part${size === 0 && " empty"}" id="${id}" aria-labelledby="${id}-title">${content}</section>`;
}

const contentSecurityPolicy = [
  "default-src 'none'",
  `script-src '${fingerprint(script)}'`,
  `style-src '${fingerprint(styles)}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

function fingerprint(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
