/** What is left of an output that is fed piece by piece: both return what to print. */
export function brief(): { feed(text: string): string; end(): string };
