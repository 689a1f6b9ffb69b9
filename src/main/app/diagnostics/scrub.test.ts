import { expect, it } from 'vitest'
import { scrub } from './scrub.ts'

it.each([
  'User: arn:aws:sts::123456784321:assumed-role/Admin/ada@example.com is not authorized',
  'You signed in as arn:aws:sts::123456784321:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/ada.',
  'arn:aws:iam::123456784321:user/staff/ada, but the AWS profile is for arn:aws-cn:iam::123456784321:user/ada.lovelace',
  'arn:aws:sts::123456784321:federated-user/ada',
  'mailto:ada.lovelace+work@example.co.uk',
  'EACCES: open "/media/ada/USB/scan.pdf"',
  '/run/media/ada/disk, /tmp/ada',
  'file:///home/ada/scan.pdf',
])('removes the name of the user from %j', (text) => {
  expect(scrub(text, '/home/ada').toLowerCase()).not.toContain('ada')
})

it.each([
  [String.raw`C:\Users\Ada L\scan.pdf`, String.raw`~\scan.pdf`],
  [String.raw`{"path":"C:\\Users\\Ada L\\scan.pdf"}`, String.raw`{"path":"~\\scan.pdf"}`],
  ['file:///C:/Users/Ada%20L/scan.pdf', 'file:///~/scan.pdf'],
  [String.raw`c:\users\ada l`, '~'],
])('replaces the home folder in %j', (text, expected) => {
  expect(scrub(text, String.raw`C:\Users\Ada L`)).toBe(expected)
})

it.each([
  ['/home/adam/scan.pdf', '/home/adam/scan.pdf'],
  ['/home/ada-2/x, /home/ada.', '/home/ada-2/x, ~.'],
  ['arn:aws:iam::123456784321:role/worker', 'arn:aws:iam::…4321:role/worker'],
  ['arn:aws:sqs:eu-west-1:123456784321:thumbnails-pending', 'arn:aws:sqs:eu-west-1:…4321:thumbnails-pending'],
])('keeps the rest of %j', (text, expected) => {
  expect(scrub(text, '/home/ada')).toBe(expected)
})

it.each(['/home/a-b', '/home/größe', '/home/a.b+c (d)[1]', '/home/a\\b', '/root'])(
  'replaces the home folder %s',
  (home) => {
    expect(scrub(`${home}/x`, home)).toBe('~/x')
    expect(scrub(`file://${encodeURI(home)}/x`, home)).toContain('/x')
  },
)

it.each(['/', ''])('keeps paths if the home folder is %j', (home) => {
  expect(scrub('/srv/x', home)).toBe('/srv/x')
})
