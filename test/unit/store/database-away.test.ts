import { describe, expect, it } from 'vitest';
import { isDatabaseAway } from '../../../src/store/database-away.ts';

const error = (message: string, more: object = {}): Error => Object.assign(new Error(message), more);
const adapter = (cause: object) => ({ code: 'P2010', meta: { driverAdapterError: { name: 'DriverAdapterError', cause } } });

describe('the database is away', () => {
  it.each([
    ['refused, by pg', error('connect ECONNREFUSED 127.0.0.1:5432', { code: 'ECONNREFUSED' })],
    ['refused, by Prisma', error("Can't reach database server at 127.0.0.1:5432", { code: 'P1001' })],
    ['refused, raw', error('Raw query failed', adapter({ kind: 'DatabaseNotReachable', host: '127.0.0.1', port: 5432 }))],
    ['stopped under a statement', error('Raw query failed', adapter({ kind: 'postgres', originalCode: '57P01', code: '57P01' }))],
    ['stopped, by pg', error('terminating connection due to unexpected postmaster exit', { code: '57P02' })],
    ['starting', error('the database system is starting up', { code: '57P03' })],
    ['stopped between statements', error('Client has encountered a connection error and is not queryable')],
    ['broken off', error('Connection terminated unexpectedly')],
    ['all connections in use', error('Transaction API error: Unable to start a transaction in the given time.', { code: 'P2028' })],
    ['too many connections', error('sorry, too many clients already', { code: '53300' })],
  ])('%s', (_what, one) => {
    expect(isDatabaseAway(one)).toBe(true);
  });
});

describe('the database is there, and', () => {
  it.each([
    ['the fault is ours', error('a bug')],
    ['a type is wrong', new TypeError('x is not iterable')],
    ['a value was refused', error('duplicate key', { code: '23505' })],
    ['a statement was wrong', error('Raw query failed', adapter({ kind: 'postgres', originalCode: '42601' }))],
    ['a transaction took too long', error('Transaction API error: Transaction already closed', { code: 'P2028' })],
    ['somebody speaks of it', error('he wrote: Connection terminated')],
    ['it is no error', 'ECONNREFUSED'],
    ['it is nothing', null],
  ])('%s', (_what, one) => {
    expect(isDatabaseAway(one)).toBe(false);
  });
});
