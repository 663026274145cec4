// Preloaded into a measured process: writes its own peak memory and processor time where the benchmark reads them.
// eslint-disable-next-line @typescript-eslint/no-require-imports -- preloaded as CommonJS
const { writeFileSync } = require("node:fs");

process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const usage = { peakMegabytes: maxRSS / 1024, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 };
  writeFileSync(process.env.BENCH_USAGE, JSON.stringify(usage));
});
