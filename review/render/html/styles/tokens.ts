/**
 * Colours and type. Each tone has a colour for text and one for the surface below it, and every such pair keeps a
 * contrast of 4.5 to 1 or more, in the light and in the dark.
 */
export const tokens = `
:root {
  color-scheme: light dark;
  --page: #f5f6f8;
  --card: #ffffff;
  --raised: #f8f9fb;
  --ink: #18212c;
  --soft: #55606f;
  --line: #e0e4ea;
  --strong-line: #c3cad4;
  --accent: #1d5bb8;
  --focus: #1d5bb8;
  --bad: #a5231b;
  --bad-surface: #fcebe9;
  --warn: #7d4a00;
  --warn-surface: #fdf1dc;
  --good: #1a6437;
  --good-surface: #e5f4ea;
  --info: #1d559f;
  --info-surface: #e7f0fb;
  --move: #63389b;
  --move-surface: #f1eafa;
  --plain: #4a5563;
  --plain-surface: #edf0f3;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif;
  --mono: ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f141a;
    --card: #171d25;
    --raised: #1c232c;
    --ink: #e4e9ef;
    --soft: #9daaba;
    --line: #2a333e;
    --strong-line: #414d5b;
    --accent: #86b5ff;
    --focus: #86b5ff;
    --bad: #ff9d94;
    --bad-surface: #3b1d1c;
    --warn: #f0c27b;
    --warn-surface: #372b16;
    --good: #88d4a2;
    --good-surface: #173021;
    --info: #93beff;
    --info-surface: #1a2b45;
    --move: #cbabff;
    --move-surface: #2c2342;
    --plain: #b4bfcc;
    --plain-surface: #252d37;
  }
}
`;
