/** What a setting must be, and how to say so. */
export interface Setting {
  readonly wanted: string;
  holds(value: unknown): boolean;
}

export const boolean = (wanted: boolean): Setting => ({
  wanted: String(wanted),
  holds: (value) => value === wanted || value === String(wanted),
});

export const text = (wanted: string): Setting => ({ wanted, holds: (value) => value === wanted });
