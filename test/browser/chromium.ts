import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Where distributions put it; `CHROMIUM` names another place. */
const usualPlaces = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Starts the Chromium of this machine. A machine without one fails: a report that nobody opened was not tested. */
export async function startChromium(): Promise<Browser> {
  const named = process.env["CHROMIUM"];
  const places = named === undefined ? usualPlaces : [named];
  const executablePath = places.find((place) => existsSync(place));
  if (executablePath === undefined) {
    throw new Error(
      `No Chromium in ${places.join(", ")}; install one (Debian: apt-get install chromium) or name it in CHROMIUM`,
    );
  }
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}
