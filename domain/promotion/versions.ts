/**
 * Which of two model versions is the newer: above zero if the left one is. Azure ML counts 1, 2, 3, so digits compare as
 * numbers (`10` is newer than `9`), piece by piece in names such as `2026-11-3`.
 */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [pieces(left), pieces(right)];
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [x, y] = [a[index], b[index]];
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
    const order = comparePieces(x, y);
    if (order !== 0) return order;
  }
  return 0;
}

const pieces = (version: string): readonly string[] => version.match(/\d+|[^\d]+/g) ?? [];

function comparePieces(left: string, right: string): number {
  const numeric = /^\d/;
  if (numeric.test(left) && numeric.test(right)) {
    // As text, so that no number is too long: without leading zeros, the longer is the larger.
    const [x, y] = [left.replace(/^0+(?=\d)/, ""), right.replace(/^0+(?=\d)/, "")];
    if (x.length !== y.length) return x.length - y.length;
    return x < y ? -1 : x > y ? 1 : 0;
  }
  return left < right ? -1 : left > right ? 1 : 0;
}
