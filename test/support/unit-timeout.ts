// Milliseconds on a free machine; on one that is busy with other things the same tests take ten times as long.
jest.setTimeout(60_000);
