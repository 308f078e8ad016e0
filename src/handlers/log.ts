/** Writes one line to the log of the function: an event, and details that may be shown. */
export type Log = (event: string, details: Record<string, unknown>) => void;

export const log: Log = (event, details) => console.log(JSON.stringify({ event, ...details }));
