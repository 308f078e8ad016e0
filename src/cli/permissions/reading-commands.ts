/** The commands that change nothing in AWS, in the order in which people meet them. */
export const READING_COMMANDS: readonly string[] = [
  'status',
  'backups',
  'users',
  'logs',
  'events',
  'explain',
  'metrics',
  'scale',
  'credentials',
  'slow',
  'locks',
  'upgrade',
  'doctor',
];

/** Whether a command changes nothing in AWS. */
export function isReading(command: string): boolean {
  return READING_COMMANDS.includes(command);
}
