/** Settings of an invented corp. */
export const CREDENTIALS = {
  corpId: 'ww0123456789abcdef',
  agentId: 1000002,
  secret: 'only-for-tests',
  token: 'QDG6eK',
  encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
};
