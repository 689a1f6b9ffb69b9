import { writeSync } from 'node:fs'
import { openDatabase } from '../worker/database.ts'
import { migrations } from '../worker/migrations/all.ts'

// The last migration never ends, so the test always kills it in the middle.
const endless = 'WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n'
const last = migrations.at(-1)
if (last === undefined) throw new Error('There is no migration.')
writeSync(1, 'migrating\n')
const { version, sql } = last
openDatabase(process.argv[2] ?? '', [...migrations.slice(0, -1), { version, sql: `${sql};${endless}` }])
writeSync(1, 'migrated\n')
