/** A parsed JSON object of which nothing is known yet. */
export type JsonObject = { [key: string]: unknown };

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

export const asText = (value: unknown): string => (typeof value === 'string' ? value : '');

export const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

export const asObject = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** The strings of a list; anything else in it is left out. */
export const asTexts = (value: unknown): string[] => asList(value).filter((item) => typeof item === 'string');
