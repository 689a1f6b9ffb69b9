import { afterEach } from 'vitest'
import { cleanUp } from './render-app.tsx'

// Vitest runs this for each file, but the modules that the tests import only once.
afterEach(cleanUp)
