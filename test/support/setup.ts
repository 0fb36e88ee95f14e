import fc from 'fast-check';

/**
 * The gate must answer the same for the same code: properties run there from one seed. Everywhere else they explore, and print the seed of
 * what they find.
 */
if (process.env.CI) fc.configureGlobal({ seed: 20_261_123 });

/** No test may leave the machine: a request to any address but loopback is a bug of the test. */
const realFetch = globalThis.fetch;

globalThis.fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)) throw new Error(`a test tried to reach ${url.hostname}`);
  return realFetch(input, init);
};
