import { ENGLISH } from './english';

/** Every text of the command line. A language that lacks one does not compile. */
export type Messages = typeof ENGLISH;
