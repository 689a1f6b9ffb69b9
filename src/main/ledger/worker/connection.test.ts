import { expect, test } from 'vitest'
import { Connection } from './connection.ts'

test('a statement is compiled when it is first used', () => {
  const connection = new Connection(':memory:')
  const read = connection.prepare('SELECT name FROM pets')
  expect(() => read.all()).toThrow('no such table: pets')
  connection.execute("CREATE TABLE pets (name TEXT); INSERT INTO pets VALUES ('Tom')")
  expect(read.all()).toEqual([['Tom']])
  connection.close()
})

test('a statement works after it has failed', () => {
  const connection = new Connection(':memory:')
  connection.execute('CREATE TABLE pets (name TEXT UNIQUE)')
  const add = connection.prepare('INSERT INTO pets VALUES (?)')
  add.run('Tom')
  expect(() => add.run('Tom')).toThrow('UNIQUE')
  add.run('Kit')
  expect(connection.prepare('SELECT name FROM pets ORDER BY name').all()).toEqual([['Kit'], ['Tom']])
  connection.close()
})
