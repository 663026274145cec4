import type { StackWords } from "./draft";
import { textAt } from "./json";
import { propertiesOf, type Planned } from "./planned";
import { apart } from "./resource-name";

const ENDPOINT = "microsoft.network/privateendpoints";

/** Which addresses a subnet has from now on. */
export function subnetWords({ name, before, after }: Planned): string | undefined {
  const [was, becomes] = [before, after].map((values) => textAt(propertiesOf(values), "addressPrefix"));
  if (was === undefined || becomes === undefined || was === becomes) return undefined;
  return `subnet ${name} moves ${was} → ${becomes}: Azure refuses that while anything is in it`;
}

/** In which subnet of others private endpoints are from now on. */
export function endpointWords({ resources }: StackWords): string | undefined {
  for (const { armType, before, after } of resources) {
    const [was, becomes] = [textAt(before, "subnet_id"), textAt(after, "subnet_id")];
    if (armType !== ENDPOINT || was === undefined || becomes === undefined) continue;
    const names = apart(was, becomes);
    if (names === undefined) continue;
    return `private endpoints move from subnet ${names[0]} to ${names[1]}: they are made anew, and until then nothing private is reached`;
  }
  return undefined;
}
