/** A purge that may not or cannot be done, in words for the operator. */
export class PurgeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PurgeError';
  }
}
