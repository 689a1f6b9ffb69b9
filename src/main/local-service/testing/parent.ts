import { Harness } from './harness.ts'

// A parent to be killed by a test: holds a server and tells its address.
const [, , folder = ''] = process.argv
process.send?.(await new Harness(folder).service.start())
