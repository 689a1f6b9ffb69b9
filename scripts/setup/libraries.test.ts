import { expect, test } from 'vitest'
import { notFound } from './libraries.mjs'

test('finds the missing libraries in the output of ldd', () => {
  const output =
    '\tlinux-vdso.so.1 (0x00007ffd)\n' +
    '\tlibffmpeg.so => /opt/electron/libffmpeg.so (0x00007f)\n' +
    '\tlibnss3.so => not found\n\tlibgtk-3.so.0 => not found\n'
  expect(notFound(output)).toEqual(['libnss3.so', 'libgtk-3.so.0'])
})
