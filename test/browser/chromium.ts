import { type Browser, chromium } from "playwright-core";
import { chromiumPath, places } from "./places";

/** Starts the Chromium of this machine. */
export async function startChromium(): Promise<Browser> {
  if (chromiumPath === undefined) {
    throw new Error(
      `No Chromium in ${places.join(", ")}; install one (Debian: apt-get install chromium) or name it in CHROMIUM`,
    );
  }
  return chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
}
