import fc from "fast-check";

// Property tests draw the same values on every machine, so that a failure is the change's and not the draw's.
// `FC_SEED=<number>` draws others.
fc.configureGlobal({ seed: Number(process.env["FC_SEED"] ?? 4711) });
