import { previewHost } from '../../../shared/files/preview-address.ts'

/**
 * The page's policy, sent as a header. Base UI, React and Vite's output need no exceptions.
 * The page creates no trusted types policy. It loads only its own files, plus images, sound and
 * video of open previews from a host that serves nothing else.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  `img-src 'self' data: app://${previewHost}`,
  `media-src app://${previewHost}`,
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

/**
 * The policy of the hidden page that draws documents and vector images. It allows its own scripts,
 * and the file to draw.
 */
export const painterPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  'img-src blob:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')
