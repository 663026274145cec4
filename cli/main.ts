import { runCommand } from "./run-command";

// `mlops … | head` ends the reader: that is no defect.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

void runCommand(process.argv.slice(2));
