import type { Pattern } from "./encodings";

export const MASK = "(sensitive)";

/** Texts are looked up by a hash of their first characters, of one of these lengths. */
const WIDE = 8;
const NARROW = 4;
/** Bits of the filter, as a power of two: half a megabyte, of which 100,000 texts take a fortieth. */
const FILTER_BITS = 22;
const BASE = 16777619;
const { imul } = Math;

/**
 * Finds any of many texts in one pass: a rolling hash over the text, a small filter that rules nearly every position
 * out, and a comparison where it does not. The time does not depend on how many texts there are.
 */
export class Matcher {
  private readonly wide = new Index(WIDE);
  private readonly narrow = new Index(NARROW);
  private readonly seen = new Map<string, string>();

  constructor(patterns: Iterable<Pattern>) {
    const added = new Set<string>();
    for (const pattern of patterns) {
      const identity = `${pattern.bounded ? "b" : "i"}${pattern.before}${pattern.after}${pattern.text}`;
      if (added.has(identity)) continue;
      added.add(identity);
      if (pattern.text.length >= WIDE) this.wide.add(pattern);
      else if (pattern.text.length >= NARROW) this.narrow.add(pattern);
    }
  }

  /** The text with a mask in place of each thing found. */
  scrub(text: string): string {
    if (text.length < NARROW || (this.wide.empty && this.narrow.empty)) return text;
    const known = this.seen.get(text);
    if (known !== undefined) return known;
    const found: [number, number][] = [];
    this.wide.find(text, found);
    this.narrow.find(text, found);
    const scrubbed = found.length === 0 ? text : masked(text, found);
    this.seen.set(text, scrubbed);
    return scrubbed;
  }
}

/** Replaces the union of the ranges, so that of two secrets that overlap no part is left. */
function masked(text: string, ranges: [number, number][]): string {
  ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let result = "";
  let done = 0;
  for (let i = 0; i < ranges.length;) {
    const start = Math.max(ranges[i]![0], done);
    let end = ranges[i]![1];
    for (i++; i < ranges.length && ranges[i]![0] <= end; i++) end = Math.max(end, ranges[i]![1]);
    if (end <= done) continue;
    result += text.slice(done, start) + MASK;
    done = end;
  }
  return result + text.slice(done);
}

class Index {
  private readonly filter = new Uint32Array(1 << (FILTER_BITS - 5));
  private readonly patterns = new Map<number, Pattern[]>();
  private readonly leading: number;

  constructor(private readonly width: number) {
    let power = 1;
    for (let i = 0; i < width; i++) power = imul(power, BASE);
    this.leading = power;
  }

  get empty(): boolean {
    return this.patterns.size === 0;
  }

  add(pattern: Pattern): void {
    let hash = 0;
    for (let i = 0; i < this.width; i++) hash = (imul(hash, BASE) + pattern.text.charCodeAt(i)) | 0;
    const same = this.patterns.get(hash);
    if (same === undefined) this.patterns.set(hash, [pattern]);
    else same.push(pattern);
    const bit = hash >>> (32 - FILTER_BITS);
    this.filter[bit >>> 5]! |= 1 << (bit & 31);
  }

  find(text: string, found: [number, number][]): void {
    const { width, filter, leading } = this;
    if (this.empty || text.length < width) return;
    let hash = 0;
    for (let i = 0; i < text.length; i++) {
      hash = (imul(hash, BASE) + text.charCodeAt(i)) | 0;
      if (i >= width) hash = (hash - imul(text.charCodeAt(i - width), leading)) | 0;
      if (i < width - 1) continue;
      const bit = hash >>> (32 - FILTER_BITS);
      if ((filter[bit >>> 5]! & (1 << (bit & 31))) !== 0) this.compare(text, i - width + 1, hash, found);
    }
  }

  private compare(text: string, start: number, hash: number, found: [number, number][]): void {
    for (const pattern of this.patterns.get(hash) ?? []) {
      if (!text.startsWith(pattern.text, start)) continue;
      const end = start + pattern.text.length;
      if (pattern.bounded && (isWord(text.charCodeAt(start - 1)) || isWord(text.charCodeAt(end)))) continue;
      found.push([Math.max(0, start - pattern.before), Math.min(text.length, end + pattern.after)]);
    }
  }
}

/** ASCII letters and digits; false beyond the ends of a text. */
const isWord = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
