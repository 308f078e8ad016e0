/** The account of the rehearsal. */
export const ACCOUNT = '111122223333';
