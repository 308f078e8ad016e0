/** Writes one line to the function's log: the name of an event, and details that are safe to show. */
export type Log = (event: string, details: Record<string, unknown>) => void;

export const log: Log = (event, details) => console.log(JSON.stringify({ event, ...details }));
