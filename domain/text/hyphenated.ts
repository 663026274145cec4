/** A key in one word as it stands in an option or a file's name: `dataScientists` as `data-scientists`. */
export const hyphenated = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
