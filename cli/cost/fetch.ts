import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { retailPrices, RETAIL_PRICES_URL } from "../../azure/retail-prices";
import { wordsOf } from "../../cost/estimate";
import { readRetail, retailQueries, type RetailAnswer } from "../../cost/retail";
import { regions } from "../../domain/azure/regions";
import { didYouMean } from "../../domain/problem/did-you-mean";
import { requireNone, type Problem } from "../../domain/problem/problem";
import { jsonText } from "../../domain/text/visible";
import { writeWhole } from "../../files";
import { loadConfiguration } from "../../schema/load";
import type { Configuration } from "../../schema/configuration";
import { PRICES_FOLDER } from "../prices";

export interface FetchOptions {
  readonly config: string;
  readonly region: string;
  /** As Azure writes it: `EUR`. */
  readonly currency: string;
  /** Sizes beside those that the configuration has. */
  readonly sizes: readonly string[];
  /** `YYYY-MM-DD` */
  readonly today: string;
  /** Where the list is. @default - Azure's */
  readonly url?: string;
  /** Where prices are kept. @default - `prices` */
  readonly folder?: string;
}

/** What was fetched, and where it is. */
export interface Fetched extends RetailAnswer {
  readonly path: string;
}

/**
 * Fetches prices of a region: of every meter that we know, and of the sizes that the configuration has. They are kept in one
 * file, which every command that speaks of money then reads.
 * @throws UserError if the region or a size is none, or the list cannot be read; then nothing is written
 */
export async function fetchPrices(options: FetchOptions): Promise<Fetched> {
  const { config, region, currency, today, url = RETAIL_PRICES_URL, folder = PRICES_FOLDER } = options;
  requireNone([...regionProblems(region), ...options.sizes.flatMap(sizeProblems)]);
  const queries = retailQueries(region, [...sizesIn(loadConfiguration(config)), ...options.sizes]);
  const answers = [];
  // One after the other: the list is public and shared.
  for (const query of queries) answers.push({ query, items: await retailPrices(query.filter, currency, url) });
  const answer = readRetail(region, answers, { currency, asOf: today, address: url });
  const path = join(folder, `${region}.json`);
  mkdirSync(folder, { recursive: true });
  writeWhole(path, `${jsonText(answer.list)}\n`);
  return { ...answer, path };
}

function regionProblems(region: string): readonly Problem[] {
  if (Object.hasOwn(regions, region)) return [];
  const meant = didYouMean(region, Object.keys(regions));
  return [
    {
      code: "MLOPS-PRICES-004",
      where: "--region",
      message: "Azure has no such region",
      given: region,
      allowed: "a region as ARM writes it, e.g. westeurope",
      ...(meant !== undefined && { fix: `did you mean ${meant}?` }),
    },
  ];
}

function sizeProblems(size: string): readonly Problem[] {
  if (/^Standard_[A-Z][A-Za-z0-9_-]*$/.test(size)) return [];
  const meant = /^[A-Z][A-Za-z0-9_-]*$/.test(size) ? `Standard_${size}` : undefined;
  return [
    {
      code: "MLOPS-PRICES-005",
      where: "--size",
      message: "this is no size of machine",
      given: size,
      allowed: "a size as ARM writes it, e.g. Standard_D2as_v4",
      ...(meant !== undefined && { fix: `did you mean ${meant}?` }),
    },
  ];
}

/** Sizes of machines that a configuration has, defaults included, wherever they stand in it. */
const sizesIn = (configuration: Configuration): readonly string[] =>
  [...JSON.stringify(configuration).matchAll(/"(Standard_[A-Z][A-Za-z0-9_]*)"/g)].map(([, size]) => size!);

/** What was fetched, in words. */
export function fetchedText({ list, missing, path }: Fetched): string {
  const count = Object.values(list.prices).reduce((sum, sources) => sum + Object.keys(sources["retail"]!).length, 0);
  return [
    `${count} prices in ${list.currency}, as of ${list.sources["retail"]!.asOf}, are in ${path}.`,
    ...(missing.length === 0 ? [] : [`The list has no price of: ${missing.map(wordsOf).join("; ")}.`]),
    "Reviews, mlops cost and mlops new read it. Commit it, so that reviews of pull requests have the same prices.",
  ].join("\n");
}
