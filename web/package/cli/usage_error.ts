/** Something the person who called the program can put right: printed as it is, without a stack trace. */
export class UsageError extends Error {}
