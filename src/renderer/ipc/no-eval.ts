import { config } from 'zod'

// zod would try whether `new Function` works. The page's policy forbids it, and the try is reported as a breach.
config({ jitless: true })
