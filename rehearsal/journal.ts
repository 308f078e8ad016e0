/** A call to AWS by the role of a function or of another service. */
export interface CallEntry {
  readonly kind: 'call';
  /** Name of the role. */
  readonly role: string;
  /** As in a policy: `secretsmanager:GetSecretValue`. */
  readonly action: string;
  readonly resource: string;
  /** Why it was denied; null if it was allowed. */
  readonly denied: string | null;
}

/** A call to AWS by a command of the command line, allowed or not. */
export interface CommandCallEntry {
  readonly kind: 'command-call';
  readonly command: string;
  /** As in a policy. */
  readonly action: string;
  readonly region: string;
}

/** One step of a rotation. */
export interface RotationStepEntry {
  readonly kind: 'rotation-step';
  readonly secret: string;
  readonly step: string;
  readonly seconds: number;
  readonly error: string | null;
}

/** A rotation that has succeeded. */
export interface RotatedEntry {
  readonly kind: 'rotated';
  readonly secret: string;
  readonly version: string;
}

/** A rotation that was started through the API, and failed. */
export interface RotationFailedEntry {
  readonly kind: 'rotation-failed';
  readonly secret: string;
  readonly error: string;
}

/** A template that CloudFormation would refuse. */
export interface RefusedTemplateEntry {
  readonly kind: 'refused-template';
  readonly region: string;
  readonly messages: string[];
}

/** A property that CloudFormation has written at the import of an instance. */
export interface ImportWriteEntry {
  readonly kind: 'import-write';
  readonly resource: string;
  readonly property: string;
  readonly live: unknown;
  readonly template: unknown;
}

/** A restart of an instance at its import. */
export interface ImportRebootEntry {
  readonly kind: 'import-reboot';
  readonly resource: string;
}

/** A line of the emulator's journal. */
export type JournalEntry =
  | CallEntry
  | CommandCallEntry
  | RotationStepEntry
  | RotatedEntry
  | RotationFailedEntry
  | RefusedTemplateEntry
  | ImportWriteEntry
  | ImportRebootEntry;
