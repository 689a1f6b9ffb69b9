import { afterEach, vi } from 'vitest'
import { cleanUp } from './render-app.tsx'

// Vitest runs this for each file, but loads the modules that the files share only once.
afterEach(() => {
  cleanUp()
  vi.useRealTimers()
  vi.restoreAllMocks()
})
