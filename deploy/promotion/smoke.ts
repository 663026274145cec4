import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AzureConnection } from "../../azure/connection";
import { connect } from "../../azure/connection";
import { UserError, type Problem } from "../../domain/problem/problem";
import { deploymentsOf } from "../../domain/promotion/release";
import { LABELLED_SAMPLE, SAMPLE_REQUEST, type SmokeTest } from "../../domain/promotion/smoke-test";
import { checkSmoke, type Reason, type SmokeFacts } from "../../release";
import { shownPath } from "../../schema/folders";
import { readTree } from "../../schema/ml/tree";
import { loadConfiguration } from "../../schema/load";
import { requestRows, tryOut, type Answer, type Asker, type Questions } from "./answers";
import { chosenEnvironment, chosenRegion } from "../../schema/choose";
import { holdsUseCases, regionInWords } from "../../schema/recovery";
import { placeIn, type UseCasePlace } from "./place";
import { loadPromoted, variantOf, type PromotedUseCase } from "./use-case";

const API = "2025-06-01";
/** Who asks an endpoint signs in for this. */
const AUDIENCE = "https://ml.azure.com/.default";
/** An endpoint gives up after 180 s at most. */
const LONGEST_ANSWER_MS = 180_000;

/** Where requests go. */
export interface AskingOptions {
  /** Folder of the use cases' samples. @default "ml" */
  readonly ml?: string;
  /**
   * Address to ask instead of the endpoint's own, e.g. through a tunnel: https, or http of this machine.
   * @default - the endpoint's
   */
  readonly address?: string;
  /** Asks instead of HTTP. @default - HTTP */
  readonly asker?: Asker;
}

/** Asks an online endpoint over HTTPS, as callers do. */
export class EndpointAsker implements Asker {
  /**
   * @param url - its scoring address
   * @param token - a bearer token for it
   */
  constructor(
    private readonly url: string,
    private readonly token: () => Promise<string>,
  ) {}

  async ask(deployment: string, body: string): Promise<Answer> {
    const headers = {
      authorization: `Bearer ${await this.token()}`,
      "content-type": "application/json",
      "azureml-model-deployment": deployment,
    };
    const started = performance.now();
    const signal = AbortSignal.timeout(LONGEST_ANSWER_MS);
    try {
      // A redirect would carry the token to somebody else.
      const answer = await fetch(this.url, { method: "POST", headers, body, signal, redirect: "error" });
      const text = await answer.text();
      return { status: answer.status, body: text, milliseconds: performance.now() - started };
    } catch (error) {
      const { message, cause } = error as Error & {
        readonly cause?: { readonly message?: string; readonly code?: string };
      };
      throw new Error(`${new URL(this.url).host} does not answer: ${cause?.code ?? cause?.message ?? message}`, {
        cause: error,
      });
    }
  }
}

/**
 * What a smoke test of a use case asks, from `ml/`.
 * @throws UserError if a sample is missing, or is none
 */
export function questionsOf(ml: string, useCase: string, { replay }: SmokeTest): Questions {
  const folder = join(ml, "use-cases", useCase);
  const read = (name: string): string => {
    const path = join(folder, name);
    const wrong = (message: string, fix: string) =>
      new UserError([{ code: "MLOPS-PROMOTE-016", where: shownPath(path), message, fix }]);
    if (!existsSync(path))
      throw wrong("there is no sample to ask the endpoint", "add it, or remove promotion.smokeTest");
    const text = readFileSync(path, "utf8");
    try {
      if (requestRows(JSON.parse(text)).length > 0) return text;
    } catch (error) {
      throw wrong(`the sample is no JSON: ${(error as Error).message}`, "mend it: mlops ml check");
    }
    throw wrong("the sample holds no rows", 'write {"data": [{"column": value}]}');
  };
  const contract = readTree(ml).useCases.find(({ name }) => name === useCase)?.contract?.draft;
  const sample = read(SAMPLE_REQUEST);
  return {
    contract,
    sample,
    ...(replay !== undefined && { labelled: requestRows(JSON.parse(read(LABELLED_SAMPLE))) }),
  };
}

