import { z } from 'zod'
import { isHelpLink } from './help-hosts.ts'

/** A page that the documentation links to. */
export const helpLink = z.string().max(500).refine(isHelpLink, 'This page is not opened from Remotejob.')