/**
 * Asks a deployment of an endpoint what its smoke test asks. What cannot be asked is told in the facts.
 * @throws UserError if a sample is missing, or the address is none that a token may be sent to
 */
export async function smokeFacts(
  azure: AzureConnection,
  place: UseCasePlace,
  { useCase, deployment, test }: { readonly useCase: string; readonly deployment: string; readonly test: SmokeTest },
  options: AskingOptions & { readonly now?: () => Date },
): Promise<SmokeFacts> {
  const { ml = "ml", asker, address, now = () => new Date() } = options;
  const questions = questionsOf(ml, useCase, test);
  const found = asker ?? (await askerOf(azure, place, requireAddress(address)));
  if (typeof found !== "string") return tryOut(found, deployment, questions, test, now);
  return {
    deployment,
    at: now().toISOString(),
    asked: "",
    requests: 0,
    problems: [],
    milliseconds: [],
    unasked: found,
  };
}

/** Who asks the endpoint, or why nobody can. */
async function askerOf(azure: AzureConnection, { ids, names }: UseCasePlace, address: URL | undefined) {
  const endpoint = await azure.get(ids.endpoint, API);
  if (endpoint === undefined) return `${names.endpoint} is not deployed`;
  const own = (endpoint["properties"] as { readonly scoringUri?: string } | undefined)?.scoringUri;
  const url = address ?? (own === undefined ? undefined : new URL(own));
  if (url === undefined) return `${names.endpoint} has no address yet`;
  // The simulated Azure names endpoints as Azure does; nobody is there unless it says an address of this machine.
  if (azure.target === "sandbox" && !isOfThisMachine(url))
    return "in the simulated Azure nothing answers at its address";
  return new EndpointAsker(url.href, async () => (await azure.credential.getToken(AUDIENCE))?.token ?? "");
}

const isOfThisMachine = ({ hostname }: URL): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);

/**
 * An address that somebody gave. Whoever listens there gets a token of Entra's, so that it must not cross a network in the
 * clear.
 * @throws UserError if it is none, or is neither https nor of this machine
 */
export function requireAddress(given: string | undefined): URL | undefined {
  if (given === undefined) return undefined;
  const wrong = (message: string, shown: string) =>
    new UserError([
      {
        code: "MLOPS-PROMOTE-018",
        where: "--address",
        message,
        given: shown,
        allowed: "https://host/score, or http of this machine",
      },
    ]);
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined) throw wrong("this is no address", given);
  // What was given may hold a password.
  if (url.username !== "" || url.password !== "") throw wrong("an address has no user and no password", url.host);
  if (url.protocol === "https:" || (url.protocol === "http:" && isOfThisMachine(url))) return url;
  throw wrong("a token is sent there, and this is no https", given);
}

export interface SmokeOptions extends AskingOptions {
  readonly config: string;
  readonly env: string;
  /** Azure region of the environment. @default - the one that is in charge */
  readonly region?: string;
  /** @default - every deployment that answers or is being tried */
  readonly deployment?: string;
  readonly sandbox?: string | boolean;
  readonly now?: () => Date;
}

/** What came of the smoke tests of an environment. */
export interface SmokeReport {
  readonly environment: string;
  /** Which region was asked, and what the other does. @default - none: the environment has one region only */
  readonly regions?: string;
  readonly passed: boolean;
  readonly tests: readonly {
    readonly useCase: string;
    readonly deployment: string;
    readonly reasons: readonly Reason[];
  }[];
}

/**
 * `mlops smoke`: asks what is deployed in an environment the sample requests.
 * @param useCase - undefined: every use case there that has a smoke test
 * @throws UserError for bad input, for a use case that is named and has nothing to ask or be asked, and if Azure does not answer
 */
export async function smoke(useCase: string | undefined, options: SmokeOptions): Promise<SmokeReport> {
  const { config, env: environment, sandbox } = options;
  requireUseCase(useCase, options);
  requireAddress(options.address);
  const configuration = loadConfiguration(config);
  requireEnvironment(
    environment,
    configuration.environments.map(({ name }) => name),
  );
  const region = chosenRegion(configuration, environment, options.region);
  const regions = regionInWords(region, chosenEnvironment(configuration, environment));
  if (!holdsUseCases(region)) throw cold(region.location, environment);
  const names = useCase === undefined ? configuration.useCases.map(({ name }) => name) : [useCase];
  const serving = names.flatMap((name) => testedIn(config, name, environment, useCase !== undefined) ?? []);
  const azure = await connect({ ...(sandbox !== undefined && { sandbox }), tenant: configuration.organization.tenant });
  try {
    const tests = [];
    for (const { promoted, test } of serving) {
      const place = placeIn(configuration, region, promoted.useCase.name);
      const { release } = variantOf(promoted, environment, "--env");
      // What was live before answers nobody, and was tested when it did.
      const deployed = deploymentsOf({ ...release, former: undefined } as typeof release);
      const chosen = deployed.filter(({ deployment }) => [deployment, undefined].includes(options.deployment));
      if (chosen.length === 0 && useCase !== undefined) throw noDeployment(options.deployment, deployed);
      for (const { deployment, model } of chosen) {
        const { name } = promoted.useCase;
        const facts = await smokeFacts(azure, place, { useCase: name, deployment, test }, options);
        tests.push({ useCase: name, deployment, reasons: checkSmoke({ model, deployment }, facts, test) });
      }
    }
    const passed = tests.every(({ reasons }) => reasons.every(({ result }) => result === "pass"));
    return { environment, ...(regions !== undefined && { regions }), passed, tests };
  } finally {
    await azure.close();
  }
}

function testedIn(
  config: string,
  name: string,
  environment: string,
  isNamed: boolean,
): { readonly promoted: PromotedUseCase; readonly test: SmokeTest } | undefined {
  const variant = loadConfiguration(config)
    .useCases.find((one) => one.name === name)
    ?.variants.find((one) => one.environment === environment);
  // A name that is none is told by what loads it.
  if (!isNamed && variant?.serving === undefined) return undefined;
  const promoted = loadPromoted(config, name);
  const test = variantOf(promoted, environment, "--env").promotion?.smokeTest;
  if (test !== undefined) return { promoted, test };
  if (!isNamed) return undefined;
  const fix = `set promotion.smokeTest in ${shownPath(join(config, "use-cases", `${name}.yaml`))}`;
  const message = `it has no smoke test in ${environment}: there is nothing to ask`;
  throw new UserError([{ code: "MLOPS-PROMOTE-017", where: name, message, fix }]);
}

/** One address or deployment is of one use case. */
function requireUseCase(useCase: string | undefined, options: SmokeOptions): void {
  const problems = (["deployment", "address"] as const).flatMap((key): readonly Problem[] => {
    const given = options[key];
    if (useCase !== undefined || given === undefined) return [];
    const message = "this is of one use case, and none is named";
    const fix = `name it: mlops smoke <use-case> --env ${options.env}`;
    return [{ code: "MLOPS-PROMOTE-017", where: `--${key}`, message, given, fix }];
  });
  if (problems.length > 0) throw new UserError(problems);
}

function requireEnvironment(given: string, known: readonly string[]): void {
  if (known.includes(given)) return;
  const problem = { where: "--env", message: "there is no such environment", given, allowed: known.join(", ") };
  throw new UserError([{ code: "MLOPS-PROMOTE-017", ...problem }]);
}

const cold = (location: string, environment: string) =>
  new UserError([
    {
      code: "MLOPS-PROMOTE-017",
      where: "--region",
      message: `the second region of ${environment} is cold: use cases are deployed there when it takes over`,
      given: location,
      fix: "leave --region out: the region in charge is asked",
    },
  ]);

const noDeployment = (given: string | undefined, known: readonly { readonly deployment: string }[]) =>
  new UserError([
    {
      code: "MLOPS-PROMOTE-017",
      where: "--deployment",
      message: given === undefined ? "the release names no deployment" : "the release names no such deployment",
      ...(given !== undefined && { given }),
      allowed: known.map(({ deployment }) => deployment).join(", ") || "none",
    },
  ]);
